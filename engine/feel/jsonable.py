"""FEEL values as JSON values, the way Camunda 8 writes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel.env import MAX_DEPTH
from engine.feel.errors import FeelError, FeelLimitError, unreadable
from engine.feel.temporal import text_of
from engine.feel.values import Range, number

MAX_NODES = 200_000
_MAX_INTEGER = Decimal(10) ** 34


def to_json(value: Any, left: list[int] | None = None) -> Any:
    """Plain data: whole numbers as int, others as Decimal, temporal values as ISO text, functions as null.

    A date and time of a named zone is written with its offset, so that any program can read it.
    A range becomes {"start", "end", "start included", "end included"}.
    Raises FeelLimitError for a value of more than 200,000 parts or nested too deeply, FeelError for one of a
    class that FEEL does not know and that fails while it is read.
    left: how many parts the value may have instead, as its one item; it is counted down.
    """
    try:
        return _convert(value, 0, [MAX_NODES] if left is None else left)
    except FeelError:
        raise
    except Exception as error:  # FEEL's own values raise nothing
        raise unreadable(error) from error


def _convert(value: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH:
        raise FeelLimitError("A value is too large or nested too deeply.")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_convert(item, depth + 1, left) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _convert(item, depth + 1, left) for key, item in value.items()}
    plain = number(value)
    if plain is not None:
        whole = abs(plain) < _MAX_INTEGER and plain == plain.to_integral_value()
        return int(plain) if whole else plain
    if isinstance(value, Range):
        return {
            "start": _convert(value.start, depth + 1, left),
            "end": _convert(value.end, depth + 1, left),
            "start included": value.start_included,
            "end included": value.end_included,
        }
    return text_of(value, offset=True)
