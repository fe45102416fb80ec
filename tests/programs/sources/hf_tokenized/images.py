"""Image processors, feature extractors, processors of the author's own, and data collators."""
import numpy as np
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from torch.utils.data import DataLoader
from transformers import (
    BatchFeature,
    CLIPImageProcessor,
    DataCollatorForLanguageModeling,
    DataCollatorForSeq2Seq,
    DataCollatorForTokenClassification,
    DataCollatorWithPadding,
    PreTrainedTokenizerFast,
    Wav2Vec2FeatureExtractor,
    default_data_collator,
)
from transformers.data.data_collator import DefaultDataCollator

WORDS = "[PAD] [UNK] the cat sat on a mat".split()


def make_tokenizer():
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]")


def show(name, batch):
    for key in sorted(batch):
        value = batch[key]
        total = round(float(value.sum()), 3) if value.is_floating_point() else value.tolist()
        print(name, key, str(value.dtype).split(".")[-1], tuple(value.shape), total)


images = [np.arange(4 * 6 * 3, dtype="uint8").reshape(4, 6, 3), np.ones((5, 5, 3), "uint8")]
clip = CLIPImageProcessor(size={"shortest_edge": 4}, crop_size={"height": 4, "width": 4})
features = clip(images, return_tensors="pt")
show("clip", features)
show("preprocess", clip.preprocess(images=images[0], return_tensors="pt"))
show("cast", clip(images, return_tensors="pt").to("cpu", torch.float16))
show("tensors", clip([torch.ones(3, 5, 5, dtype=torch.uint8)], return_tensors="pt"))
audio = Wav2Vec2FeatureExtractor()
show("audio", audio([[0.5, 0.25], [1.0]], sampling_rate=16000, padding=True, return_tensors="pt"))


class TextAndImages:
    """A processor as repositories bring their own."""

    def __init__(self, tokenizer, image_processor):
        self.tokenizer = tokenizer
        self.image_processor = image_processor

    def __call__(self, text, images, return_tensors=None):
        encoded = self.tokenizer(text, return_tensors=return_tensors, padding=True)
        pixels = self.image_processor(images, return_tensors=return_tensors)["pixel_values"]
        return BatchFeature(data={**encoded, "pixel_values": pixels * 2}, tensor_type=return_tensors)


tokenizer = make_tokenizer()
show("both", TextAndImages(tokenizer, clip)(["the cat", "a mat sat"], images, return_tensors="pt"))
show("fractions", BatchFeature({"boxes": [[0.5, 1.0]], "sizes": [[4, 6]]}, tensor_type="pt"))

rows = [{**tokenizer(text), "label": number} for number, text in enumerate(["the cat sat", "a mat"])]
collator = DataCollatorWithPadding(tokenizer=tokenizer)
for batch in DataLoader(rows, batch_size=2, collate_fn=collator):
    show("loader", batch)
    show("loader", batch.to("cpu"))
show("longer", DataCollatorWithPadding(tokenizer, padding="max_length", max_length=5)(rows))
show("default", default_data_collator([{"x": [1, 2], "label": 0}, {"x": [3, 4], "label": 1}]))
show("default", DefaultDataCollator()([{"x": torch.ones(2), "label": 0.5}, {"x": torch.ones(2), "label": 1.5}]))
words = [{"input_ids": [2, 3, 4], "labels": [0, 1, 1]}, {"input_ids": [6], "labels": [1]}]
show("words", DataCollatorForTokenClassification(tokenizer)(words))
show("replies", DataCollatorForSeq2Seq(tokenizer, label_pad_token_id=-100)(words))
show("causal", DataCollatorForLanguageModeling(tokenizer, mlm=False)([{"input_ids": [2, 3]}, {"input_ids": [4]}]))
