"""JSON keeps decimals exact both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask

from webui.jsonformat import ExactJSON

json = ExactJSON(Flask(__name__))


def test_decimals_are_exact_both_ways() -> None:
    text = '{"price":0.10,"count":3,"long":123456789012345678.25}'
    assert json.loads(text) == {
        "price": Decimal("0.10"),
        "count": 3,
        "long": Decimal("123456789012345678.25"),
    }
    assert json.dumps(json.loads(text)) == text


def test_times_are_iso_text() -> None:
    assert json.dumps(datetime(2026, 1, 5, 1, 0, tzinfo=UTC)) == '"2026-01-05T01:00:00Z"'


@pytest.mark.parametrize("text", ["{", "NaN", '{"a":}', "[" * 100_000, ""])
def test_what_is_not_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        json.loads(text)
