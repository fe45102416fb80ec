from transformers import PretrainedConfig


class GlimmerConfig(PretrainedConfig):
    model_type = "glimmer"
    attribute_map = {"num_hidden_layers": "n_layers", "num_attention_heads": "n_heads", "hidden_size": "d_model"}

    def __init__(self, d_model=32, n_heads=4, n_layers=2, expansion_ratio=2, max_seq_len=64, vocab_size=64,
                 attn_config=None, position_encoding="alibi", norm_type="low_precision_layernorm", multi_query=False,
                 use_cache=True, init_device="cpu", use_flash_attn="auto", pad_token_id=0, bos_token_id=1,
                 eos_token_id=2, layernorm_epsilon=1e-5, apply_residual=False, no_bias=True, **kwargs):
        self.d_model = d_model
        self.n_heads = n_heads
        self.n_layers = n_layers
        self.expansion_ratio = expansion_ratio
        self.max_seq_len = max_seq_len
        self.vocab_size = vocab_size
        self.attn_config = attn_config or {"clip_qkv": 6.0, "softmax_scale": None, "attn_pdrop": 0.0}
        self.position_encoding = position_encoding
        self.norm_type = norm_type
        self.multi_query = multi_query
        self.use_cache = use_cache
        self.init_device = init_device
        self.use_flash_attn = use_flash_attn
        self.layernorm_epsilon = layernorm_epsilon
        self.apply_residual = apply_residual
        self.no_bias = no_bias
        super().__init__(pad_token_id=pad_token_id, bos_token_id=bos_token_id, eos_token_id=eos_token_id, **kwargs)
