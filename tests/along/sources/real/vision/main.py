import numpy as np
import timm
import torch
from PIL import Image
from torchvision import transforms
from torchvision.models import resnet50
from weights import fill

models = [fill(timm.create_model("resnet18", num_classes=10)), fill(resnet50(num_classes=10))]
image = Image.fromarray((np.arange(80 * 64 * 3) % 251).astype("uint8").reshape(80, 64, 3))
prepare = transforms.Compose(
    [
        transforms.Resize(72),
        transforms.CenterCrop(64),
        transforms.ToTensor(),
        transforms.Normalize(mean=(0.5, 0.4, 0.6), std=(0.2, 0.25, 0.3)),
    ]
)
x = prepare(image).unsqueeze(0)
print(list(x.shape), round(x.mean().item(), 4), round(x.std().item(), 4))
with torch.no_grad():
    for model in models:
        print([round(value, 3) for value in model(x)[0].tolist()])
print(len(models[1].state_dict()), list(models[1].state_dict())[:3])
