import open_clip
import torch
from weights import fill

image = torch.linspace(-1, 1, 2 * 3 * 64 * 64).reshape(2, 3, 64, 64)
text = torch.tensor([[49406, 320, 22697, 49407] + [0] * 73, [49406, 1237, 3255, 525, 320, 2117, 49407] + [0] * 70])
small = {
    "RN50": {"layers": [1, 1, 1, 1], "width": 16, "image_size": 64},
    "ViT-B-32": {"layers": 2, "width": 64, "head_width": 32, "patch_size": 16, "image_size": 64},
    "convnext_base": {"timm_model_name": "convnext_atto", "image_size": 64},
}
for name, vision in small.items():
    config = open_clip.get_model_config(name)
    config["vision_cfg"].update(vision)
    config["text_cfg"].update(layers=2, width=64, heads=2)
    config["embed_dim"] = 32
    model = fill(open_clip.CLIP(**config))
    features, words, scale = model(image, text)
    loss = open_clip.ClipLoss()(features, words, scale)
    loss.backward()
    total = sum(p.grad.abs().sum().item() for p in model.parameters() if p.grad is not None)
    print(name, [round(value, 3) for value in features[0, :4].tolist()], [round(v, 3) for v in words[1, :4].tolist()])
    print(round(loss.item(), 4), len(model.state_dict()), total > 0)
print(type(open_clip.image_transform(64, is_train=False)).__name__)
