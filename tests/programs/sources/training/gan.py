"""Adversarial training: two optimizers, labels that change, detached parts, frozen networks, penalties."""
import itertools
import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import autograd
from torch.nn.utils import spectral_norm
from torch.utils.data import DataLoader, TensorDataset


def weights_init(m):
    classname = m.__class__.__name__
    if classname.find("Conv") != -1 or classname.find("Linear") != -1:
        with torch.no_grad():
            m.weight.copy_(torch.linspace(-0.5, 0.6, m.weight.numel()).view(m.weight.shape))
        if getattr(m, "bias", None) is not None:
            m.bias.data.fill_(0.01)
    elif classname.find("BatchNorm") != -1:
        nn.init.constant_(m.weight.data, 1.02)
        nn.init.constant_(m.bias.data, 0.1)


class Generator(nn.Module):
    def __init__(self, nz=3, ngf=4, nc=1):
        super(Generator, self).__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(nz, ngf, 4, 1, 0, bias=False),
            nn.BatchNorm2d(ngf),
            nn.ReLU(True),
            nn.ConvTranspose2d(ngf, nc, 4, 2, 1, bias=False),
            nn.Tanh(),
        )

    def forward(self, input):
        return self.main(input)


class Discriminator(nn.Module):
    def __init__(self, nc=1, ndf=4):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(nc, ndf, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True), nn.Conv2d(ndf, 1, 4, 1, 0))

    def forward(self, x):
        return self.main(x).view(-1, 1).squeeze(1)


class ImagePool:
    def __init__(self, size):
        self.size, self.images = size, []

    def query(self, images):
        out = []
        for image in images.data:
            image = torch.unsqueeze(image, 0)
            if len(self.images) < self.size:
                self.images.append(image)
                out.append(image)
            else:
                old = self.images[0].clone()
                self.images[0] = image
                out.append(old)
        return torch.cat(out, 0)


def set_requires_grad(nets, requires_grad=False):
    if not isinstance(nets, list):
        nets = [nets]
    for net in nets:
        if net is not None:
            for param in net.parameters():
                param.requires_grad = requires_grad


def gradient_penalty(critic, real, fake, alpha):
    interpolates = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    out = critic(interpolates)
    gradients = autograd.grad(outputs=out, inputs=interpolates, grad_outputs=torch.ones(out.size(), device=real.device), create_graph=True, retain_graph=True, only_inputs=True)[0]
    gradients = gradients.view(gradients.size(0), -1)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


def r(v):
    return round(v, 3)


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
netG, netD = Generator().to(device), Discriminator().to(device)
netG.apply(weights_init)
netD.apply(weights_init)
criterion = nn.BCEWithLogitsLoss()
optD = torch.optim.SGD(netD.parameters(), lr=0.001)
optG = torch.optim.SGD(itertools.chain(netG.parameters()), lr=0.001, momentum=0.5)
images = torch.linspace(-1, 1, 6 * 64).view(6, 1, 8, 8).sin()
loader = DataLoader(TensorDataset(images), batch_size=3, shuffle=False)
real_label, fake_label = 1.0, 0.0
pool = ImagePool(2)
for epoch in range(2):
    for i, data in enumerate(loader, 0):
        netD.zero_grad()
        real = data[0].to(device)
        b_size = real.size(0)
        label = torch.full((b_size,), real_label, dtype=torch.float, device=device)
        output = netD(real)
        errD_real = criterion(output, label)
        errD_real.backward()
        D_x = output.sigmoid().mean().item()
        noise = torch.linspace(-1, 1, b_size * 3, device=device).view(b_size, 3, 1, 1) * (i + 1)
        fake = netG(noise)
        label.fill_(fake_label)
        output = netD(pool.query(fake.detach()))
        errD_fake = criterion(output, label)
        errD_fake.backward()
        alpha = torch.linspace(0, 1, b_size).view(-1, 1, 1, 1).expand_as(real)
        penalty = 0.1 * gradient_penalty(netD, real.data, fake.data, alpha)
        penalty.backward()
        errD = errD_real + errD_fake
        optD.step()
        set_requires_grad([netD], False)
        optG.zero_grad()
        label.fill_(real_label)
        output = netD(fake)
        errG = criterion(output, label) + 0.1 * F.l1_loss(fake, real)
        errG.backward()
        optG.step()
        set_requires_grad(netD, True)
        print("[%d/%d][%d/%d] %.3f %.3f %.3f %.3f" % (epoch, 2, i, len(loader), errD.item(), errG.item(), D_x, penalty.item()))
netG.eval()
with torch.no_grad():
    sample = netG(torch.ones(1, 3, 1, 1)).detach().cpu()
print(tuple(sample.shape), r(sample.mean().item()), r(sample.std().item()), sample.requires_grad)
sn = nn.Sequential(spectral_norm(nn.Conv2d(1, 2, 3)), nn.LeakyReLU(0.1), nn.Flatten(), spectral_norm(nn.Linear(72, 1)))
print(tuple(sn(images).shape), sorted(sn.state_dict())[:4])
hinge = F.relu(1.0 - netD(images)).mean() + F.relu(1.0 + netD(images * 0.5)).mean()
print(r(hinge.item()), r(F.softplus(-netD(images)).mean().item()))
path = os.path.join(tempfile.mkdtemp(), "netG_epoch_%d.pth" % 1)
torch.save(netG.state_dict(), path)
other = Generator()
print(other.load_state_dict(torch.load(path, weights_only=True, map_location=lambda storage, loc: storage)), torch.allclose(other.eval()(torch.ones(1, 3, 1, 1)), sample))
