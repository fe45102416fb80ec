"""transformers' auto classes. How they find a model is in ``hf_auto_model``."""

from __future__ import annotations

from .hf_auto_model import AutoModelBase


class AutoModel(AutoModelBase):
    """transformers.AutoModel."""

    _names = "MODEL_MAPPING_NAMES"


class AutoBackbone(AutoModelBase):
    """transformers.AutoBackbone."""

    _names = "MODEL_FOR_BACKBONE_MAPPING_NAMES"


class AutoModelForPreTraining(AutoModelBase):
    """transformers.AutoModelForPreTraining."""

    _names = "MODEL_FOR_PRETRAINING_MAPPING_NAMES"


class AutoModelForCausalLM(AutoModelBase):
    """transformers.AutoModelForCausalLM."""

    _names = "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES"
    # ChatGLM's folders name their model for generation so.
    _also = ("AutoModelForSeq2SeqLM",)


class AutoModelForMaskedLM(AutoModelBase):
    """transformers.AutoModelForMaskedLM."""

    _names = "MODEL_FOR_MASKED_LM_MAPPING_NAMES"


class AutoModelForSeq2SeqLM(AutoModelBase):
    """transformers.AutoModelForSeq2SeqLM."""

    _names = "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES"


class AutoModelForSequenceClassification(AutoModelBase):
    """transformers.AutoModelForSequenceClassification."""

    _names = "MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES"


class AutoModelForTokenClassification(AutoModelBase):
    """transformers.AutoModelForTokenClassification."""

    _names = "MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES"


class AutoModelForQuestionAnswering(AutoModelBase):
    """transformers.AutoModelForQuestionAnswering."""

    _names = "MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES"


class AutoModelForMultipleChoice(AutoModelBase):
    """transformers.AutoModelForMultipleChoice."""

    _names = "MODEL_FOR_MULTIPLE_CHOICE_MAPPING_NAMES"


class AutoModelForNextSentencePrediction(AutoModelBase):
    """transformers.AutoModelForNextSentencePrediction."""

    _names = "MODEL_FOR_NEXT_SENTENCE_PREDICTION_MAPPING_NAMES"


class AutoModelForTextEncoding(AutoModelBase):
    """transformers.AutoModelForTextEncoding."""

    _names = "MODEL_FOR_TEXT_ENCODING_MAPPING_NAMES"


class AutoModelForImageClassification(AutoModelBase):
    """transformers.AutoModelForImageClassification."""

    _names = "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES"


class AutoModelForImageSegmentation(AutoModelBase):
    """transformers.AutoModelForImageSegmentation."""

    _names = "MODEL_FOR_IMAGE_SEGMENTATION_MAPPING_NAMES"


class AutoModelForSemanticSegmentation(AutoModelBase):
    """transformers.AutoModelForSemanticSegmentation."""

    _names = "MODEL_FOR_SEMANTIC_SEGMENTATION_MAPPING_NAMES"


class AutoModelForObjectDetection(AutoModelBase):
    """transformers.AutoModelForObjectDetection."""

    _names = "MODEL_FOR_OBJECT_DETECTION_MAPPING_NAMES"


class AutoModelForDepthEstimation(AutoModelBase):
    """transformers.AutoModelForDepthEstimation."""

    _names = "MODEL_FOR_DEPTH_ESTIMATION_MAPPING_NAMES"


class AutoModelForMaskedImageModeling(AutoModelBase):
    """transformers.AutoModelForMaskedImageModeling."""

    _names = "MODEL_FOR_MASKED_IMAGE_MODELING_MAPPING_NAMES"


class AutoModelForMaskGeneration(AutoModelBase):
    """transformers.AutoModelForMaskGeneration."""

    _names = "MODEL_FOR_MASK_GENERATION_MAPPING_NAMES"


class AutoModelForZeroShotImageClassification(AutoModelBase):
    """transformers.AutoModelForZeroShotImageClassification."""

    _names = "MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING_NAMES"


class AutoModelForVideoClassification(AutoModelBase):
    """transformers.AutoModelForVideoClassification."""

    _names = "MODEL_FOR_VIDEO_CLASSIFICATION_MAPPING_NAMES"


class AutoModelForVisualQuestionAnswering(AutoModelBase):
    """transformers.AutoModelForVisualQuestionAnswering."""

    _names = "MODEL_FOR_VISUAL_QUESTION_ANSWERING_MAPPING_NAMES"


class AutoModelForVision2Seq(AutoModelBase):
    """transformers.AutoModelForVision2Seq."""

    _names = "MODEL_FOR_VISION_2_SEQ_MAPPING_NAMES"


class AutoModelForImageTextToText(AutoModelBase):
    """transformers.AutoModelForImageTextToText."""

    _names = "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES"


class AutoModelForSpeechSeq2Seq(AutoModelBase):
    """transformers.AutoModelForSpeechSeq2Seq."""

    _names = "MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING_NAMES"


class AutoModelForAudioClassification(AutoModelBase):
    """transformers.AutoModelForAudioClassification."""

    _names = "MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING_NAMES"


class AutoModelForCTC(AutoModelBase):
    """transformers.AutoModelForCTC."""

    _names = "MODEL_FOR_CTC_MAPPING_NAMES"
