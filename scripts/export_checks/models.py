# mypy: ignore-errors
"""The models that are exported and timed: torch code, converted with the packages beside it.

``scripts/export_speed.py`` puts this file beside timm, whisper/model.py, the files of SAM's encoder, and tinychat.
"""

import torch


def chat_small():
    from tinychat.configuration_tinychat import TinyChatConfig
    from tinychat.modeling_tinychat import TinyChatForCausalLM

    return TinyChatForCausalLM(
        TinyChatConfig(hidden_size=256, intermediate_size=704, num_hidden_layers=4, vocab_size=4096)
    )


def chat_medium():
    from tinychat.configuration_tinychat import TinyChatConfig
    from tinychat.modeling_tinychat import TinyChatForCausalLM

    return TinyChatForCausalLM(
        TinyChatConfig(
            hidden_size=1024,
            intermediate_size=2816,
            num_hidden_layers=8,
            num_attention_heads=16,
            num_key_value_heads=4,
            vocab_size=32000,
        )
    )


def timm_model(name):
    import torchvision_operators  # noqa: F401
    from timm.models import create_model

    return create_model(name)


def whisper_encoder():
    """Of whisper-base, for ten seconds."""
    from whisper.model import AudioEncoder

    return AudioEncoder(80, 500, 512, 8, 6)


def sam_encoder():
    """The parts of SAM's encoder (windows, global attention, relative positions), narrower and for smaller images."""
    from sam.image_encoder import ImageEncoderViT

    encoder = ImageEncoderViT(
        img_size=256,
        embed_dim=384,
        depth=6,
        num_heads=6,
        qkv_bias=True,
        use_rel_pos=True,
        window_size=7,
        global_attn_indexes=(2, 5),
        out_chans=128,
    )
    for name, parameter in encoder.named_parameters():
        if "pos" in name:  # zeros, until it is trained
            torch.nn.init.normal_(parameter, std=0.02)
    return encoder
