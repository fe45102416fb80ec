"""timm.optim, timm.scheduler, timm.loss, and what its training script uses of timm.utils and timm.models."""

from __future__ import annotations

import importlib
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scripts.timm_checks.side import Check, arrays, filled, labels, normal, shapes, uniform

SCHEDULES = ("cosine", "tanh", "step", "multistep", "poly", "wsd", "rsqrt", "constant", "plateau")
CLIPPING = {"norm": 0.1, "value": 0.01, "agc": 0.01}
#: Loss → arguments of create_classification_loss, whether targets are class numbers, many labels or soft ones.
LOSSES: dict[str, tuple[dict[str, Any], str]] = {
    "ce": ({}, "numbers"),
    "ce, smoothing": ({"smoothing": 0.1}, "numbers"),
    "ce, soft": ({"soft_targets": True}, "soft"),
    "bce": ({"loss_type": "bce", "smoothing": 0.1}, "numbers"),
    "bce, threshold": ({"loss_type": "bce", "soft_targets": True, "bce_target_thresh": 0.2, "bce_sum": True}, "soft"),
    "bce, weights": ({"loss_type": "bce", "multi_label": True, "pos_weight": 2.0}, "many"),
    "asl": ({"loss_type": "asl"}, "numbers"),
    "asl, many labels": ({"loss_type": "asl", "multi_label": True}, "many"),
    "poly": ({"loss_type": "poly"}, "numbers"),
    "poly, many labels": ({"loss_type": "poly", "multi_label": True, "poly_gamma": 1.0}, "many"),
    "jsd": ({"loss_type": "jsd", "jsd_splits": 3, "smoothing": 0.1}, "numbers"),
    "twoway": ({"loss_type": "twoway", "multi_label": True}, "many"),
    "zlpr": ({"loss_type": "zlpr", "multi_label": True}, "many"),
    "db": ({"loss_type": "db", "multi_label": True, "class_counts": [5, 3, 2, 9], "num_samples": 12}, "many"),
}


def optimizers() -> dict[str, Check]:
    """Every optimizer that this timm lists."""
    names = importlib.import_module("timm.optim").list_optimizers()
    return {name: partial(_optimizer, name) for name in names} | {"layer decay": _layer_decay}


def schedules() -> dict[str, Check]:
    return {name: partial(_schedule, name) for name in SCHEDULES}


def losses() -> dict[str, Check]:
    return {name: partial(_loss, *given) for name, given in LOSSES.items()}


def training() -> dict[str, Check]:
    found: dict[str, Check] = {"names": _names, "ModelEmaV3": _ema, "checkpoint": _checkpoint, "saver": _saver}
    found |= {"training step": _step, "task": _task, "accuracy": _accuracy, "freezing": _freezing}
    found |= {f"clipping, {mode}": partial(_clipping, mode) for mode in CLIPPING}
    return found | {"reparametrization": _reparameterized, "feature extraction": _extracted}


def small_model(side: Any, name: str = "test_vit", **given: Any) -> Any:
    """One of timm's own test models with random weights."""
    return filled(side, importlib.import_module("timm").create_model(name, num_classes=4, **given))


def _images(side: Any, seed: int = 0) -> Any:
    return normal(side, 2, 3, 160, 160, seed=seed)


def _moved(side: Any, model: Any, before: dict[str, np.ndarray]) -> dict[str, Any]:
    """How far each parameter went: small steps show beside nothing else."""
    return {name: side.array(value) - before[name] for name, value in model.named_parameters()}


def _values(side: Any, model: Any) -> dict[str, np.ndarray]:
    return {name: np.array(side.array(value)) for name, value in model.named_parameters()}


def _mlp(side: Any) -> Any:
    """A small module with weights of four, two and one dimension and biases."""
    layers = importlib.import_module("timm.layers")
    given = {"img_size": 4, "patch_size": 2, "in_chans": 3, "embed_dim": 8, "norm_layer": layers.LayerNorm}
    made = layers.PatchEmbed(**given)
    made.add_module("mlp", layers.Mlp(8, 12, 6))
    return filled(side, made)


def _loss_of(side: Any, model: Any, seed: int) -> Any:
    out = model.mlp(model(normal(side, 4, 3, 4, 4, seed=seed)))
    return (out * out * normal(side, *out.shape, seed=seed + 100)).sum()


def _optimizer(name: str, side: Any) -> Any:
    model = _mlp(side).train()
    made = importlib.import_module("timm.optim").create_optimizer_v2(
        model, opt=name, lr=0.05, weight_decay=0.02, momentum=0.9
    )
    before, found = _values(side, model), []
    scaler = importlib.import_module("timm.utils").NativeScaler(device="cpu")
    for step in range(3):
        made.zero_grad()
        if name == "adahessian":
            # It needs gradients of gradients, which timm's scaler asks for.
            scaler(_loss_of(side, model, step), made, create_graph=True)
        else:
            _loss_of(side, model, step).backward()
            made.step()
        found.append(_moved(side, model, before))
    groups = [{key: group[key] for key in ("lr", "weight_decay")} for group in made.param_groups]
    return {"steps": found, "groups": groups, "type": type(made).__name__}


