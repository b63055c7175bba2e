"""ISO 8601 texts of timers: are they a date, a duration, a cycle?

Only the form is checked here; the runtime computes the time.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from engine.model.findings import declare

declare("timer-syntax", "error", "The time of a timer is not ISO 8601 (date, duration, cycle) and not FEEL.")

_NUMBER = r"\d+(?:[.,]\d+)?"
_DURATION = re.compile(
    rf"-?P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:{_NUMBER}S)?)?)"
)
_ZONE_NAME = re.compile(r"(?:\[[A-Za-z_+\-/0-9]{1,40}\]|@[A-Za-z_+\-/0-9]{1,40})$")


def is_duration(text: str) -> bool:
    return len(text) < 100 and _DURATION.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """A date, or a date and time, with or without a zone."""
    plain = _ZONE_NAME.sub("", text)
    try:
        datetime.fromisoformat(plain)
    except ValueError:
        return _is_plain_date(plain)
    return "T" in plain or _is_plain_date(plain)


def _is_plain_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_cycle(text: str) -> bool:
    """`R3/PT10M`, `R/P1D`, `R3/2026-01-05T09:00Z/P1D`: it must go forward, and end by its number."""
    repeat, *rest = text.split("/")
    if not re.fullmatch(r"R\d{0,9}", repeat) or len(rest) not in (1, 2):
        return False
    forward = is_duration(rest[-1]) and rest[-1][0] == "P" and re.search("[1-9]", rest[-1]) is not None
    return forward and (len(rest) == 1 or is_date(rest[0]))


def is_repeating(text: str) -> bool:
    """A repeating interval of ISO 8601 in any of its forms, also one that ends at a date."""
    repeat, *rest = text.strip().split("/")
    known = [is_duration(part) or is_date(part) for part in rest]
    return re.fullmatch(r"R\d{0,9}", repeat) is not None and len(rest) in (1, 2) and all(known)


def is_timer(kind: str, text: str) -> bool:
    """Is `text` a literal of this kind (`date`, `duration`, `cycle`)?"""
    text = text.strip()
    return {"date": is_date, "duration": is_duration, "cycle": is_cycle}[kind](text)
