"""Says in plain words why a file is not YAML and where the slip is, not where the parser noticed it."""

from __future__ import annotations

import re

import yaml

from engine.errors import Sentence

#: How much of a line is looked at.
_WIDTH = 300
_KEY = r"(?P<before>[ ]*(?:- +)*[^\W\d][\w ]*)"
_SIGNS = {
    "：": ":",
    "，": ",",
    "｛": "{",
    "｝": "}",
    "【": "[",
    "】": "]",
    "［": "[",
    "］": "]",
    "“": '"',
    "”": '"',
}

#: What a line shows to have gone wrong; the slip is behind the group `before`.
_SLIPS = (
    (re.compile(r"(?P<before>[ ]*)[ ]*[\t\u3000]"),
     "Lines are indented with blanks, not with tabs or full-width blanks."),
    (re.compile(_KEY + "(?P<sign>：)"), "'{sign}' is not a sign of YAML; it writes '{plain}'."),
    (re.compile(_KEY + r":[ ]+(?P<sign>[｛【［“])"), "'{sign}' is not a sign of YAML; it writes '{plain}'."),
    (re.compile(_KEY + r":(?=[^\s:/])"), "A blank is missing behind ':'."),
    (re.compile(r"(?P<before>[ ]*-)(?=[^\W\d])"), "A blank is missing behind '-'."),
)  # fmt: skip

_UNEVEN = "The line does not begin where the others of its list or map begin."

#: What the parser says to what it means; `context`: the slip is where the part begins that it was reading.
_PROBLEMS: tuple[tuple[str, bool, str], ...] = (
    ("mapping values are not allowed", False,
     "There is a ':' too many, or the line is indented too far; a text with ': ' in it needs quotes."),
    ("expected '-' indicator", False, _UNEVEN),
    ("did not find expected key", False, _UNEVEN),
    ("block sequence entries", False, "A list begins in a line of its own."),
    ("could not find expected ':'", True, "This is neither a key with ':' nor a step with '-'."),
    ("unexpected end of stream", True, "The quotes that begin here are not closed."),
    ("expected ',' or", True, "The bracket that begins here is not closed."),
    ("cannot start any token", False, "A text that begins with '{sign}' needs quotes."),
)  # fmt: skip


def explain(cause: yaml.MarkedYAMLError, text: str) -> tuple[Sentence, int, int]:
    """Why `text` is not YAML, with the line and column (from 1) of the slip."""
    end = cause.problem_mark or cause.context_mark
    if end is None:
        return Sentence(_said(cause)), 1, 1
    begin = cause.context_mark or end
    lines = text.splitlines()
    # the parser notices a slip in a key only in the line behind it
    for number in dict.fromkeys((end.line, begin.line, end.line - 1)):
        found = _slip(lines[number][:_WIDTH]) if 0 <= number < len(lines) else None
        if found is not None:
            return found[0], number + 1, found[1]
    for said, at_context, message in _PROBLEMS:
        if said in _said(cause):
            mark = begin if at_context else end
            line = lines[mark.line] if mark.line < len(lines) else ""
            return (
                Sentence(message, {"sign": line[mark.column : mark.column + 1]}),
                mark.line + 1,
                mark.column + 1,
            )
    return Sentence("{reason}", {"reason": _said(cause)}), end.line + 1, end.column + 1


def _said(cause: yaml.MarkedYAMLError) -> str:
    return str(cause.problem or cause.context or "")[:200]


def _slip(line: str) -> tuple[Sentence, int] | None:
    for pattern, message in _SLIPS:
        found = pattern.match(line)
        if found is not None:
            sign = found.groupdict().get("sign") or ""
            column = found.start("sign") if sign else found.end("before")
            return Sentence(message, {"sign": sign, "plain": _SIGNS[sign]} if sign else {}), column + 1
    return None
