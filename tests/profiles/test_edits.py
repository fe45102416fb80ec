"""Edits of texts: what they touch, what stays, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from paconvert_ng import Options, convert_source
from paconvert_ng.diagnostics.wording import explained
from tests.profiles.support import edited, torch_options, write_profile

DIVISION = """\
import torch

def attention(scores, value):
    width = value.size(-1)
    scores = scores / torch.full([], WIDTH, dtype=DTYPE, device=scores.device)
    return scores.softmax(-1)
"""
CACHE = """\
import torch

def forward(key, value, layer_past=None, use_cache=False):
    if layer_past is not None:
        key = torch.cat((layer_past[0], key), dim=1)
        value = torch.cat((layer_past[1], value), dim=1)
    if use_cache:
        present = (key, value)
    else:
        present = None
    return key, value, present
"""


def division(width: str = "8.0", dtype: str = "scores.dtype") -> str:
    return DIVISION.replace("WIDTH", width).replace("DTYPE", dtype)


@pytest.mark.parametrize(
    ("width", "new"),
    [
        ("8.0", "8.0"),
        ("width", "width"),
        ("width ** 0.5", "(width ** 0.5)"),
        ("value.shape[-1] ** 0.5", "(value.shape[-1] ** 0.5)"),
        ("math.sqrt(width)", "math.sqrt(width)"),
        ("float(anything)", "float(anything)"),
        ("-2", "(-2)"),
        ("len(value) * 2", "(len(value) * 2)"),
    ],
)
def test_a_divisor_that_is_a_number(width: str, new: str) -> None:
    found = edited(division(width))
    assert f"    scores = scores / {new}\n" in found.text
    assert [finding.code for finding in found.findings] == ["PC701"]


@pytest.mark.parametrize("width", ["other", "self.width", "value", "scores.max()", "width if value else other", "True"])
def test_a_divisor_that_may_be_something_else_stays(width: str) -> None:
    found = edited(division(width))
    assert found.text == found.before
    assert [(f.code, f.message) for f in found.findings] == [
        ("PC703", f"not made: that {width} is a Python number is not known")
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (division(dtype="torch.float32"), "torch.float32 stands where only scores.dtype means the same"),
        (division().replace("[]", "[1]"), "[1] stands where only [] or () means the same"),
        (division().replace("scores.softmax(-1)", "scores"), "that scores is a floating-point tensor is not known"),
        (division("width").replace("value.size(-1)", "value"), "that width is a Python number is not known"),
        (division("width").replace("def attention(scores", "def attention(width, scores"), "a Python number"),
    ],
)
def test_a_division_that_may_mean_something_else_stays(text: str, why: str) -> None:
    found = edited(text)
    assert found.text == text
    assert [f.code for f in found.findings] == ["PC703"]
    assert why in found.findings[0].message


def test_only_the_edit_changes() -> None:
    text = "# -*- x -*-\r\n" + division("( width )\t").replace("\n", "\r\n") + "\r\n\r\nodd  =  [ 1,2 ]   # no end"
    found = edited(text)
    start = text.index("scores / torch")
    end = text.index("\r\n", start)
    assert found.text == text[:start] + "scores / width" + text[end:]


def test_places_of_texts_that_are_not_ascii() -> None:
    text = 'import torch\nd = {"é中": [s / torch.full([], 2.0, dtype=s.dtype), "中"], 1: torch.softmax(s, 0)}\n'
    found = edited(text)
    assert found.text == text.replace("torch.full([], 2.0, dtype=s.dtype)", "2.0")
    assert (found.findings[0].line, found.findings[0].column) == (2, 12)


def test_the_cache_moves_with_its_comments() -> None:
    text = CACHE.replace("    if use_cache:", "    # out\n    # goes\n    if use_cache:  # yes")
    text = text.replace("    if layer_past", "\n    # in\n    if layer_past")
    found = edited(text)
    assert (
        found.text
        == """\
import torch

