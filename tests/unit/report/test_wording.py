from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import paconvert_ng
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.wording import TEMPLATES, evidence_in, in_language, line
from paconvert_ng.diagnostics.wording_evidence import EVIDENCE
from paconvert_ng.project.packages import NEEDS_TORCH

ROOT = Path(paconvert_ng.__file__).parent
MODULES = (
    "rewrite/match.py",
    "rewrite/call_match.py",
    "rewrite/bind.py",
    "emit/findings.py",
    "emit/marks.py",
    "pipeline.py",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "project").glob("*.py"))),
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "formats").glob("*.py"))),
)
#: What makes a finding, and at which place its message stands.
MAKERS = {
    "Left": 3,
    "Noted": 3,
    "Diagnostic": 2,
    "whole_file": 2,
    "DecodeError": 0,
    "EncodeError": 0,
    "Found": 5,
    "NotebookError": 0,
}
#: Parts of messages that are put together; the whole ones are tried below.
PARTS = {
    "'it' (cell 'it', line 'it')",
    "'it' is now 'it'",
    "'it' is now 'it', from pip",
    "'it'; the line is left as it is",
    "Paddle's launcher has no 'it'",
    "is now 'it' 'it'",
}
CHINESE = re.compile("[\u4e00-\u9fff]")


def sample(node: ast.expr) -> Iterator[str]:
    """The messages that an expression may give, with something in the place of what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "'it'" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from sample(node.body)
        yield from sample(node.orelse)


def messages(module: str) -> set[str]:
    """The fixed messages of findings that a module makes."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            place = MAKERS[node.func.id]
            found |= {text for arg in node.args[place : place + 1] for text in sample(arg)}
        if isinstance(node, ast.Call):  # Entry("skipped", …, reason=…)
            found |= {text for keyword in node.keywords if keyword.arg == "reason" for text in sample(keyword.value)}
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
            if str(node.elts[0].value).startswith("PC"):
                found |= set(sample(node.elts[1]))
        elif isinstance(node, ast.Return) and module == "rewrite/bind.py" and node.value is not None:
            found |= set(sample(node.value))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            if isinstance(node.value, ast.Tuple):  # PROBE_CODE, PROBE_MESSAGE = …
                pairs = zip(node.targets[0].elts, node.value.elts, strict=True)
                found |= {text for name, value in pairs if "MESSAGE" in ast.unparse(name) for text in sample(value)}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("message", "why", "said"):
            found |= set(sample(node.value))
    return {text for text in found if " " in text and not re.fullmatch(r"'it'(: ?'it')?", text)}


def test_messages_are_found() -> None:
    assert len(set().union(*map(messages, MODULES))) >= 30
    assert "'it' is given twice" in messages("rewrite/bind.py")
    assert "the argument 'it' is handled only as 'it'" in messages("rewrite/call_match.py")


@pytest.mark.parametrize("module", MODULES)
def test_every_fixed_message_has_a_translation(module: str) -> None:
    lacking = {text for text in messages(module) - PARTS if not CHINESE.search(in_language(text, "zh"))}
    assert not lacking


@pytest.mark.parametrize("advice", sorted(set(NEEDS_TORCH.values())))
def test_the_advice_for_every_package_has_a_translation(advice: str) -> None:
    whole = in_language(f"this package needs torch and is left as it is; {advice}", "zh")
    assert CHINESE.search(whole.partition("；")[2])


def test_a_template_and_its_translation_have_the_same_fields() -> None:
    for english, chinese in (*TEMPLATES.items(), *EVIDENCE.items()):
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese)), english


def test_what_is_filled_in_stays() -> None:
    message = "the argument 'dim' is handled only as None or 0"
    assert in_language(message, "zh") == "参数 'dim' 只在取值为 None or 0 时处理"
    assert in_language(message, "en") == message
    assert in_language("too many arguments (cell 3, line 2)", "zh") == "参数过多（单元 3，第 2 行）"
    assert in_language(r"whether `\1 {name}` is not known here", "zh") == r"此处不知道 `\1 {name}` 是否成立"


@pytest.mark.parametrize("evidence", [text.replace("{name}", "x").replace("{text}", "f(x); y") for text in EVIDENCE])
def test_evidence_has_a_translation(evidence: str) -> None:
    assert CHINESE.search(evidence_in(evidence, "zh"))
    assert evidence_in(evidence, "en") == evidence


def test_evidence_in_steps_and_in_a_line() -> None:
    steps = "assigned y = x * 2; annotation of parameter x"
    assert evidence_in(steps, "zh") == "赋值 y = x * 2；参数 x 的注解"
    found = Diagnostic("PC201", "torch.foo", "no rule converts it", "a.py", 1, 2, 1, 5, evidence=steps)
    assert str(found) == f"a.py:1:2: PC201 torch.foo: no rule converts it [receiver: {steps}]"
    assert line(found, "en") == str(found)
    assert line(found, "zh") == "a.py:1:2: PC201 torch.foo: 没有规则转换它 [接收者：赋值 y = x * 2；参数 x 的注解]"


def test_every_evidence_is_in_the_table() -> None:
    source = (ROOT / "analysis/evidence.py").read_text("utf-8")
    returned = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Return) and node.value]
    said = {text for value in returned for text in sample(value) if " " in text and "; " not in text}
    assert len(said) >= 12
    assert not {text for text in said if not CHINESE.search(evidence_in(text, "zh"))}


def test_a_rules_own_reason_stays_as_it_is() -> None:
    assert in_language("use paddle.linalg.qr instead", "zh") == "use paddle.linalg.qr instead"


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        (
            "torch>=1.10; python_version > '3' is now paddlepaddle>=3.3.1; python_version > '3'; torch's version says "
            "nothing of Paddle's, this is the one that the output is written for; torch itself is still imported by a",
            "torch>=1.10; python_version > '3' 已改为 paddlepaddle>=3.3.1; python_version > '3'；torch 的版本不能说明 "
            "Paddle 的版本，这里写的是输出所针对的版本；torch 本身仍被 a 导入",
        ),
        ("torch is now paddlepaddle", "torch 已改为 paddlepaddle"),
        (
            "torchvision==0.1 is taken out: paddlepaddle is listed already",
            "已去掉 torchvision==0.1：已列出 paddlepaddle",
        ),
        ("pytorch=2 is now paddlepaddle>=3.3.1, from pip", "pytorch=2 已改为 paddlepaddle>=3.3.1，来自 pip"),
        (
            "Paddle's launcher has no --tee; the line is left as it is (cell 1, line 2)",
            "Paddle 的启动器没有 --tee；该行保持原样（单元 1，第 2 行）",
        ),
        (
            "is now python -m paddle.distributed.launch; torch's passes --local-rank to the program, Paddle's sets "
            "PADDLE_LOCAL_RANK",
            "已改为 python -m paddle.distributed.launch；torch 的启动器把 --local-rank 传给程序，Paddle 的启动器设置 "
            "PADDLE_LOCAL_RANK",
        ),
        ("{0} is missing", "缺少 {0}"),
        ("the second input is missing", "the second input is missing"),
    ],
)
def test_messages_that_are_put_together(message: str, chinese: str) -> None:
    assert in_language(message, "zh") == chinese


def test_a_line_of_the_log() -> None:
    found = Diagnostic("PC101", "torch.foo", "no rule converts it", "a.py", 3, 4, 3, 9)
    assert line(found, "en") == str(found) == "a.py:3:4: PC101 torch.foo: no rule converts it"
    assert line(found, "zh") == "a.py:3:4: PC101 torch.foo: 没有规则转换它"
