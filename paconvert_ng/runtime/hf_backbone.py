"""transformers' backbones: how a model gets the one that its configuration describes."""

from __future__ import annotations

from typing import Any

from .hf_auto import AutoBackbone


def load_backbone(config: Any) -> Any:
    """transformers.utils.backbone_utils.load_backbone: the backbone that a model's configuration describes.

    Raises NotImplementedError for those of timm, ValueError for one that is not said clearly.
    """
    described = getattr(config, "backbone_config", None)
    timm = getattr(config, "use_timm_backbone", None)
    pretrained = getattr(config, "use_pretrained_backbone", None)
    checkpoint: Any = getattr(config, "backbone", None)
    kwargs = getattr(config, "backbone_kwargs", None) or {}
    if kwargs and described is not None:
        raise ValueError("You can't specify both `backbone_kwargs` and `backbone_config`.")
    if described is not None and checkpoint is not None and pretrained is not None:
        raise ValueError("Cannot specify both config.backbone_config and config.backbone")
    if described is None and timm is None and checkpoint is None:
        return AutoBackbone.from_config(config, **kwargs)
    if timm:
        raise NotImplementedError(f"the backbone {checkpoint} of timm")
    if described is None and checkpoint is None:
        raise ValueError("Either config.backbone_config or config.backbone must be set")
    if pretrained:
        return AutoBackbone.from_pretrained(checkpoint, **kwargs)
    if described is None:
        from transformers import AutoConfig

        described = AutoConfig.from_pretrained(checkpoint, **kwargs)
    return AutoBackbone.from_config(described)
