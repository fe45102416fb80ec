"""A trainer as projects write it: arguments, seeds, data, AMP, schedules, evaluation, checkpoints, resume."""
import argparse
import logging
import math
import os
import random
import shutil
import sys
import tempfile
import time
from collections import OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, MultiStepLR, ReduceLROnPlateau, SequentialLR, _LRScheduler
from torch.utils.data import DataLoader, Dataset, Subset


@dataclass
class Config:
    epochs: int = 4
    lr: float = 0.05
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    dtype: torch.dtype = torch.float32
    betas: tuple = (0.9, 0.99)


class AverageMeter(object):
    def __init__(self):
        self.reset()

    def reset(self):
        self.val = self.avg = self.sum = self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count


def accuracy(output, target, topk=(1,)):
    with torch.no_grad():
        maxk = max(topk)
        batch_size = target.size(0)
        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))
        res = []
        for k in topk:
            correct_k = correct[:k].reshape(-1).float().sum(0, keepdim=True)
            res.append(correct_k.mul_(100.0 / batch_size))
        return res


class Spiral(Dataset):
    def __init__(self, n, classes=3):
        t = torch.linspace(0, 1, n)
        self.y = torch.arange(n) % classes
        angle = t * 4 + self.y.float() * 2.1
        self.x = torch.stack([t * torch.sin(angle), t * torch.cos(angle)], dim=1)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Warmup(_LRScheduler):
    def __init__(self, optimizer, warmup, total, last_epoch=-1):
        self.warmup, self.total = warmup, total
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self.last_epoch < self.warmup:
            return [base * (self.last_epoch + 1) / self.warmup for base in self.base_lrs]
        progress = (self.last_epoch - self.warmup) / max(1, self.total - self.warmup)
        return [base * 0.5 * (1 + math.cos(math.pi * progress)) for base in self.base_lrs]


class EMA:
    def __init__(self, model, decay):
        self.decay = decay
        self.shadow = {n: p.data.clone() for n, p in model.named_parameters() if p.requires_grad}
        self.backup: Dict[str, torch.Tensor] = {}

    def update(self, model):
        for n, p in model.named_parameters():
            if p.requires_grad:
                self.shadow[n] = (1.0 - self.decay) * p.data + self.decay * self.shadow[n]

    def apply_shadow(self, model):
        for n, p in model.named_parameters():
            if p.requires_grad:
                self.backup[n] = p.data
                p.data = self.shadow[n]

    def restore(self, model):
        for n, p in model.named_parameters():
            if p.requires_grad:
                p.data = self.backup[n]
        self.backup = {}


class Net(nn.Module):
    def __init__(self, hidden=8, classes=3):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True))
        self.head = nn.Linear(hidden, classes)
        self.apply(self._init_weights)

    def _init_weights(self, m):
        if isinstance(m, nn.Linear):
            with torch.no_grad():
                m.weight.copy_(torch.linspace(-0.7, 0.8, m.weight.numel()).view_as(m.weight))
            if m.bias is not None:
                nn.init.constant_(m.bias, 0)
        elif isinstance(m, (nn.BatchNorm1d, nn.LayerNorm)):
            nn.init.constant_(m.bias, 0)
            nn.init.constant_(m.weight, 1.0)

    def forward(self, x):
        return self.head(self.body(x))


def train_one_epoch(model, loader, criterion, optimizer, device, epoch, scaler=None, clip=None, accumulate=1, ema=None):
    model.train()
    losses, top1 = AverageMeter(), AverageMeter()
    optimizer.zero_grad()
    for i, (images, target) in enumerate(loader):
        images, target = images.to(device, non_blocking=True), target.to(device, non_blocking=True)
        with torch.cuda.amp.autocast(enabled=scaler is not None and scaler.is_enabled()):
            output = model(images)
            loss = criterion(output, target) / accumulate
        if not math.isfinite(loss.item()):
            print("Loss is {}, stopping training".format(loss.item()))
            sys.exit(1)
        if scaler is not None:
            scaler.scale(loss).backward()
        else:
            loss.backward()
        if (i + 1) % accumulate == 0 or i + 1 == len(loader):
            if scaler is not None:
                scaler.unscale_(optimizer)
            if clip is not None:
                torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            if scaler is not None:
                scaler.step(optimizer)
                scaler.update()
            else:
                optimizer.step()
            optimizer.zero_grad()
            if ema is not None:
                ema.update(model)
        acc1, _ = accuracy(output, target, topk=(1, 2))
        losses.update(loss.item() * accumulate, images.size(0))
        top1.update(acc1[0].item(), images.size(0))
    return losses.avg, top1.avg


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    correct, total, loss = 0, 0, 0.0
    confusion = torch.zeros(3, 3, dtype=torch.int64)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        loss += F.cross_entropy(logits, y, reduction="sum").item()
        pred = logits.argmax(dim=1)
        correct += (pred == y).sum().item()
        total += y.size(0)
        for t, p in zip(y.view(-1), pred.view(-1)):
            confusion[t.long(), p.long()] += 1
    return loss / total, correct / total, confusion


