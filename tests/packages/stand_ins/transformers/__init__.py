"""What the tested models use of Hugging Face's configuration; every other name is a stub.

Test infrastructure: torch code like the packages themselves, converted on its own for the Paddle side.
"""

from typing import Any

from tests.support.stubs import StubObject


class PretrainedConfig:
    """Keeps every keyword as an attribute; ``attribute_map`` gives attributes a second name."""

    attribute_map: dict[str, str] = {}
    output_attentions = False
    output_hidden_states = False
    use_cache = True
    use_return_dict = True
    torch_dtype = None
    name_or_path = ""

    def __init__(self, **kwargs: Any) -> None:
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(type(self).attribute_map.get(name, name), value)

    def __getattribute__(self, name: str) -> Any:
        names = super().__getattribute__("attribute_map")
        return super().__getattribute__(names.get(name, name))


def __getattr__(name: str) -> StubObject:
    if name.startswith("__"):
        raise AttributeError(name)
    return StubObject(f"transformers.{name}")