def forward(key, value, layer_past=None, use_cache=False):

    # out
    # goes
    if use_cache:  # yes
        present = (key, value)
    else:
        present = None
    # in
    if layer_past is not None:
        key = torch.cat((layer_past[0], key), dim=1)
        value = torch.cat((layer_past[1], value), dim=1)
    return key, value, present
"""
    )
    assert [f.code for f in found.findings] == ["PC702"]
    assert edited(found.text).text == found.text
    assert not edited(found.text).findings


def test_the_last_statement_of_a_file_without_a_line_end() -> None:
    text = CACHE.replace("    return key, value, present\n", "").removesuffix("\n")
    found = edited(text)
    assert found.text.endswith("value = torch.cat((layer_past[1], value), dim=1)")
    compile(found.text, "file.py", "exec")


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("present = (key, value)", "present = (value, key)", ["PC702"]),
        ("present = (key, value)", "present = (key.clone(), value)", ["PC704"]),
        ("    if use_cache:", "    use(key)\n    if use_cache:", ["PC704"]),
        ("torch.cat((layer_past[0], key), dim=1)", "torch.cat((key, layer_past[0]), dim=1)", ["PC704"]),
        ("        key = torch", "        present = layer_past\n        key = torch", ["PC703"]),
        ("        key = torch", "        use_cache.on = True\n        key = torch", ["PC703"]),
        ("        key = torch", "        if not use_cache:\n            return None\n        key = torch", ["PC703"]),
    ],
)
def test_a_cache_that_is_written_in_another_way(old: str, new: str, codes: list[str]) -> None:
    found = edited(CACHE.replace(old, new, 1))
    assert [f.code for f in found.findings] == codes
    assert (found.text == found.before) is (codes != ["PC702"])


def test_one_line_for_two_statements_stays(tmp_path: Path) -> None:
    profile = """\
    about: a test
    edits:
      one:
        why: because
        find: debug($_)
        remove: true
        examples: [{before: "x", after: "x"}]
    """
    with pytest.raises(Exception, match="goes with a pattern of statements"):
        edited("debug(1)", profile="mine", rules=(str(write_profile(tmp_path / "a", profile)),))
    rules = (str(write_profile(tmp_path / "b", profile.replace("debug($_)", "x = debug($_)"))),)
    for text in ("def f():\n    y = 1; x = debug(2)\n", "def f(): x = debug(2)\n"):
        found = edited(text, profile="mine", rules=rules)
        assert found.text == text
        assert [f.message for f in found.findings] == ["not made: it shares a line with another statement"]
    assert edited("def f():\n    x = debug(2)\n", profile="mine", rules=rules).text == "def f():\n    pass\n"


MASK = """\
import torch

def masked(query, key, attn_weights, mask, more):
    query_length, key_length = query.size(-2), key.size(-2)
    causal_mask = mask[:, :, key_length - query_length : key_length, :key_length]
    mask_value = torch.finfo(attn_weights.dtype).min
    mask_value = torch.full([], mask_value, dtype=attn_weights.dtype, device=attn_weights.device)
    attn_weights = torch.where(causal_mask, attn_weights, mask_value)
