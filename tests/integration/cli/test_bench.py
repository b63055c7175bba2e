"""banjian bench prints the figures by the names that others read."""

from __future__ import annotations

import json
from pathlib import Path

from tests.integration.cli.test_server import banjian


def test_the_figures_have_their_names(tmp_path: Path) -> None:
    found = json.loads(
        banjian(tmp_path, "bench", "approval", "loop", "eight", "--amount", "20", "--json").stdout
    )
    assert set(found) == {"approval", "loop", "eight"}
    assert set(found["approval"]) == {
        "cases", "cases_per_s", "completion_ms_median", "completion_ms_p95", "floor_ms_median",
        "ratio_to_floor", "bytes_per_case", "sql_per_completion",
    }  # fmt: skip
    assert found["approval"]["sql_per_completion"] <= 12
    assert found["approval"]["bytes_per_case"] < 8000
    assert found["eight"]["successes"] == found["eight"]["completions"] == 160
    assert found["loop"]["last_to_tenth"] > 0


def test_large_constructs_are_measured_by_name(tmp_path: Path) -> None:
    found = json.loads(banjian(tmp_path, "bench", "constructs", "--amount", "60", "--json").stdout)[
        "constructs"
    ]
    names = {name.removesuffix("_last_to_first") for name in found if name.endswith("_last_to_first")}
    assert names == {"parallel", "sequential", "nested", "boundary", "compensable", "inclusive"}
    for name in names:
        assert {f"{name}_start_ms", f"{name}_first_ms", f"{name}_last_ms", f"{name}_end_ms"} <= set(found)


def test_what_needs_no_database_is_measured_too(tmp_path: Path) -> None:
    found = json.loads(banjian(tmp_path, "bench", "stepper", "feel", "--amount", "20", "--json").stdout)
    assert found["stepper"]["rounds"] == 20
    assert found["stepper"]["times"] > 1
    assert set(found["feel"]) == {"condition_us", "parse_us", "table_200_rules_ms"}


def test_an_unknown_suite_is_named_with_those_there_are(tmp_path: Path) -> None:
    wrong = banjian(tmp_path, "bench", "speed", check=False)
    assert wrong.returncode == 2
    assert "approval" in wrong.stderr