def _layer_decay(side: Any) -> Any:
    model = small_model(side)
    made = importlib.import_module("timm.optim").create_optimizer_v2(
        model, opt="adamw", lr=0.1, weight_decay=0.05, layer_decay=0.7
    )
    return [
        {"lr": group["lr"], "scale": group["lr_scale"], "decay": group["weight_decay"], "count": len(group["params"])}
        for group in made.param_groups
    ]


def _schedule(name: str, side: Any) -> Any:
    optim = importlib.import_module("timm.optim")
    made = optim.create_optimizer_v2(small_model(side), opt="sgd", lr=0.5, momentum=0.9)
    given = {"decay_milestones": [4, 8], "decay_epochs": 3, "patience_epochs": 1, "decay_rate": 0.3}
    scheduler, epochs = importlib.import_module("timm.scheduler").create_scheduler_v2(
        made, sched=name, num_epochs=12, warmup_epochs=2, warmup_lr=0.01, min_lr=1e-3, cooldown_epochs=1, **given
    )
    rates = [made.param_groups[0]["lr"]]
    for epoch in range(epochs):
        scheduler.step(epoch + 1, metric=[1.0, 2.0, 2.0, 2.0, 1.5][epoch % 5])
        rates.append(made.param_groups[0]["lr"])
    state = {key: value for key, value in scheduler.state_dict().items() if isinstance(value, (int, float, str))}
    return {"epochs": epochs, "rates": [float(rate) for rate in rates], "state": state}


def _loss(given: dict[str, Any], kind: str, side: Any) -> Any:
    criterion = importlib.import_module("timm.loss").create_classification_loss(**given)
    logits = normal(side, 6, 4)
    side.require_gradient(logits)
    if kind == "numbers":
        targets = labels(side, 6, 4)
    elif kind == "soft":
        targets = uniform(side, 6, 4, seed=3)
        targets = targets / targets.sum(-1, keepdim=True)
    else:
        targets = (uniform(side, 6, 4, seed=3) > 0.5).float()
    value = criterion(logits, targets)
    value.sum().backward()
    return {"loss": side.array(value), "gradient": side.array(side.gradient(logits))}


def _names(side: Any) -> Any:
    timm = importlib.import_module("timm")
    optim = importlib.import_module("timm.optim")
    models = timm.list_models()
    return {
        "models": models,
        "modules": timm.list_modules(),
        "pretrained": timm.list_pretrained(),
        "filtered": timm.list_models("resnet*", exclude_filters="*d"),
        "optimizers": optim.list_optimizers(),
        "optimizers, described": [list(pair) for pair in optim.list_optimizers(with_description=True)],
        "is_model": [timm.is_model("resnet50"), timm.is_model("none")],
        "configurations": {name: str(timm.get_pretrained_cfg(name)) for name in models},
        "version": timm.__version__,
    }


def _ema(side: Any) -> Any:
    model, found = small_model(side, "test_resnet"), []
    utils = importlib.import_module("timm.utils")
    for given in ({"decay": 0.9}, {"decay": 0.99, "use_warmup": True}, {"decay": 0.9, "foreach": False}):
        averaged = utils.ModelEmaV3(model, **given)
        optimizer = importlib.import_module("timm.optim").create_optimizer_v2(model, opt="sgd", lr=0.001, momentum=0.9)
        for step in range(3):
            optimizer.zero_grad()
            model.train()
            model(_images(side, step)).mean().backward()
            optimizer.step()
            averaged.update(model, step=step + 1)
        found.append({"state": arrays(side, side.state(averaged)), "decay": averaged.get_decay(2)})
    return found


def _checkpoint(side: Any) -> Any:
    models, helpers = importlib.import_module("timm.models"), importlib.import_module("timm.models._helpers")
    model = small_model(side, "test_resnet")
    optim = importlib.import_module("timm.optim")
    optimizer = optim.create_optimizer_v2(model, opt="sgd", lr=0.1, momentum=0.9)
    model.train()
    model(_images(side)).sum().backward()
    optimizer.step()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        saver = importlib.import_module("timm.utils").CheckpointSaver(
            model, optimizer, checkpoint_dir=folder, recovery_dir=folder, max_history=2
        )
        found["best"] = [list(saver.save_checkpoint(epoch, metric=metric)) for epoch, metric in ((0, 1.0), (1, 3.0))]
        found["files"] = sorted(path.name for path in Path(folder).iterdir())
        path = str(Path(folder) / "last.pth.tar")
        other = importlib.import_module("timm").create_model("test_resnet", num_classes=4)
        models.load_checkpoint(other, path)
        found["loaded"] = arrays(side, side.state(other))
        again = importlib.import_module("timm").create_model("test_resnet", num_classes=4)
        resumed = optim.create_optimizer_v2(again, opt="sgd", lr=0.1, momentum=0.9)
        found["epoch"] = helpers.resume_checkpoint(again, path, optimizer=resumed, log_info=False)
        before = _values(side, again)
        again.train()
        again(_images(side, 1)).sum().backward()
        resumed.step()
        found["resumed"] = _moved(side, again, before)
        found["state"] = shapes(side, again)
    return found