"""


@pytest.mark.parametrize(
    ("rest", "is_made"),
    [
        ("    return attn_weights\n", True),
        ("    return attn_weights + causal_mask\n", False),
        ("    causal_mask = more\n    return attn_weights + causal_mask\n", True),
        ("    if more:\n        causal_mask = more\n        return attn_weights + causal_mask\n", True),
        ("    if more:\n        causal_mask = more\n    return attn_weights + causal_mask\n", False),
        ("    key_length += 1\n", False),
        ("    del mask_value\n", False),
        ("    def inner():\n        return key_length\n    return inner\n", False),
        ("    key_length = 1\n    def inner():\n        return key_length\n    return inner\n", False),
        ("    def inner():\n        key_length = 1\n        return key_length\n    return inner\n", True),
    ],
)
def test_names_that_are_needed_elsewhere(rest: str, is_made: bool) -> None:
    found = edited(MASK + rest, "causal_mask_given")
    assert [f.code for f in found.findings] == ["PC702" if is_made else "PC703"]
    assert (found.text != found.before) is is_made


def test_a_name_of_the_turn_before_in_a_loop() -> None:
    inside = "".join(f"    {line}\n" for line in MASK.splitlines()[3:])
    head = "import torch\n\ndef masked(query, key, attn_weights, mask, more):\n"
    loop = f"{head}    for one in more:\n        use(causal_mask)\n{inside}"
    assert [f.code for f in edited(loop, "causal_mask_given").findings] == ["PC703"]
    rebound = loop.replace("        use(", "        causal_mask = one\n        use(")
    assert [f.code for f in edited(rebound, "causal_mask_given").findings] == ["PC702"]


def test_a_replacement_that_names_what_the_file_lacks_stops_the_file(tmp_path: Path) -> None:
    profile = """\
    about: a test
    edits:
      one:
        why: because
        find: slow($x)
        replace: fast.one($x)
        examples: [{before: "import fast; slow(1)", after: "import fast; fast.one(1)"}]
    """
    rules = (str(write_profile(tmp_path, profile)),)
    result = convert_source("import torch\nfrom a import slow\nslow(2)\n", options=torch_options("mine", rules=rules))
    assert result.code == "import torch\nfrom a import slow\nslow(2)\n"
    assert [(f.code, f.message) for f in result.diagnostics] == [("PC304", "CheckError: the output binds no fast")]


def test_what_the_author_keeps_and_silences() -> None:
    kept = division().replace("    scores = ", "    # paconvert: keep\n    scores = ")
    assert edited(kept).text == kept
    silenced = division("other").replace("    scores = ", "    # paconvert: ignore[PC703]\n    scores = ")
    assert edited(silenced).text == silenced
    assert not edited(silenced).findings


def test_other_names_of_torch() -> None:
    text = division().replace("import torch", "from torch import full as filled").replace("torch.full", "filled")
    assert "scores = scores / 8.0\n" in edited(text).text


def test_a_text_that_does_not_parse_stays() -> None:
    text = division() + "print 1\n"
    found = edited(text)
    assert found.text == text
    assert [f.message for f in found.findings] == ["this Python cannot read the file"]


def test_findings_in_chinese() -> None:
    for text in (
        division(),
        division("other"),
        division(dtype="torch.half"),
        CACHE,
        CACHE.replace("(key, v", "[key, v"),
    ):
        for found in edited(text).findings:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in explained(found, "zh"))


def test_lines_are_the_authors_after_a_conversion() -> None:
    text = CACHE.replace("    return key", "    torch.no_such_name()\n    return key") + division().partition("\n")[2]
    lines = text.split("\n")
    result = convert_source(text, options=Options(profile=("onnx",)))
    left = next(found for found in result.diagnostics if found.code == "PC101")
    assert "no_such_name" in lines[left.line - 1]
    made = {found.api: found for found in result.diagnostics if found.code in ("PC701", "PC702")}
    assert lines[made["onnx/cache-of-new-tokens"].line - 1].strip() == "if layer_past is not None:"
    assert "torch.full" in lines[made["onnx/number-divisor"].line - 1]
    out = result.code.split("\n")
    assert "scores / 8.0" in out[made["onnx/number-divisor"].output_line - 1]


def test_a_finding_in_what_was_moved_keeps_its_line() -> None:
    text = CACHE.replace("        key = torch", "        torch.no_such_name(layer_past)\n        key = torch")
    result = convert_source(text, options=Options(profile=("onnx",)))
    left = next(found for found in result.diagnostics if found.code == "PC101")
    assert (left.line, left.column) == (5, 8)


def test_a_source_is_edited_alone() -> None:
    result = convert_source(division(), options=torch_options("onnx"))
    assert result.code == edited(division()).text
    assert [found.code for found in result.diagnostics] == ["PC701"]


def test_converting_again_changes_nothing() -> None:
    options = Options(profile=("onnx",), assume=("causal_mask_given",))
    once = convert_source(division() + CACHE, options=options).code
    assert convert_source(once, options=options).code == once
