import torch
from torch import nn

from .configuration_small import SmallConfig


class SmallLayer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.query = nn.Linear(config.hidden_size, config.hidden_size)
        self.key = nn.Linear(config.hidden_size, config.hidden_size)
        self.value = nn.Linear(config.hidden_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size, eps=1e-6)

    def forward(self, hidden, mask):
        scores = self.query(hidden) @ self.key(hidden).transpose(1, 2) / hidden.shape[-1] ** 0.5
        weights = (scores + mask).softmax(-1)
        return self.norm(hidden + weights @ self.value(hidden))


class SmallForSequenceClassification(nn.Module):
    config_class = SmallConfig

    def __init__(self, config):
        super().__init__()
        self.words = nn.Embedding(config.vocab_size, config.hidden_size)
        self.segments = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.layers = nn.ModuleList([SmallLayer(config) for _ in range(config.num_hidden_layers)])
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    @classmethod
    def from_pretrained(cls, folder, config=None, torch_dtype=None):
        model = cls(config)
        model.load_state_dict(torch.load(f"{folder}/pytorch_model.bin"), strict=False)
        return model

    def forward(self, input_ids, attention_mask=None, token_type_ids=None, labels=None):
        hidden = self.words(input_ids) + self.segments(token_type_ids)
        mask = (1.0 - attention_mask[:, None, :].float()) * torch.finfo(torch.float32).min
        for layer in self.layers:
            hidden = layer(hidden, mask)
        logits = self.classifier(hidden[:, 0])
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        return {"loss": loss, "logits": logits}
