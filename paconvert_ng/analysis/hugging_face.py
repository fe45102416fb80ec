"""Which names of Hugging Face's transformers and huggingface_hub stand for code that runs torch; others need none.

Configurations, tokenizers, logging and the like can be imported without torch and stay as they are. What is listed here
cannot: in versions 4.30 to 4.57 its module imports torch, or it looks at tensors.
"""

from __future__ import annotations

import functools
import re

ROOT = "transformers"
HUB = "huggingface_hub"

#: Modules below ``transformers``, and single names of modules that need no torch otherwise (decorators of docstrings
#: look into those of outputs).
_MODULES = re.compile(
    r"""(?:models\.\w+\.)?modeling_(?!tf_|flax_|rope_utils)\w+
    |modeling_rope_utils\.(?:ROPE_INIT_FUNCTIONS|dynamic_rope_update|_compute_\w+)
    |activations|cache_utils|masking_utils|pytorch_utils|time_series_utils|trainer(?!_utils|_callback)\w*|optimization
    |generation(?:_utils|_logits_process|_stopping_criteria|_beam_search|_beam_constraints)
    |generation\.(?!configuration_utils|tf_|flax_|streamers|GenerationConfig|WatermarkingConfig|TF|Flax|\w*Streamer)\w*
    |integrations\.(?:flash_attention|sdpa_attention|flex_attention|flash_paged|eager_paged|sdpa_paged|executorch)
    |integrations\.use_kernel_forward_from_hub|integrations\.hub_kernels
    |loss(?:\.\w+)?
    |models\.auto\.modeling_auto
    |(?:utils(?:\.\w+)?|file_utils)\.(?:ModelOutput|can_return_tuple|check_model_inputs|OutputRecorder|TransformersKwargs)
    |(?:utils(?:\.\w+)?|file_utils)\.(?:is_torch_available|requires_backends|load_backbone)
    |(?:utils(?:\.\w+)?|file_utils)\.(?:add_(?:start|end|code_sample)_docstrings\w*|replace_return_docstrings|auto_docstring)
    |is_torch_available|requires_backends|add_start_docstrings|(?:trainer_utils\.)?set_seed
    |(?:data\.(?:data_collator\.)?)?(?:default_data_collator
        |(?:Default)?DataCollator(?:WithPadding|ForTokenClassification|ForSeq2Seq|ForLanguageModeling)?)
    """,
    re.VERBOSE,
)

#: Classes that ``transformers`` offers at its top, and where a model's folder does.
_CLASSES = re.compile(
    r"(?!TF|Flax)(?:[A-Z]\w*?(?:Model|Backbone|LMHead|Layer|Encoder|Decoder|For[A-Z]\w*)"
    r"|[A-Z]\w*(?:LMHead|With\w+Head|Projection)Model\w*"
    r"|(?:[A-Z]\w*)?(?:Logits(?:Processor|Warper)(?:List)?|LogitNormalization|ModelWithProjection)"
    r"|(?:Max(?:Length|NewTokens|Time)|EosToken|StopString|Stopping)Criteria(?:List)?"
    r"|(?:Beam|BeamSearch|ConstrainedBeamSearch)Scorer|GenerationMixin"
    r"|ExponentialDecayLengthPenalty|WhisperNoSpeechDetection|(?:Phrasal|Disjunctive)?Constraint(?:ListState)?"
    r"|(?:\w*Cache|Conv1D|AttentionInterface|AttentionMaskInterface|Seq2SeqTrainer|Trainer|AdamW|Adafactor)"
    r"|apply_chunking_to_forward|prune_layer|get_(?:\w+_)?schedule(?:_with_warmup|r)?|top_k_top_p_filtering"
    r"|load_tf_weights_in_\w+|dynamic_rope_update)"
)

#: What the patterns for classes would take in by mistake.
_OTHERS = re.compile(r"DataCollator\w*|\w*(?:Config|Tokenizer|TokenizerFast|(?<!Logits)Processor|FeatureExtractor)")
#: Names of the hub's package that look at tensors, and the module that imports torch wherever safetensors is installed.
_HUB_NAMES = (
    "(?:PyTorch)?ModelHubMixin|(?:save|load)_torch_model|save_torch_state_dict|load_state_dict_from_file"
    "|split_torch_state_dict_into_shards|get_torch_storage_(?:size|id)"
)
_HUB_PART = re.compile(rf"{HUB}\.(?:hub_mixin\b|(?:serialization\.(?:_torch\.)?)?(?:{_HUB_NAMES})(?:\.|$))")
_HUB_MENTION = re.compile(rf"\b(?:{_HUB_NAMES}|hub_mixin)\b")


def mentions_hub(source: str) -> bool:
    """Whether a text may use what needs torch of huggingface_hub."""
    return HUB in source and _HUB_MENTION.search(source) is not None


@functools.lru_cache(maxsize=4096)
def needs_framework(name: str) -> bool:
    """Whether a dotted name of ``transformers`` or ``huggingface_hub`` (or a module) is code that runs torch."""
    if name.startswith(HUB):
        return _HUB_PART.match(name) is not None
    parts = name.split(".")
    if parts[0] != ROOT or len(parts) == 1:
        return False
    for end in range(2, len(parts) + 1):
        inner = ".".join(parts[1:end])
        if _MODULES.fullmatch(inner):
            return True
    if parts[1] == "models":
        parts = parts[2:]
    return any(_CLASSES.fullmatch(part) and not _OTHERS.fullmatch(part) for part in parts[1:2] or parts)