def _saver(side: Any) -> Any:
    model = small_model(side)
    optimizer = importlib.import_module("timm.optim").create_optimizer_v2(model, opt="sgd", lr=0.1, momentum=0.9)
    with tempfile.TemporaryDirectory() as folder:
        saver = importlib.import_module("timm.utils").CheckpointSaver(
            model, optimizer, checkpoint_dir=folder, recovery_dir=folder, max_history=2, decreasing=True
        )
        best = [list(saver.save_checkpoint(epoch, metric=metric)) for epoch, metric in enumerate((3.0, 1.0, 2.0, 0.5))]
        saver.save_recovery(4, 7)
        found = Path(saver.find_recovery()).name if saver.find_recovery() else ""
        return {"best": best, "recovery": found, "files": sorted(path.name for path in Path(folder).iterdir())}


def _step(side: Any) -> Any:
    """What train.py does for a batch, with amp off."""
    timm = importlib.import_module("timm")
    utils, data = importlib.import_module("timm.utils"), importlib.import_module("timm.data")
    model = small_model(side)
    optimizer = importlib.import_module("timm.optim").create_optimizer_v2(
        model, opt="sgd", lr=0.01, weight_decay=0.05, momentum=0.9
    )
    scheduler, _ = importlib.import_module("timm.scheduler").create_scheduler_v2(optimizer, num_epochs=4)
    criterion = importlib.import_module("timm.loss").SoftTargetCrossEntropy()
    mixed = data.Mixup(mixup_alpha=0.8, cutmix_alpha=1.0, num_classes=4)
    averaged, meter = utils.ModelEmaV3(model, decay=0.9), utils.AverageMeter()
    before, losses = _values(side, model), []
    np.random.seed(0)
    assert timm.is_model("test_vit")
    for step in range(3):
        model.train()
        images, targets = mixed(_images(side, step), labels(side, 2, 4, seed=step))
        optimizer.zero_grad()
        value = criterion(model(images), targets)
        value.backward()
        utils.dispatch_clip_grad(model.parameters(), 1.0, mode="norm")
        optimizer.step()
        averaged.update(model, step=step)
        meter.update(value.item(), images.size(0))
        scheduler.step(step + 1)
        losses.append(value.item())
    return {"losses": losses, "mean": meter.avg, "moved": _moved(side, model, before), "lr": _rate(optimizer)}


def _rate(optimizer: Any) -> float:
    return float(optimizer.param_groups[0]["lr"])


def _task(side: Any) -> Any:
    module = importlib.import_module("timm.task")
    task = module.ClassificationTask(small_model(side), criterion_kwargs={"smoothing": 0.1}, verbose=False)
    task.train()
    result = task(_images(side), labels(side, 2, 4))
    result["loss"].backward()
    gradients = {name: value.grad for name, value in task.trainable_module.named_parameters()}
    return arrays(side, {"loss": result["loss"], "output": result["output"], "gradients": gradients})


def _accuracy(side: Any) -> Any:
    found = importlib.import_module("timm.utils").accuracy(normal(side, 20, 10), labels(side, 20, 10), topk=(1, 3, 5))
    return [float(value) for value in found]


def _freezing(side: Any) -> Any:
    utils, model = importlib.import_module("timm.utils"), small_model(side, "test_resnet")
    utils.freeze(model, ["conv1", "bn1", "layer1"])
    frozen = [name for name, value in model.named_parameters() if not value.requires_grad]
    kinds = [type(module).__name__ for module in model.modules() if "BatchNorm" in type(module).__name__]
    utils.unfreeze(model, ["layer1"])
    return {"frozen": frozen, "kinds": kinds, "after": [value.requires_grad for value in model.parameters()]}


def _clipping(mode: str, side: Any) -> Any:
    model = _mlp(side).train()
    _loss_of(side, model, 0).backward()
    importlib.import_module("timm.utils").dispatch_clip_grad(model.parameters(), CLIPPING[mode], mode=mode)
    return arrays(side, dict(side.gradients(model)))


def _reparameterized(side: Any) -> Any:
    found = {}
    for name, size in (("repvit_m1", 64), ("test_byobnet", 64)):
        model = filled(side, importlib.import_module("timm").create_model(name, num_classes=4)).eval()
        made = importlib.import_module("timm.utils").reparameterize_model(model)
        with side.no_gradients():
            found[name] = {"output": side.array(made(normal(side, 2, 3, size, size))), "state": shapes(side, made)}
    return found


def _extracted(side: Any) -> Any:
    model = small_model(side).eval()
    with side.no_gradients():
        last, maps = model.forward_intermediates(_images(side), indices=2)
        found = {"last": last, "maps": list(maps), "head": model.forward_head(last, pre_logits=True)}
    return arrays(side, found) | {"classifier": type(model.get_classifier()).__name__}
