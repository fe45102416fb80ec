import tempfile

import segmentation_models_pytorch as smp
import torch
from weights import fill

x = torch.linspace(-1, 1, 2 * 3 * 64 * 64).reshape(2, 3, 64, 64)
target = (x[:, :1] > 0).float()
models = (
    (smp.Unet, "resnet18"),
    (smp.FPN, "tu-mobilenetv3_small_050"),
    (smp.DeepLabV3Plus, "resnet18"),
    (smp.UnetPlusPlus, "timm-efficientnet-b0"),
)
for kind, encoder in models:
    model = fill(kind(encoder_name=encoder, encoder_weights=None, classes=1))
    with torch.no_grad():
        y = model(x)
    print(kind.__name__, list(y.shape), round(y.mean().item(), 3), round(y.std().item(), 3), len(model.state_dict()))

y.requires_grad_()
loss = smp.losses.DiceLoss(mode="binary")(y, target) + smp.losses.FocalLoss(mode="binary")(y, target)
loss.backward()
print(round(loss.item(), 4), round(y.grad.abs().sum().item(), 4))
counts = smp.metrics.get_stats((y > y.mean()).long(), target.long(), mode="binary")
print(round(smp.metrics.iou_score(*counts, reduction="micro").item(), 4))

folder = tempfile.mkdtemp()
model.save_pretrained(folder, dataset="none", metrics={"iou": 0.5})
again = smp.from_pretrained(folder).eval()
print(type(again).__name__, model.config == again.config, torch.equal(again(x), model.eval()(x)))
