"""How long FEEL takes: a condition at a gateway, and a decision table of 200 rules with 5 inputs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from decimal import Decimal

from engine import dmn, feel

CONDITION = 'amount > 5000 and level = "处级"'
RULES = 200
INPUTS = 5


def measure(_: None, rounds: int, progress: Callable[[], None]) -> dict[str, float]:
    """Medians over rounds; `_us` are microseconds, `_ms` milliseconds."""
    expression = feel.parse(CONDITION)
    context = {"amount": 8000, "level": "处级"}
    model = dmn.load(_table())
    # the last rule matches, so every row is looked at
    case = {f"i{n}": Decimal(RULES) if n < INPUTS - 1 else f"k{RULES % 7}" for n in range(INPUTS)}
    condition = _median(lambda: expression.evaluate(context), 2_000, rounds, progress)
    parse = _median(lambda: feel.parse.__wrapped__(CONDITION), 20, rounds)
    table = _median(lambda: model.evaluate("D", case), 20, rounds)
    return {
        "condition_us": round(condition * 1e6, 3),
        "parse_us": round(parse * 1e6, 1),
        "table_200_rules_ms": round(table * 1e3, 4),
    }


def _median(
    once: Callable[[], object], times: int, rounds: int, progress: Callable[[], None] = lambda: None
) -> float:
    """Seconds of one call: the median over the rounds."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(times):
            once()
        found.append((time.perf_counter() - began) / times)
        progress()
    return statistics.median(found)


def _table() -> bytes:
    columns = "".join(
        f"<input><inputExpression><text>i{n}</text></inputExpression></input>" for n in range(INPUTS)
    )
    rows = []
    for number in range(1, RULES + 1):
        cells = ["&gt;= 0", f"[1..{RULES}]", "-", f"{number}", f'"k{number % 7}", "x"']
        rows.append(
            "<rule>"
            + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
            + f"<outputEntry><text>{number}</text></outputEntry></rule>"
        )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="b" namespace="urn:b">'
        f'<decision id="D" name="D"><decisionTable hitPolicy="UNIQUE">{columns}<output/>{"".join(rows)}'
        "</decisionTable></decision></definitions>"
    ).encode()
