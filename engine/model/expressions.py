"""Texts of a model as values: a fixed text, or FEEL that was parsed once.

Anything that is not FEEL (`${...}`, Python) is named as such; it is never evaluated.
"""

from __future__ import annotations

import re
from typing import Any

from engine import feel
from engine.feel import Expression
from engine.model.definition import Value
from engine.model.findings import Report, declare
from engine.model.host import HOST_FUNCTIONS

declare("feel-syntax", "error", "An expression is not valid FEEL.", "dialect")
declare(
    "not-feel",
    "error",
    "An expression is written in another language than FEEL (`${...}`, Python, XPath ...).",
    "dialect",
)
declare("condition-empty", "error", "The condition of a sequence flow is empty.", "dialect")

MAX_LENGTH = 50_000

_JUEL = re.compile(r"[$#]\{")
_FOREIGN = re.compile(
    r"&&|\|\||==|\bis not\b|\bnot in\b|\blambda\b|\bis None\b|\.get\(|\+\+|--\s*$|\?.*:|^\s*return\b|;\s*$"
)
_PYTHON_NAMES = frozenset({"True", "False", "None", "is", "not", "lambda", "elif"})


class Place:
    """Where an expression stands: the element and line that its findings name."""

    __slots__ = ("element", "line", "report")

    def __init__(self, report: Report, element: str, line: int | None) -> None:
        self.report, self.element, self.line = report, element, line

    def below(self, line: int) -> Place:
        """The place of a line of a text that begins here (1 is the first)."""
        return Place(self.report, self.element, self.line and self.line + line - 1)

    def add(self, rule_id: str, message: str, **params: object) -> None:
        self.report.add(rule_id, message, self.element, self.line, **params)


def expression(text: str, place: Place) -> Expression | None:
    """FEEL with or without its leading `=`, or None after a finding."""
    source = text.strip().removeprefix("=").strip()
    if len(source) > MAX_LENGTH:
        place.add("feel-syntax", "The expression is longer than {limit} characters.", limit=MAX_LENGTH)
        return None
    if not place.report.has_room(len(source)):
        place.add("feel-syntax", "The expressions of the file have more characters than are read in all.")
        return None
    try:
        parsed = feel.parse(source, HOST_FUNCTIONS)
    except feel.FeelError as cause:
        place = place.below(getattr(cause, "line", 1))
        if _JUEL.search(source):
            _refuse_foreign(text, place)
        elif _FOREIGN.search(source):
            place.add(
                "not-feel",
                "Expected FEEL, but found `{text}`: {reason}",
                text=_short(text),
                reason=cause.sentence,
            )
        else:
            place.add(
                "feel-syntax",
                "`{text}` is not valid FEEL: {reason}",
                text=_short(text),
                reason=cause.sentence,
            )
        return None
    python = sorted(name for name in parsed.names if _PYTHON_NAMES & set(name.split()))
    if python:
        place.add("not-feel", "`{name}` is Python; FEEL writes true, false, null, not(...).", name=python[0])
        return None
    return parsed


def variable(name: str, place: Place) -> Expression | None:
    """The expression that reads a variable, whatever signs its name holds; None after a finding."""
    try:
        return feel.parse(name, HOST_FUNCTIONS | {name})
    except feel.FeelError as cause:
        place.add(
            "feel-syntax", "`{text}` is not valid FEEL: {reason}", text=_short(name), reason=cause.sentence
        )
        return None


def value(text: str | None, place: Place) -> Value | None:
    """A fixed text as it is, `=...` parsed; None for a missing or empty text, or after a finding."""
    if text is None or not text.strip():
        return None
    if text.lstrip().startswith("="):
        return expression(text, place)
    if _JUEL.match(text.strip()):
        _refuse_foreign(text, place)
        return None
    return text.strip()


def is_foreign(text: str) -> bool:
    """Does a text without `=` look like an expression of another language rather than a plain value?"""
    return re.search(r"[$({'\"]", text) is not None


def _refuse_foreign(text: str, place: Place) -> None:
    place.add(
        "not-feel", "Expected FEEL, but found `{text}`; write `=` and the expression.", text=_short(text)
    )


def condition(node: Any, place: Place) -> Expression | None:
    """The FEEL of a conditionExpression; a language that it names must be FEEL."""
    language = (node.get("language") or "").strip()
    if language and "feel" not in language.lower():
        place.add(
            "not-feel", "Expected FEEL, but the condition is written in {language}.", language=language[:80]
        )
        return None
    text = (node.text or "").strip()
    if not text:
        place.add("condition-empty", "The condition of the flow is empty.")
        return None
    return expression(text, place)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:77]}..."
