"""What a command may bring: texts that every database, document and export can hold, in bounded amounts.

Promises that nothing passes which would fail later, in a transaction or in a page. It knows no form and no
right: those are asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from engine import commands
from engine.errors import Finding, Invalid

MAX_DEPTH = 50
#: values, and characters of all names and texts together, of one command
MAX_VALUES = 100_000
MAX_CHARACTERS = 4_000_000
#: digits before or after the point: more than any sum, and a number that can be written out
MAX_DIGITS = 1_000

#: Control characters (tab and line ends are none here), halves of a character, and what is no character: XML,
#: Word and PostgreSQL refuse some or all of them.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[\t\n\r]")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}")
_FAILURE_LENGTH = 2_000

_MESSAGES = {
    "text": "This text holds a character that cannot be kept ({code}).",
    "deep": "This is nested deeper than {limit} levels.",
    "many": "This has more than {limit} values.",
    "long": "All texts together are longer than {limit} characters.",
    "number": "This number has more than {limit} digits, or is none.",
    "name": "The document's name must be one line of at most {limit} characters.",
    "kind": "The document's kind {kind} is none.",
}


def check(command: commands.Command) -> None:
    """Raises Invalid with a finding for each thing that cannot be kept."""
    findings: list[Finding] = []
    for name in command.__struct_fields__:
        value = getattr(command, name)
        told = name == "message" and isinstance(command, commands.FailJob)  # kept by `fit`
        if isinstance(value, str) and not told:
            findings += _unfit(name, value)
    findings += _values(getattr(command, "variables", {}), texts=True)
    if isinstance(command, commands.CompleteJob):
        for document in command.documents:
            findings += _document(document)
    if findings:
        raise Invalid("What was sent cannot be kept.", findings)


def check_draft(fields: Mapping[str, Any]) -> None:
    """Raises Invalid for what is too much; any text is taken, since nothing that was typed may be lost."""
    findings = list(_values(fields, texts=False))
    if findings:
        raise Invalid("What was sent cannot be kept.", findings)


def fit(text: str, limit: int = _FAILURE_LENGTH) -> str:
    """A text of a failure as it can be kept: marks for characters that cannot, and its beginning only."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text if len(text) <= limit else text[: limit - 3] + "...")


def _unfit(where: str, text: str) -> Iterator[Finding]:
    found = _UNFIT.search(text)
    if found is not None:
        yield _finding(where, "text", code=f"U+{ord(found[0]):04X}")


def _document(document: commands.Attachment) -> Iterator[Finding]:
    """A name becomes a header when the document is fetched, so it has one line."""
    name = document.name
    if not name.strip() or len(name) > 200 or _UNFIT.search(name) or _BREAKS.search(name):
        yield _finding("documents", "name", limit=200)
    if not _MEDIA_TYPE.fullmatch(document.media_type):
        yield _finding("documents", "kind", kind=fit(document.media_type, 80))


def _values(values: Mapping[str, Any], texts: bool) -> Iterator[Finding]:
    """One finding at most for each variable; the first that is too much ends the search."""
    left = [MAX_VALUES, MAX_CHARACTERS]
    for name, value in values.items():
        trouble = _trouble(name, left, texts, 1) or _trouble(value, left, texts, 1)
        if trouble is not None:
            what, params = trouble
            yield _finding(fit(name, 200), what, **params)
            if min(left) < 0:
                return


def _trouble(value: Any, left: list[int], texts: bool, depth: int) -> tuple[str, dict[str, Any]] | None:
    left[0] -= 1
    if left[0] < 0:
        return "many", {"limit": MAX_VALUES}
    if isinstance(value, str):
        left[1] -= len(value)
        if left[1] < 0:
            return "long", {"limit": MAX_CHARACTERS}
        found = _UNFIT.search(value) if texts else None
        return None if found is None else ("text", {"code": f"U+{ord(found[0]):04X}"})
    if isinstance(value, Mapping | list | tuple):
        if depth > MAX_DEPTH:
            return "deep", {"limit": MAX_DEPTH}
        parts = value
        if isinstance(value, Mapping):
            parts = [part for pair in value.items() for part in pair]
        for part in parts:
            trouble = _trouble(part, left, texts, depth + 1)
            if trouble is not None:
                return trouble
        return None
    return None if _is_fit(value) else ("number", {"limit": MAX_DIGITS})


def _is_fit(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int):
        return value.bit_length() <= MAX_DIGITS * 10 // 3
    if isinstance(value, Decimal):
        return (
            value.is_finite()
            and len(value.as_tuple().digits) <= MAX_DIGITS
            and abs(value.adjusted()) <= MAX_DIGITS
        )
    return not isinstance(value, float) or abs(value) < float("inf")


def _finding(where: str, what: str, **params: Any) -> Finding:
    return Finding("intake", _MESSAGES[what], element=where, params=params)


def for_failure(command: commands.FailJob) -> commands.FailJob:
    """The command with a message that can be kept."""
    return msgspec.structs.replace(command, message=fit(command.message))