def save_checkpoint(state, is_best, folder):
    path = os.path.join(folder, "checkpoint.pth.tar")
    torch.save(state, path)
    if is_best:
        shutil.copyfile(path, os.path.join(folder, "model_best.pth.tar"))


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", default=4, type=int)
    parser.add_argument("--resume", default="", type=str)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args(argv or [])
    config = Config(device=torch.device(args.device))
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    data = Spiral(60)
    train_loader = DataLoader(Subset(data, range(0, 48)), batch_size=8, shuffle=False, drop_last=True)
    val_loader = DataLoader(Subset(data, list(range(48, 60))), batch_size=5)
    model = Net().to(config.device)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e3:.3f}k parameters")
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1).to(config.device)
    decay = [p for n, p in model.named_parameters() if p.dim() > 1]
    rest = [p for n, p in model.named_parameters() if p.dim() <= 1]
    optimizer = optim.AdamW([{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], lr=config.lr, betas=config.betas)
    scheduler = Warmup(optimizer, 2, 8)
    scaler = torch.cuda.amp.GradScaler(enabled=config.device.type == "cuda")
    ema = EMA(model, 0.9)
    best, start = 0.0, 0
    folder = tempfile.mkdtemp()
    for epoch in range(start, args.epochs):
        loss, acc = train_one_epoch(model, train_loader, criterion, optimizer, config.device, epoch, scaler, clip=1.0, accumulate=2, ema=ema)
        scheduler.step()
        val_loss, val_acc, confusion = evaluate(model, val_loader, config.device)
        is_best = val_acc > best
        best = max(val_acc, best)
        print(f"{epoch} {loss:.3f} {acc:.1f} {val_loss:.3f} {val_acc:.3f} {optimizer.param_groups[0]['lr']:.5f} {scheduler.get_last_lr()[1]:.5f} {confusion.diag().tolist()}")
        save_checkpoint({"epoch": epoch + 1, "state_dict": model.state_dict(), "best": best, "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(), "scaler": scaler.state_dict(), "args": vars(args), "rng": torch.get_rng_state()}, is_best, folder)
    ema.apply_shadow(model)
    print("ema", round(evaluate(model, val_loader, config.device)[0], 3))
    ema.restore(model)
    print("restored", round(evaluate(model, val_loader, config.device)[0], 3))
    # resumed
    checkpoint = torch.load(os.path.join(folder, "checkpoint.pth.tar"), map_location=config.device, weights_only=False)
    again = nn.DataParallel(Net())
    again.module.load_state_dict(checkpoint["state_dict"])
    groups = [{"params": [p for p in again.parameters() if p.dim() > 1]}, {"params": [p for p in again.parameters() if p.dim() <= 1]}]
    optimizer2 = optim.AdamW(groups, lr=1.0)
    optimizer2.load_state_dict(checkpoint["optimizer"])
    scheduler2 = Warmup(optimizer2, 2, 8)
    scheduler2.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["rng"].cpu())
    for name, (m, o, s) in {"first": (model, optimizer, scheduler), "second": (again, optimizer2, scheduler2)}.items():
        loss, _ = train_one_epoch(m, train_loader, criterion, o, config.device, checkpoint["epoch"])
        s.step()
        print(name, f"{loss:.3f} {o.param_groups[0]['lr']:.5f} {o.param_groups[1]['weight_decay']}")
    plateau = ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=0)
    for value in (1.0, 1.1, 1.2):
        plateau.step(value)
    chained = SequentialLR(optimizer2, [LinearLR(optimizer2, 0.1, total_iters=2), CosineAnnealingLR(optimizer2, 3)], milestones=[2])
    rates = []
    for _ in range(4):
        optimizer2.step()
        chained.step()
        rates.append(round(optimizer2.param_groups[0]["lr"], 5))
    print(f"{optimizer.param_groups[0]['lr']:.6f}", rates)


if __name__ == "__main__":
    main()
