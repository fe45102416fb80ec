"""kornia: functions and modules of each of its parts, called on the same images, points and matrices."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, images, nothing

SIZE = 20


def _inputs(rng: np.random.Generator) -> Arrays:
    """What the expressions below are about."""
    corners = np.array([[[1, 1], [16, 2], [17, 15], [2, 18]]], dtype="float32").repeat(2, 0)
    moved = corners + rng.uniform(-1, 1, corners.shape).astype("float32")
    matrix = np.eye(3, dtype="float32")[None].repeat(2, 0) + 0.05 * rng.standard_normal((2, 3, 3)).astype("float32")
    camera = np.array([[20.0, 0, 10], [0, 20.0, 10], [0, 0, 1]], dtype="float32")[None].repeat(2, 0)
    return {
        "x": rng.random((2, 3, SIZE, SIZE)).astype("float32"),
        "y": rng.random((2, 3, SIZE, SIZE)).astype("float32"),
        "gray": rng.random((2, 1, SIZE, SIZE)).astype("float32"),
        "mask": (rng.random((2, 1, SIZE, SIZE)) > 0.6).astype("float32"),
        "labels": rng.integers(0, 3, (2, SIZE, SIZE)),
        "volume": rng.random((1, 1, 6, 8, 8)).astype("float32"),
        "corners": corners,
        "moved": moved,
        "matrix": matrix,
        "camera": camera,
        "ones": np.ones((3, 3), dtype="float32"),
        "poses": np.concatenate(
            [np.concatenate([matrix, camera[:, :, 2:]], 2), np.tile([[[0, 0, 0, 1.0]]], (2, 1, 1))], 1
        ).astype("float32"),
        "ellipses": np.array([[[1.0, 2.0, 0.5, 0.1, 0.4]]], dtype="float32"),
        "points": rng.standard_normal((2, 8, 2)).astype("float32"),
        "space": (rng.random((2, 8, 3)) + 1).astype("float32"),
        "axis": rng.standard_normal((2, 3)).astype("float32"),
        "boxes": np.array([[2, 3, 9, 12], [4, 4, 15, 16], [0, 0, 5, 5]], dtype="float32"),
        "scores": rng.random(3).astype("float32"),
        "vectors": rng.standard_normal((6, 8)).astype("float32"),
        "others": rng.standard_normal((9, 8)).astype("float32"),
        "frames": np.tile(np.array([[3.0, 0.5, 10], [-0.5, 3.0, 9]], dtype="float32"), (2, 4, 1, 1)),
    }


#: Part → expressions, in which `k` is that part of kornia.
EXPRESSIONS: dict[str, tuple[str, ...]] = {
    "filters": (
        "k.gaussian_blur2d(x, (5, 3), (1.5, 0.8))",
        "k.sobel(x)",
        "k.spatial_gradient(x, order=2)",
        "k.canny(x)",
        "k.median_blur(x, (3, 3))",
        "k.box_blur(x, 3, separable=True)",
        "k.laplacian(x, 3)",
        "k.unsharp_mask(x, (3, 3), (1.0, 1.0))",
        "k.bilateral_blur(x, (3, 3), 0.1, (1.5, 1.5))",
        "k.guided_blur(x, x, 3, 0.1)",
        "k.motion_blur(x, 5, 35.0, 0.5)",
        "k.filter2d(x, gray[:1, 0, :3, :3], padding='same')",
        "k.blur_pool2d(x, 3)",
        "k.max_blur_pool2d(x, 3)",
        "k.spatial_gradient3d(volume)",
        "k.in_range(x, (0.1, 0.1, 0.1), (0.8, 0.8, 0.8))",
        "k.otsu_threshold(gray)",
        "k.joint_bilateral_blur(x, y, 3, 0.2, (1.0, 1.0))",
        "k.get_gaussian_kernel2d((5, 5), (1.2, 1.2))",
    ),
    "color": (
        "k.rgb_to_hsv(x)",
        "k.hsv_to_rgb(k.rgb_to_hsv(x))",
        "k.rgb_to_lab(x)",
        "k.lab_to_rgb(k.rgb_to_lab(x))",
        "k.rgb_to_hls(x)",
        "k.hls_to_rgb(k.rgb_to_hls(x))",
        "k.rgb_to_ycbcr(x)",
        "k.rgb_to_yuv420(x)",
        "k.rgb_to_luv(x)",
        "k.rgb_to_xyz(x)",
        "k.rgb_to_grayscale(x)",
        "k.sepia(x)",
        "k.bgr_to_rgb(x)",
        "k.rgb_to_linear_rgb(x)",
        "k.raw_to_rgb(gray, k.CFA.BG)",
        "k.apply_colormap(gray, k.ColorMap('autumn', 64))",
        "k.rgb_to_rgba(x, 0.5)",
    ),
    "geometry": (
        "k.rotate(x, axis[:, 0] * 20)",
        "k.scale(x, axis.abs()[:, :2] + 0.5)",
        "k.translate(x, axis[:, :2])",
        "k.shear(x, axis[:, :2] * 0.1)",
        "k.resize(x, (11, 13), interpolation='bicubic', align_corners=True)",
        "k.resize(x, 12, antialias=True)",
        "k.hflip(x)",
        "k.warp_perspective(x, k.get_perspective_transform(corners, moved), (SIZE, SIZE), mode='nearest')",
        "k.warp_affine(x, matrix[:, :2], (15, 17), padding_mode='border')",
        "k.pyrdown(x)",
        "k.pyrup(x)",
        "k.build_pyramid(x, 2)",
        "k.center_crop(x, (8, 10))",
        "k.crop_and_resize(x, corners, (6, 7))",
        "k.elastic_transform2d(x, points[:, :, 0].reshape(2, 2, 2, 2).repeat(1, 1, 10, 10) * 0.1)",
        "k.find_homography_dlt(corners, moved)",
        "k.transform_points(matrix, points)",
        "k.convert_points_to_homogeneous(points)",
        "k.axis_angle_to_rotation_matrix(axis)",
        "k.rotation_matrix_to_axis_angle(k.axis_angle_to_rotation_matrix(axis))",
        "k.axis_angle_to_quaternion(axis)",
        "k.quaternion_to_rotation_matrix(k.axis_angle_to_quaternion(axis))",
        "k.quaternion_log_to_exp(axis)",
        "k.normalize_pixel_coordinates(points, 10, 12)",
        "k.euler_from_quaternion(*k.axis_angle_to_quaternion(axis).unbind(-1))",
        "k.cart2pol(points[..., 0], points[..., 1])",
        "k.project_points(space, camera[:, None])",
        "k.unproject_points(points, space[..., :1], camera[:, None])",
        "k.depth_to_3d(gray + 1, camera)",
        "k.depth_to_normals(gray + 1, camera)",
        "k.bbox.transform_bbox(matrix[:1], boxes[None])",
        "k.bbox.nms(boxes, scores, 0.3)",
        "k.bbox.bbox_generator(axis[:, 0], axis[:, 1], axis.abs()[:, 0], axis.abs()[:, 1])",
        "k.epipolar.find_fundamental(points, points + 0.3 * points.flip(1))",
        "k.epipolar.essential_from_fundamental(matrix, camera, camera)",
        "k.epipolar.sampson_epipolar_distance(points, points * 1.1, matrix)",
        "k.spatial_expectation2d(k.spatial_softmax2d(x))",
        "k.conv_soft_argmax2d(x)",
        "k.ConvQuadInterp3d()(volume[None, :, 0].reshape(1, 1, 6, 8, 8))",
        "k.invert_affine_transform(matrix[:, :2])",
        "k.quaternion.Quaternion.from_axis_angle(axis).matrix()",
        "k.liegroup.So3.exp(axis).matrix()",
        "k.liegroup.Se3.exp(points[:, :3].reshape(2, 6)).matrix()",
        "k.line.fit_line(points).direction.abs()",
        "k.linalg.relative_transformation(poses, poses.flip(0))",
    ),
    "enhance": (
        "k.adjust_brightness(x, 0.2)",
        "k.adjust_contrast(x, axis.abs()[:, 0])",
        "k.adjust_hue(x, 0.4)",
        "k.adjust_saturation(x, 1.6)",
        "k.adjust_gamma(x, 0.7, 1.1)",
        "k.equalize(x)",
        "k.equalize_clahe(x, clip_limit=20.0, grid_size=(2, 2))",
        "k.posterize(x, 3)",
        "k.solarize(x, 0.4, 0.1)",
        "k.sharpness(x, 0.6)",
        "k.invert(x)",
        "k.normalize(x, axis.abs()[0], axis.abs()[1] + 1)",
        "k.denormalize(x, axis[0], axis[1])",
        "k.normalize_min_max(x)",
        "k.histogram(vectors, axis.abs()[0], axis.abs()[1, 0])",
        "k.image_histogram2d(gray, n_bins=16)",
        "k.zca_whiten(vectors)",
        "k.integral_image(x)",
        "k.shift_rgb(x, axis[:, 0] * 0.1, axis[:, 1] * 0.1, axis[:, 2] * 0.1)",
        "k.add_weighted(x, 0.3, y, 0.6, 0.1)",
        "k.jpeg_codec_differentiable(x[..., :16, :16], axis.abs()[:, 0] * 20 + 10)",
    ),
    "losses": (
        "k.ssim_loss(x, y, 5)",
        "k.MS_SSIMLoss(sigmas=[0.5, 1.0])(x, y)",
        "k.psnr_loss(x, y, 1.0)",
        "k.total_variation(x)",
        "k.dice_loss(x, labels)",
        "k.tversky_loss(x, labels, 0.3, 0.7)",
        "k.focal_loss(x, labels, 0.5, 2.0, reduction='mean')",
        "k.binary_focal_loss_with_logits(gray, mask, 0.5)",
        "k.lovasz_hinge_loss(gray, mask[:, 0])",
        "k.lovasz_softmax_loss(x, labels)",
        "k.js_div_loss_2d(k_geometry.spatial_softmax2d(x), k_geometry.spatial_softmax2d(y))",
        "k.inverse_depth_smoothness_loss(gray, x)",
        "k.charbonnier_loss(x, y, reduction='mean')",
        "k.cauchy_loss(x, y)",
        "k.welsch_loss(x, y)",
        "k.geman_mcclure_loss(x, y)",
        "k.HausdorffERLoss()(x, labels[:, None])",
        "k.ssim3d_loss(volume, volume * 0.5, 3)",
    ),
    "morphology": (
        "k.dilation(x, ones)",
        "k.erosion(x, ones, engine='convolution')",
        "k.opening(x, ones)",
        "k.gradient(x, ones)",
        "k.top_hat(x, ones)",
    ),
    "metrics": (
        "k.psnr(x, y, 1.0)",
        "k.ssim(x, y, 5)",
        "k.confusion_matrix(labels, labels.flip(0), 3)",
        "k.mean_iou(labels, labels.flip(0), 3)",
        "k.accuracy(vectors, vectors.argmax(1).flip(0), topk=(1, 3))",
        "k.mean_iou_bbox(boxes, boxes + 1.5)",
        "k.aepe(points[:, :, None], points[:, :, None] * 2)",
    ),
    "contrib": (
        "k.connected_components(mask, 20)",
        "k.distance_transform(mask)",
        "k.extract_tensor_patches(x, 8, 4)",
        "k.combine_tensor_patches(k.extract_tensor_patches(x, 10, 10), (SIZE, SIZE), 10, 10)",
        "k.histogram_matching(x[0], y[0])",
        "k.diamond_square((1, 1, 9, 9), random_fn=lambda *shape, **rest: vectors.new_ones(*shape) * 0.3)",
    ),
    "feature": (
        "k.harris_response(gray)",
        "k.gftt_response(gray)",
        "k.hessian_response(gray)",
        "k.dog_response_single(gray)",
        "k.match_nn(vectors, others)",
        "k.match_mnn(vectors, others)",
        "k.match_snn(vectors, others, 0.95)",
        "k.match_smnn(vectors, others, 0.99)",
        "k.laf_from_center_scale_ori(points, vectors[:2, :, None, None].abs())",
        "k.extract_patches_from_pyramid(gray, frames, 8)",
        "k.normalize_laf(frames, gray)",
        "k.ellipse_to_laf(ellipses)",
        "k.SIFTDescriptor(16, 8, 4)(gray[:, :, :16, :16])",
        "k.CornerGFTT()(gray)",
        "k.BlobHessian()(gray)",
        "k.LAFOrienter(8)(frames, gray)",
        "k.get_laf_orientation(frames)",
        "k.DescriptorMatcher('smnn', 0.95)(vectors, others)",
        "k.laf_to_boundary_points(frames, 9)",
    ),
}

#: Augmentations, drawn with the same random numbers.
AUGMENTATIONS = (
    "k.RandomHorizontalFlip(p=0.5)(x)",
    "k.RandomAffine((-15.0, 15.0), p=1.0)(x)",
    "k.RandomPerspective(0.3, p=1.0)(x)",
    "k.ColorJitter(0.2, 0.2, 0.2, 0.1, p=1.0)(x)",
    "k.RandomCrop((12, 12))(x)",
    "k.RandomResizedCrop((10, 10))(x)",
    "k.RandomErasing(p=1.0)(x)",
    "k.RandomGaussianBlur((3, 3), (0.5, 1.5), p=1.0)(x)",
    "k.RandomSolarize(0.1, 0.1, p=1.0)(x)",
    "k.RandomPosterize(3, p=1.0)(x)",
    "k.RandomSharpness(0.5, p=1.0)(x)",
    "k.RandomRotation(30.0, p=1.0)(x)",
    "k.RandomGrayscale(p=0.5)(x)",
    "k.RandomMixUpV2(p=1.0)(x, labels[:, 0, 0])",
    "k.RandomCutMixV2(p=1.0, data_keys=['input', 'class'])(x, labels[:, 0, 0])",
    "k.AugmentationSequential(k.RandomHorizontalFlip(p=1.0), k.RandomAffine(10.0, p=1.0), "
    "data_keys=['input', 'mask', 'keypoints'])(x, mask, corners)",
    "k.RandomEqualize(p=1.0)(x)",
    "k.RandomElasticTransform(p=1.0, kernel_size=(5, 5), sigma=(2.0, 2.0))(x)",
    "k.RandomThinPlateSpline(p=1.0)(x)",
    "k.RandomGaussianNoise(p=1.0)(x)",
    "k.Normalize(mean=(0.4, 0.4, 0.4), std=(0.2, 0.2, 0.2))(x)",
    "k.CenterCrop(10)(x)",
    "k.RandomInvert(p=1.0)(x)",
    "k.RandomMotionBlur(3, 35.0, 0.5, p=1.0)(x)",
    "k.RandomCrop3D((4, 4, 4), p=1.0)(volume)",
    "k.RandomAffine3D((5.0, 5.0, 5.0), p=1.0)(volume)",
    "k.auto.RandAugment(n=2, m=10)(x)",
)


def _evaluated(part: str, text: str, model: Any, inputs: Mapping[str, Any]) -> Any:
    names = {"k": importlib.import_module(f"kornia.{part}"), "SIZE": SIZE}
    names["k_geometry"] = importlib.import_module("kornia.geometry")
    return eval(text, {**names, **inputs})


def _module(text: str) -> Any:
    names = {name: importlib.import_module(f"kornia.models.{name}") for name in ("dexined", "tiny_vit", "vit")}
    return eval(text, {"feature": importlib.import_module("kornia.feature"), **names})


#: Models, and the images that they take.
MODELS = (
    ("feature.HardNet(pretrained=False)", (3, 1, 32, 32)),
    ("feature.SOSNet(pretrained=False)", (3, 1, 32, 32)),
    ("feature.TFeat(pretrained=False)", (3, 1, 32, 32)),
    ("feature.HyNet(pretrained=False)", (3, 1, 32, 32)),
    ("feature.KeyNet(pretrained=False)", (1, 1, 48, 48)),
    ("feature.DISK(16)", (1, 3, 32, 32)),
    ("dexined.DexiNed(pretrained=False)", (1, 3, 64, 64)),
    ("vit.VisionTransformer(32, 16, embed_dim=32, depth=2, num_heads=4)", (1, 3, 32, 32)),
    (
        "tiny_vit.TinyViT(img_size=64, embed_dims=[16, 32, 32, 32], depths=[1, 1, 1, 1], num_heads=[1, 1, 1, 1])",
        (1, 3, 64, 64),
    ),
)


def _called(model: Any, inputs: Mapping[str, Any]) -> Any:
    run = getattr(model, "heatmap_and_dense_descriptors", model)
    found = run(inputs["image"])
    return found if not isinstance(found, (list, tuple)) else list(found)


SUITE = Suite(
    package="kornia",
    imports=("kornia",),
    cases=[
        *(
            ModelCase(f"kornia.{part}: {text}", nothing, _inputs, partial(_evaluated, part, text))
            for part, texts in EXPRESSIONS.items()
            for text in texts
        ),
        *(
            ModelCase(
                f"kornia.augmentation: {text}", nothing, _inputs, partial(_evaluated, "augmentation", text), draws=True
            )
            for text in AUGMENTATIONS
        ),
        *(ModelCase(f"kornia: {text}", partial(_module, text), images(*shape), _called) for text, shape in MODELS),
    ],
    stubs=("kornia_rs",),
)
