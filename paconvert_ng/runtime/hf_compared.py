"""Classes of PaddleFormers and PaddleNLP that were compared with those of transformers of the same name.

Written by ``python -m scripts.hf_targets``.
"""

from __future__ import annotations

EQUAL_CLASSES = {
    "paddleformers": (
        "LlamaForCausalLM",
        "LlamaModel",
        "Phi3ForCausalLM",
        "Phi3Model",
    ),
    "paddlenlp": (
        "AlbertForSequenceClassification",
        "AlbertForTokenClassification",
        "AlbertModel",
        "BartModel",
        "BertForQuestionAnswering",
        "BertForSequenceClassification",
        "BertForTokenClassification",
        "BertModel",
        "BloomForCausalLM",
        "BloomModel",
        "ElectraForQuestionAnswering",
        "ElectraForSequenceClassification",
        "ElectraForTokenClassification",
        "ElectraModel",
        "LlamaForCausalLM",
        "LlamaModel",
        "OPTModel",
        "Qwen2ForCausalLM",
        "Qwen2Model",
        "RobertaForQuestionAnswering",
        "RobertaForSequenceClassification",
        "RobertaForTokenClassification",
        "RobertaModel",
        "T5ForConditionalGeneration",
        "T5Model",
    ),
}

OTHER_CLASSES = {
    "paddleformers": (),
    "paddlenlp": (
        "AlbertForQuestionAnswering",
        "BartForConditionalGeneration",
        "BertForMaskedLM",
        "GemmaForCausalLM",
        "GemmaModel",
        "MistralForCausalLM",
        "OPTForCausalLM",
        "RobertaForMaskedLM",
    ),
}
