"""Writes tests/weights/keys/: the keys and shapes of Hugging Face's models, as functions of their configurations.

    python scripts/weight_keys.py                # all
    python scripts/weight_keys.py llama bert     # some

Each model is built under torch, without memory, in three sizes in which no two lengths are equal. A length that is the
same product or sum of the configuration's sizes in all three is written as that, and so are the ranges of the numbers
in keys: from these, tests make checkpoints of any size with the true keys. Needs torch and the pinned transformers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.fetch_corpus import fetch  # noqa: E402
from scripts.weight_models import MODELS, Model  # noqa: E402

KEYS = ROOT / "tests" / "weights" / "keys"
#: Sizes of three builds: primes and products of them, so that a length has one explanation.
BUILDS = 3


def main(names: list[str]) -> None:
    """Build, fit, write."""
    transformers = _transformers()
    KEYS.mkdir(parents=True, exist_ok=True)
    for name, model in MODELS.items():
        if names and name not in names:
            continue
        found = snapshot(transformers, model)
        (KEYS / f"{name}.json").write_text(_text(found), encoding="utf-8")
        print(f"{name}: {len(found['keys'])} patterns of keys")


def _text(found: dict[str, Any]) -> str:
    """A line for each pattern of keys."""
    keys = ",\n".join(f"  {json.dumps(key)}" for key in found["keys"])
    rest = {key: value for key, value in found.items() if key != "keys"}
    lines = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in rest.items()]
    return "\n".join(["{", *lines, ' "keys": [', keys, " ]", "}", ""])


def _transformers() -> Any:
    for name in ("transformers", "tqdm"):
        sys.path.insert(0, str(fetch(name).folder))
    sys.modules["torchvision"] = None  # type: ignore[assignment]  # optional, and not needed for keys
    import transformers

    return transformers


def snapshot(transformers: Any, model: Model) -> dict[str, Any]:
    """The fitted keys of a model."""
    import torch

    builds = []
    for number in range(BUILDS):
        sizes = {symbol: values[number] for symbol, values in model.sizes.items()}
        settings = {key: evaluate(value, sizes) for key, value in model.config.items()}
        config_class = getattr(transformers, model.config_class)
        settings = {
            key: getattr(transformers, value.pop("class"))(**value) if isinstance(value, dict) and "class" in value
            else value
            for key, value in settings.items()
        }  # fmt: skip
        config = config_class(**settings)
        with torch.device("meta"):
            built = getattr(transformers, model.model_class)(config)
        state = {key: tuple(value.shape) for key, value in built.state_dict().items()}
        left_out = _left_out(built)
        builds.append((sizes, {key: shape for key, shape in state.items() if key not in left_out}))
        model_type = config.model_type
    return {
        "model_type": model_type,
        "architectures": [model.model_class],
        "config": model.config,
        "sizes": {symbol: list(values) for symbol, values in model.sizes.items()},
        "keys": list(_fit(builds)),
    }


def _left_out(built: Any) -> set[str]:
    """What save_pretrained leaves out: of the keys that are the same parameter, those that the class calls tied."""
    same: dict[int, list[str]] = {}
    for key, parameter in built.named_parameters(remove_duplicate=False):
        same.setdefault(id(parameter), []).append(key)
    patterns = built._tied_weights_keys or ()
    return {
        key
        for keys in same.values()
        if len(keys) > 1
        for key in keys
        if any(re.search(pattern, key) for pattern in patterns)
    }


def evaluate(value: Any, sizes: dict[str, int]) -> Any:
    """A setting: text after = is an expression of the sizes."""
    if isinstance(value, str) and value.startswith("="):
        return eval(value[1:], {"__builtins__": {}}, sizes)
    if isinstance(value, dict):
        return {key: evaluate(inner, sizes) for key, inner in value.items()}
    if isinstance(value, list):
        return [evaluate(inner, sizes) for inner in value]
    return value


def _fit(builds: list[tuple[dict[str, int], dict[str, tuple[int, ...]]]]) -> Iterator[dict[str, Any]]:
    expressions = list(_expressions(list(builds[0][0])))
    tables = [{text: eval(text, {}, sizes) for text in expressions} for sizes, _ in builds]

    def explain(numbers: tuple[int, ...]) -> str:
        if len(set(numbers)) == 1:
            return str(numbers[0])
        for text in expressions:
            if all(table[text] == number for table, number in zip(tables, numbers, strict=True)):
                return text
        raise SystemExit(f"no expression explains {numbers}")

    groups: list[dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]]] = []
    for _, state in builds:
        group: dict[str, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
        for key, shape in state.items():
            pattern = re.sub(r"(?<=\.)\d+(?=\.)", "#", key)
            group.setdefault(pattern, []).append((tuple(map(int, re.findall(r"(?<=\.)(\d+)(?=\.)", key))), shape))
        groups.append(group)
    if len({tuple(group) for group in groups}) != 1:
        raise SystemExit("the builds have different keys")
    for pattern in groups[0]:
        for shapes in _same_shape(groups, pattern):
            ranges = []
            for place in range(pattern.count("#")):
                lows = tuple(min(indices[place] for indices, _ in shape) for shape in shapes)
                highs = tuple(max(indices[place] for indices, _ in shape) + 1 for shape in shapes)
                ranges.append([explain(lows), explain(highs)])
            for shape, table in zip(shapes, tables, strict=True):
                full = itertools.product(*(range(_at(low, table), _at(high, table)) for low, high in ranges))
                if {indices for indices, _ in shape} != set(full):
                    raise SystemExit(f"{pattern}: the numbers in the keys are no range")
            lengths = zip(*(shape[0][1] for shape in shapes), strict=True)
            yield {"key": pattern, "ranges": ranges, "shape": [explain(length) for length in lengths]}


def _same_shape(groups: list[Any], pattern: str) -> Iterator[list[Any]]:
    """The keys of a pattern; apart, by their order, where layers have different shapes."""
    kinds = [list(dict.fromkeys(shape for _, shape in group[pattern])) for group in groups]
    if len({len(kind) for kind in kinds}) != 1:
        raise SystemExit(f"{pattern}: the builds have different numbers of shapes")
    for number in range(len(kinds[0])):
        yield [
            [item for item in group[pattern] if item[1] == kind[number]]
            for group, kind in zip(groups, kinds, strict=True)
        ]


def _at(text: str, table: dict[str, int]) -> int:
    return table[text] if text in table else int(text)


def _expressions(symbols: list[str]) -> Iterator[str]:
    yield from symbols
    for symbol in symbols:
        yield from (f"{number}*{symbol}" for number in (2, 3, 4))
        yield from (f"{symbol}+{number}" for number in (1, 2))
        yield from (f"{symbol}**2", f"{symbol}**2+1")
    pairs = list(itertools.combinations(symbols, 2))
    yield from (f"{first}*{second}" for first, second in pairs)
    yield from (f"{number}*{first}*{second}" for first, second in pairs for number in (2, 3, 4))
    yield from (f"{first}+{second}" for first, second in pairs)
    for first, second in pairs:
        for third in symbols:
            if third not in (first, second):
                yield f"{third}*({first}+{second})"
                yield f"{third}*({first}+2*{second})"
                yield f"{third}*({second}+2*{first})"
                yield f"{third}+{first}*{second}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the keys of Hugging Face's models for the tests.")
    parser.add_argument("names", nargs="*", help="of MODELS; default: all")
    main(parser.parse_args().names)
