"""timm.data: transforms of an image, augmentation with Python's and numpy's random numbers, mixup, loaders."""

from __future__ import annotations

import importlib
import random
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scripts.timm_checks.side import Check, arrays, labels, normal

SIZES = ("squash", "border", "center")
POLICIES = ("rand-m9-n3-mstd0.5-inc1", "rand-m5-n2", "v0", "original-mstd0.5", "3a", "augmix-m5-w4-d2")


def checks() -> dict[str, Check]:
    found: dict[str, Check] = {f"evaluation, {mode}": partial(_evaluation, mode) for mode in SIZES}
    found |= {f"augmentation {policy}": partial(_augmentation, policy) for policy in POLICIES}
    found |= {"operations": _operations, "sizes": _sizes, "training, no augmentation": _plain}
    found |= {f"mixup, {mode}": partial(_mixup, mode) for mode in ("batch", "pair", "elem", "half")}
    found |= {f"mixup of a batch to collate, {mode}": partial(_collate, mode) for mode in ("batch", "pair", "elem")}
    return found | {"loader": _loader, "NaFlex": _patches, "configuration": _configuration}


def image(width: int = 60, height: int = 48, seed: int = 0) -> Any:
    """A smooth coloured picture with some noise."""
    from PIL import Image

    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [127 + 100 * np.sin(rows / (5 + plane) + columns / (9 - plane)) for plane in range(3)]
    pixels = np.stack(planes, -1) + rng.normal(0, 10, (height, width, 3))
    return Image.fromarray(pixels.clip(0, 255).astype("uint8"))


def _data() -> Any:
    return importlib.import_module("timm.data")


def _evaluation(mode: str, side: Any) -> Any:
    made = [
        _data().create_transform((3, 32, 32), is_training=False, crop_pct=0.9, crop_mode=mode, interpolation=kind)
        for kind in ("bilinear", "bicubic")
    ]
    return {"outputs": [side.array(transform(image())) for transform in made], "types": [_types(one) for one in made]}


def _types(transform: Any) -> list[str]:
    return [type(part).__name__ for part in transform.transforms]


def _plain(side: Any) -> Any:
    transform = _data().create_transform((3, 32, 32), is_training=True, no_aug=True)
    return {"output": side.array(transform(image())), "types": _types(transform)}


def _seed() -> None:
    random.seed(0)
    np.random.seed(0)


def _augmentation(policy: str, side: Any) -> Any:
    module = importlib.import_module("timm.data.auto_augment")
    hparams = {"translate_const": 10, "img_mean": (124, 116, 104)}
    if policy.startswith("rand"):
        transform = module.rand_augment_transform(policy, hparams)
    elif policy.startswith("augmix"):
        transform = module.augment_and_mix_transform(policy, hparams)
    else:
        transform = module.auto_augment_transform(policy, hparams)
    _seed()
    return [np.array(transform(image(seed=number))).astype("float32") for number in range(8)]


def _operations(side: Any) -> Any:
    module = importlib.import_module("timm.data.auto_augment")
    _seed()
    names = sorted(module.NAME_TO_OP)
    return {name: np.array(module.AugmentOp(name, prob=1.0, magnitude=6)(image())).astype("float32") for name in names}


def _sizes(side: Any) -> Any:
    module = importlib.import_module("timm.data.transforms")
    _seed()
    made = [
        module.ResizeKeepRatio((40, 40)),
        module.CenterCropOrPad((80, 40)),
        module.RandomCropOrPad((40, 40)),
        module.RandomResizedCropAndInterpolation((32, 32), interpolation="random"),
        module.TrimBorder(4),
        module.ToNumpy(),
    ]
    found = [np.asarray(transform(image())).astype("float32") for transform in made]
    tensors = [module.ToTensor()(image()), module.MaybeToTensor()(image()), module.MaybePILToTensor()(image())]
    return {"images": found, "tensors": [side.array(tensor).astype("float32") for tensor in tensors]}


def _mixup(mode: str, side: Any) -> Any:
    found = []
    for given in ({"cutmix_alpha": 0.0}, {"cutmix_alpha": 1.0}, {"cutmix_minmax": [0.2, 0.8], "label_smoothing": 0.0}):
        mixed = _data().Mixup(mixup_alpha=0.8, mode=mode, num_classes=5, **given)
        _seed()
        for number in range(3):
            found.append(mixed(normal(side, 4, 3, 16, 16, seed=number), labels(side, 4, 5, seed=number)))
    return arrays(side, found)


def _collate(mode: str, side: Any) -> Any:
    mixed = _data().FastCollateMixup(mixup_alpha=0.8, cutmix_alpha=1.0, mode=mode, num_classes=5)
    _seed()
    rng = np.random.default_rng(0)
    found = []
    for _ in range(3):
        batch = [(rng.integers(0, 256, (3, 16, 16)).astype("uint8"), int(rng.integers(0, 5))) for _ in range(4)]
        pixels, targets = mixed(batch)
        found.append([side.array(pixels).astype("float32"), side.array(targets)])
    return found


def _loader(side: Any) -> Any:
    data = _data()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(6):
            target = Path(folder) / ("cat", "dog", "eel")[number % 3]
            target.mkdir(exist_ok=True)
            image(60 + number, 48, number).save(target / f"{number}.png")
        dataset = data.create_dataset("", root=folder)
        given = {"input_size": (3, 32, 32), "batch_size": 4, "num_workers": 0, "device": normal(side, 1).device}
        plain = data.create_loader(dataset, use_prefetcher=False, **given)
        found = [[side.array(pixels), side.array(targets)] for pixels, targets in plain]
        fetched = data.create_loader(dataset, use_prefetcher=True, **given)
        found += [[side.array(pixels), side.array(targets)] for pixels, targets in fetched]
        return {"batches": found, "length": len(plain), "classes": dict(dataset.reader.class_to_idx)}


def _patches(side: Any) -> Any:
    data = _data()
    pixels = data.MaybeToTensor()(image(64, 48))
    patches, coordinates, size = data.patchify_image(pixels, (16, 16))
    resized = data.ResizeToSequence((16, 16), max_seq_len=12)(image())
    return {
        "patches": side.array(patches),
        "coordinates": side.array(coordinates),
        "size": arrays(side, size),
        "resized": np.asarray(resized).astype("float32"),
    }


def _configuration(side: Any) -> Any:
    model = importlib.import_module("timm").create_model("test_vit")
    found = _data().resolve_model_data_config(model)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}
