"""Checks one posted value against one form-js component; gives the value as the engine stores it.

No check looks at another field; what may depend on others (bounds, options) is given evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import feel
from engine.feel import regex, temporal
from engine.feel.values import number

MAX_TEXT = 100_000
MAX_ITEMS = 1_000
#: steps that a pattern may take on one value before it counts as not matching
MAX_PATTERN_STEPS = 200_000
EMAIL = r"^[^\s@]+@[^\s@]+\.[^\s@]+$"
PHONE = r"^\+?[0-9][0-9 ()\-]{4,19}$"

Problem = tuple[str, str, dict[str, Any]]  # rule, message, params


@dataclass(frozen=True, slots=True)
class Field:
    """What a check needs to know: the component, its evaluated bounds and options, the time."""

    component: Mapping[str, Any]
    bounds: Mapping[str, Any]
    options: list[Any] | None = None
    now: datetime | None = None


def is_empty(value: Any) -> bool:
    """Nothing was filled in."""
    return value is None or value == "" or value == []


def check(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    """The value to store and what is wrong with it. An empty value becomes None (a checkbox: False)."""
    kind = field.component["type"]
    if kind == "checkbox":
        return _checkbox(field, value)
    if is_empty(value):
        problems: list[Problem] = []
        if field.bounds.get("required") is True:
            problems.append(("form-required", "{label} is required.", {}))
        return ([] if kind in ("checklist", "taglist") and value == [] else None), problems
    return _CHECKS[kind](field, value)


def _checkbox(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    if value is None:
        value = False
    if not isinstance(value, bool):
        return None, [("form-type", "{label} must be true or false.", {})]
    if field.bounds.get("required") is True and not value:
        return value, [("form-required", "{label} must be ticked.", {})]
    return value, []


def _text(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    if not isinstance(value, str) or "\x00" in value:
        return None, [("form-type", "{label} must be a text.", {})]
    if field.component["type"] == "textfield" and ("\n" in value or "\r" in value):
        return None, [("form-type", "{label} must be one line.", {})]
    if len(value) > MAX_TEXT:
        return None, [
            ("form-max-length", "{label} may have at most {limit} characters.", {"limit": MAX_TEXT})
        ]
    problems: list[Problem] = []
    size = len(value.strip())
    if not size and field.bounds.get("required") is True:
        return None, [("form-required", "{label} is required.", {})]
    low, high = number(field.bounds.get("minLength")), number(field.bounds.get("maxLength"))
    if low is not None and size < low:
        problems.append(
            ("form-min-length", "{label} must have at least {limit} characters.", {"limit": int(low)})
        )
    if high is not None and size > high:
        problems.append(
            ("form-max-length", "{label} may have at most {limit} characters.", {"limit": int(high)})
        )
    kind = field.bounds.get("validationType")
    if kind == "email" and not matches(EMAIL, value):
        problems.append(("form-pattern", "{label} must be an e-mail address.", {}))
    elif kind == "phone" and not matches(PHONE, value):
        problems.append(("form-pattern", "{label} must be a telephone number.", {}))
    pattern = field.bounds.get("pattern")
    if isinstance(pattern, str) and pattern and not matches(pattern, value):
        problems.append(("form-pattern", "{label} does not have the right form.", {"pattern": pattern}))
    return value, problems


def matches(pattern: str, value: str) -> bool:
    """Whether the JavaScript pattern matches somewhere; False for a wrong pattern or one that explodes."""
    left = [MAX_PATTERN_STEPS]

    def spend(steps: int) -> None:
        left[0] -= steps
        if left[0] < 0:
            raise feel.FeelLimitError("The pattern takes more than {limit} steps.", limit=MAX_PATTERN_STEPS)

    try:
        return regex.compile(pattern, js=True).search(value, 0, spend) is not None
    except (regex.PatternError, feel.FeelLimitError):
        return False


def _number(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    if isinstance(value, str) and field.component.get("serializeToString") is True:
        found = feel.parse("number(text)").evaluate({"text": value})
        as_text = True
    else:
        found, as_text = number(value), False
    if found is None:
        return None, [("form-type", "{label} must be a number.", {})]
    problems: list[Problem] = []
    digits = field.component.get("decimalDigits")
    if isinstance(digits, int) and not isinstance(digits, bool) and digits >= 0 and not _fits(found, digits):
        message = "{label} must be a whole number." if digits == 0 else "{label} may have {limit} decimals."
        problems.append(("form-digits", message, {"limit": digits}))
    low, high = number(field.bounds.get("min")), number(field.bounds.get("max"))
    if low is not None and found < low:
        problems.append(("form-min", "{label} must be at least {limit}.", {"limit": str(low)}))
    if high is not None and found > high:
        problems.append(("form-max", "{label} must be at most {limit}.", {"limit": str(high)}))
    return (value if as_text else feel.to_json(found)), problems


def _fits(value: Decimal, digits: int) -> bool:
    exponent = value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= digits


def _choice(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    if field.options is None or not _is_option(field.options, value):
        return None, [
            ("form-option", "{label}: '{value}' is not among the options.", {"value": _shown(value)})
        ]
    return feel.to_json(value), []


def _choices(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        return None, [("form-type", "{label} must be a list.", {})]
    wrong = [item for item in value if field.options is None or not _is_option(field.options, item)]
    if wrong:
        shown = {"value": _shown(wrong[0])}
        return None, [("form-option", "{label}: '{value}' is not among the options.", shown)]
    if any(_is_option(value[:i], item) for i, item in enumerate(value)):
        return None, [("form-option", "{label}: an option was chosen twice.", {})]
    return feel.to_json(value), []


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _is_option(options: list[Any], value: Any) -> bool:
    return any(same(option, value) for option in options)


def same(a: Any, b: Any) -> bool:
    """Equality as FEEL sees it; two nulls are equal."""
    return feel.parse("a = b").evaluate({"a": a, "b": b}) is True


def _datetime(field: Field, value: Any) -> tuple[Any, list[Problem]]:
    subtype = field.component.get("subtype", "date")
    message = {
        "date": "{label} must be a date such as 2026-01-05.",
        "time": "{label} must be a time such as 09:30.",
        "datetime": "{label} must be a date and time such as 2026-01-05T09:30.",
    }.get(str(subtype), "{label} must be a date.")
    found = _moment(str(subtype), value) if isinstance(value, str) and len(value) < 100 else None
    if found is None:
        return None, [("form-date", message, {})]
    if (
        field.component.get("disallowPassedDates") is True
        and field.now is not None
        and _is_past(found, field.now)
    ):
        return None, [("form-date", "{label} must not lie in the past.", {})]
    return temporal.text_of(found), []


def _moment(subtype: str, value: str) -> Any:
    if subtype == "date":
        return temporal.parse_date(value)
    if subtype == "time":
        return temporal.parse_time(_with_seconds(value))
    if "T" not in value:
        return None
    date, _, clock = value.partition("T")
    return temporal.parse_datetime(f"{date}T{_with_seconds(clock)}")


def _with_seconds(clock: str) -> str:
    """form-js writes 09:30+08:00; FEEL reads only 09:30:00+08:00."""
    return f"{clock[:5]}:00{clock[5:]}" if clock[5:6] != ":" else clock


def _is_past(found: Any, now: datetime) -> bool:
    if isinstance(found, datetime):
        return found < (now if found.tzinfo else now.replace(tzinfo=None))
    return bool(found < now.date()) if hasattr(found, "year") else False


_CHECKS = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "select": _choice,
    "radio": _choice,
    "checklist": _choices,
    "taglist": _choices,
    "datetime": _datetime,
}
