"""Each rule of the check accepts one table and finds fault with another; a pack may change how much it weighs."""

from __future__ import annotations

from typing import Any

import pytest

from engine import dmn
from engine.dmn.check import report
from engine.model import packs
from tests.unit.dmn.samples import decision, document, table
from tests.unit.model.examples import pack

#: rule: a table that it accepts and one with the fault; cells of one number column, the output, the hit policy
EXAMPLES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "dmn-overlap": (([["< 5", "1"], [">= 5", "2"]],), ([["<= 5", "1"], [">= 5", "2"]],)),
    "dmn-contradiction": (([["< 5", "1"], ["-", "1"]], "ANY"), ([["< 5", "1"], ["-", "2"]], "ANY")),
    "dmn-gap": (([["< 5", "1"], [">= 5", "2"]],), ([["< 5", "1"], ["> 5", "2"]],)),
    "dmn-unreachable": (([["< 5", "1"], ["-", "2"]], "FIRST"), ([["-", "1"], ["< 5", "2"]], "FIRST")),
    "dmn-mismatch": (([["5", "1"]], "COLLECT"), ([['"5"', "1"]], "COLLECT")),
}


def data(rows: Any, policy: str = "UNIQUE") -> bytes:
    return document(decision("D", table(["x"], rows, policy, types={0: "number"})))


@pytest.mark.parametrize("rule", EXAMPLES)
def test_one_table_is_accepted_and_one_is_not(rule: str) -> None:
    accepted, wrong = EXAMPLES[rule]
    assert dmn.read(data(*accepted))[1] == []
    (found,) = dmn.read(data(*wrong))[1]
    assert (found.rule, found.severity) == (rule, "warning")


def test_a_table_that_takes_too_long_is_said_to_be_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "WORK", 2)
    found = dmn.read(data(*EXAMPLES["dmn-overlap"][0]))[1]
    assert {(one.rule, one.severity) for one in found} == {("dmn-unchecked", "warning")}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_pack_changes_the_weight_of_each(rule: str) -> None:
    files = pack() | {"d.dmn": data(*EXAMPLES[rule][1])}

    def with_lint(severity: str) -> list[tuple[str, str]]:
        yaml = files["pack.yaml"] + f"lint: {{{rule}: {severity}}}\n".encode()
        found = packs.load_pack(files | {"pack.yaml": yaml})[1]
        return [(one.rule, one.severity) for one in found if one.file == "d.dmn"]

    assert with_lint("error") == [(rule, "error")]
    assert with_lint("off") == []
