"""Tokenizers that are asked for tensors, and that are given some."""
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BatchEncoding, PreTrainedTokenizerFast
from transformers.utils import TensorType

WORDS = "[PAD] [UNK] [CLS] [SEP] the cat sat on a mat and then it ran off".split()


def make_tokenizer():
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    return PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )


def show(name, batch):
    for key, value in batch.items():
        print(name, key, type(value) is torch.Tensor, value.dtype == torch.int64, tuple(value.shape), value.tolist())


def helper_of_mine(text, return_tensors=None):
    return f"{text} as {return_tensors}"


class Prompts:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def encode(self, texts, return_tensors="pt"):
        return self.tokenizer(texts, padding=True, return_tensors=return_tensors)

    def pad(self, items, return_tensors):
        return [len(items), return_tensors]


tokenizer = make_tokenizer()
texts = ["the cat sat", "a mat and then it ran off"]
show("one", tokenizer(texts[0], return_tensors="pt"))
show("two", tokenizer(texts, padding=True, return_tensors="pt"))
show("pairs", tokenizer(texts, texts[::-1], padding="max_length", max_length=12, truncation=True, return_tensors="pt"))
show("enum", tokenizer(texts, padding=True, return_tensors=TensorType.PYTORCH))
prompts = Prompts(tokenizer)
show("variable", prompts.encode(texts))
print("lists", prompts.encode(texts, return_tensors=None)["input_ids"])
print("numpy", prompts.encode(texts, return_tensors="np")["input_ids"].dtype)
print("mine", helper_of_mine("x", return_tensors="pt"), prompts.pad([1, 2], return_tensors="pt"))

batch = tokenizer(texts, padding=True, return_tensors="pt").to("cpu")
print("moved", type(batch).__name__, isinstance(batch, BatchEncoding), sorted(batch), batch.input_ids.shape[1])
options = {"return_tensors": "pt", "padding": True}
first = tokenizer.encode("the cat", return_tensors="pt")
print("encode", first.tolist(), first.dtype == torch.int64)
show("padded", tokenizer.pad([{"input_ids": [4, 5]}, {"input_ids": [6]}], return_tensors="pt"))
show("padded tensors", tokenizer.pad({"input_ids": [torch.tensor([4, 5]), torch.tensor([6])]}, return_tensors="pt"))
show("plus", tokenizer.batch_encode_plus([["the", "cat"]], is_split_into_words=True, return_tensors="pt"))
show("made", BatchEncoding({"input_ids": [[1, 2]], "mask": [[1, 0]]}, tensor_type="pt"))
show("unpacked", dict(**tokenizer("the mat", return_tensors="pt")))

ids = torch.tensor([[4, 5, 6], [8, 9, 0]])
print(tokenizer.batch_decode(ids, skip_special_tokens=True))
print(tokenizer.decode(ids[0]), "|", tokenizer.decode(ids[1], skip_special_tokens=True))
print(tokenizer.convert_ids_to_tokens(ids[0]))
print([tokenizer.decode(row) for row in ids])
print(b"abc".decode("utf-8"))
tokenizer.chat_template = "{% for m in messages %}{{ m['content'] }} {% endfor %}"
chat = [{"role": "user", "content": "the cat"}, {"role": "assistant", "content": "sat"}]
asked = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt")
asked = asked if torch.is_tensor(asked) else asked["input_ids"]
print("chat", asked.tolist(), asked.dtype == torch.int64)
show("chat", tokenizer.apply_chat_template(chat, return_tensors="pt", return_dict=True))
