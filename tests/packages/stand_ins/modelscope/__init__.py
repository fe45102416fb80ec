"""modelscope's model base classes, with the order of bases and of initialisation of the originals."""

from pkgutil import extend_path
from typing import Any

import torch

# The tested models lie in another folder, in the same package.
__path__ = extend_path(__path__, __name__)


class Model:
    """A model with a folder."""

    def __init__(self, model_dir: Any, *args: Any, **kwargs: Any) -> None:
        self.model_dir = model_dir

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.postprocess(self.forward(*args, **kwargs))

    def postprocess(self, inputs: Any, **kwargs: Any) -> Any:
        return inputs


class TorchModel(Model, torch.nn.Module):
    """Base of all torch models."""

    def __init__(self, model_dir: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(model_dir, *args, **kwargs)
        torch.nn.Module.__init__(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.postprocess(self.forward(*args, **kwargs))

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def post_init(self) -> None:
        self.apply(self._init_weights)
