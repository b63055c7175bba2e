"""Says in plain words why a file is not YAML and where the slip is, not where the parser noticed it."""

from __future__ import annotations

import re

import yaml

from engine.errors import Sentence
from engine.notation import words
from engine.notation.signs import NO_SIGN, SIGNS

#: How much of a line is looked at.
_WIDTH = 300
_DASHES = r"[ ]*(?:- +)*"
_KEY = rf"(?P<before>{_DASHES}[^\W\d][\w ]*)"
_KNOWN = rf"(?P<before>{_DASHES}(?:{'|'.join(sorted(map(re.escape, words.ALL), key=len, reverse=True))}))"
_NO_BLANK = "A blank is missing behind ':'."

#: What a line shows to have gone wrong; the slip is behind the group `before`.
_SLIPS = (
    (re.compile(r"(?P<before>[ ]*)[ ]*[\t\u3000]"),
     "Lines are indented with blanks, not with tabs or full-width blanks."),
    (re.compile(r"(?P<before>[ ]*)(?P<sign>[＃－])"), NO_SIGN),
    (re.compile(_KEY + "(?P<sign>：)"), NO_SIGN),
    (re.compile(_KEY + r":[ ]+(?P<sign>[｛【［“])"), NO_SIGN),
    (re.compile(_KEY + r":(?=[^\s:/])"), _NO_BLANK),
    (re.compile(r"(?P<before>[ ]*-)(?=[^\W\d])"), "A blank is missing behind '-'."),
    (re.compile(_KNOWN + r"(?=[ ]+[^\s:#])(?!.*:(?:\s|$))"), "A ':' is missing here."),
    (re.compile(_KEY + r":[ ]+[\[{][^\]}\"']*?(?P<sign>[，、；：】］｝])"), NO_SIGN),
)  # fmt: skip

#: What a line shows that was taken for one more line of the text before it.
_SWALLOWED = (
    (re.compile(_KNOWN + "(?P<sign>：)"), NO_SIGN),
    (re.compile(_KNOWN + r":(?=[^\s:/])"), _NO_BLANK),
)

_UNEVEN = "The line does not begin where the others of its list or map begin."
_BEHIND = "Nothing may follow behind closing quotes or brackets."
_QUOTES = "A text that begins with '{sign}' needs quotes."

#: What the parser says to what it means; `context`: the slip is where the part begins that it was reading.
_PROBLEMS: tuple[tuple[str, bool, str], ...] = (
    ("mapping values are not allowed", False,
     "There is a ':' too many, or the line is indented too far; a text with ': ' in it needs quotes."),
    ("expected '-' indicator", False, _UNEVEN),
    ("did not find expected key", False, _UNEVEN),
    ("block sequence entries", False, "A list begins in a line of its own."),
    ("could not find expected ':'", True, "This is neither a key with ':' nor a step with '-'."),
    ("unexpected end of stream", True, "The quotes that begin here are not closed."),
    ("document indicator", True, "The quotes that begin here are not closed."),
    ("expected ',' or", True, "The bracket that begins here is not closed."),
    ("cannot start any token", False, _QUOTES),
    ("alphabetic or numeric", True, _QUOTES),
    ("unknown escape character", False, "In double quotes '\\' has a meaning of its own; use single quotes."),
    ("hexdecimal number", False, "In double quotes '\\' has a meaning of its own; use single quotes."),
    ("expected node content", False, "A value is missing before this."),
    ("comment or line break", False, "Behind '|' or '>' the text begins in the next line."),
    ("violates indentation", False, "Lines are indented with blanks, not with tabs or full-width blanks."),
)  # fmt: skip


def explain(cause: yaml.MarkedYAMLError, text: str) -> tuple[Sentence, int, int]:
    """Why `text` is not YAML, with the line and column (from 1) of the slip."""
    unknown = Sentence("From here on it cannot be read.")
    end = cause.problem_mark or cause.context_mark
    if end is None:
        return unknown, 1, 1
    begin = cause.context_mark or end
    lines = text.splitlines()
    # the parser notices a slip in a key only in the line behind it
    for number in dict.fromkeys((end.line, begin.line, end.line - 1)):
        found = _slip(lines[number], _SLIPS) if 0 <= number < len(lines) else None
        if found is not None:
            return found[0], number + 1, found[1]
    said = str(cause.problem or cause.context or "")[:200]
    for part, at_context, message in _PROBLEMS:
        if part in said:
            mark = begin if at_context else end
            line = lines[mark.line] if mark.line < len(lines) else ""
            sign = line[mark.column : mark.column + 1]
            message = _BEHIND if message == _UNEVEN and line[: mark.column].strip(" -") else message
            return Sentence(message, {"sign": sign} if "{" in message else {}), mark.line + 1, mark.column + 1
    return unknown, end.line + 1, end.column + 1


def swallowed(line: str) -> tuple[Sentence, int] | None:
    """The slip of a line that YAML takes for one more line of a text, with its column (from 1)."""
    return _slip(line, _SWALLOWED)


def _slip(line: str, slips: tuple[tuple[re.Pattern[str], str], ...]) -> tuple[Sentence, int] | None:
    for pattern, message in slips:
        found = pattern.match(line[:_WIDTH])
        if found is not None:
            sign = found.groupdict().get("sign") or ""
            column = found.start("sign") if sign else found.end("before")
            return Sentence(message, {"sign": sign, "plain": SIGNS[sign]} if sign else {}), column + 1
    return None
