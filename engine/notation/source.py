"""Reads YAML as a tree of places: every key and value with its line and column, bounded, without surprises.

Tags, anchors, aliases and merge keys are refused, so a small file cannot become a large tree. Whatever the
bytes are, the answer is a tree or findings, never an exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.errors import Finding
from engine.notation.syntax import explain, swallowed

#: Bounds of one file: bytes, levels, and keys and values.
MAX_BYTES = 1_000_000
MAX_DEPTH = 160
MAX_NODES = 60_000

FORBIDDEN = "Tags (!), anchors (&), aliases (*) and merge keys (<<) are not accepted"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What YAML does not accept anywhere.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = re.compile(r"(?P<null>|~|null|Null|NULL)|(?P<true>true|True|TRUE)|(?P<false>false|False|FALSE)"
                    r"|(?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?)")  # fmt: skip


@dataclass(slots=True)
class Place:
    """One key or value. kind: `map`, `list` or `text`; line and column count from 1.

    text: as written, of a text. plain: was it written without quotes? items: of a list. pairs: of a map, in
    order.
    """

    kind: str
    line: int
    column: int
    text: str = ""
    plain: bool = False
    items: list[Place] = field(default_factory=list)
    pairs: list[tuple[Place, Place]] = field(default_factory=list)

    @property
    def literal(self) -> str | None:
        """The FEEL of a plain number, true, false or null; None for a text."""
        found = _PLAIN.fullmatch(self.text) if self.kind == "text" and self.plain else None
        if found is None:
            return None
        return self.text if found.lastgroup == "number" else found.lastgroup

    @property
    def is_null(self) -> bool:
        return self.literal == "null"

    def get(self, key: str) -> Place | None:
        """The value of a key of a map."""
        return next((value for name, value in self.pairs if name.text == key), None)


_FIRST = Place("text", 1, 1)


class Findings:
    """Collects the findings of one file; each with line and column."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(
        self, rule: str, message: str, place: Place | None = None, element: str = "", **params: Any
    ) -> None:
        """Report an error at a place."""
        line, column = (place.line, place.column) if place else (None, None)
        self.found.append(Finding(rule, message, self.file, element, "error", line, params, column))


def read(data: bytes, findings: Findings) -> Place | None:
    """The tree of the only document in `data`, or None after a finding."""
    if len(data) > MAX_BYTES:
        findings.add(
            "yaml-too-large",
            "The file has {size} bytes, {limit} are allowed.",
            _FIRST,
            size=len(data),
            limit=MAX_BYTES,
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        before = data[: cause.start].decode("utf-8", "replace")
        findings.add("yaml-syntax", "The file is not written in UTF-8.", _behind(before))
        return None
    control = _CONTROL.search(text)
    if control is not None:
        message = "A control character (U+{code}) cannot stand here."
        findings.add("yaml-syntax", message, _behind(text[: control.start()]), code=f"{ord(control[0]):04X}")
        return None
    try:
        return _Builder(findings).build(text)
    except yaml.MarkedYAMLError as cause:
        reason, line, column = explain(cause, text)
        findings.add(
            "yaml-syntax", "This is not YAML: {reason}",
            Place("text", line, column), reason=reason,
        )  # fmt: skip
    except (yaml.YAMLError, ValueError, RecursionError):
        findings.add("yaml-syntax", "The file cannot be read as YAML.", _FIRST)
    return None


def _behind(text: str) -> Place:
    """The place behind a text from the beginning of the file."""
    return Place("text", text.count("\n") + 1, len(text) - text.rfind("\n"))


class _Builder:
    """Makes the tree from the events of PyYAML, with a stack of its own."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.count = 0
        self.lines: list[str] = []
        self.stack: list[tuple[Place, list[Place]]] = []

    def build(self, text: str) -> Place | None:
        root = None
        self.lines = text.splitlines()
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                self._close()
                continue
            if not isinstance(event, (yaml.NodeEvent, yaml.AliasEvent)):
                continue
            mark = event.start_mark
            place = Place(_kind(event), mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
            if self._refuses(event, place, root):
                return None
            if isinstance(event, yaml.ScalarEvent):
                place.text, place.plain = event.value, event.implicit[0]
                self._check_lines(event)
            if self.stack:
                self.stack[-1][1].append(place)
            else:
                root = place
            if not isinstance(event, yaml.ScalarEvent):
                self.stack.append((place, []))
        if root is None:
            self.findings.add("yaml-syntax", "The file is empty.", _FIRST)
        return root

    def _check_lines(self, event: Any) -> None:
        """A text without quotes goes on in lines that are indented further: a key that is mistyped too."""
        begin, end = event.start_mark, event.end_mark
        if not begin or not end or end.line == begin.line or not event.implicit[0]:
            return
        for number in range(begin.line + 1, min(end.line + 1, len(self.lines))):
            found = swallowed(self.lines[number])
            if found is not None:
                place = Place("text", number + 1, found[1])
                self.findings.add("yaml-syntax", found[0].message, place, **found[0].params)

    def _close(self) -> None:
        place, inside = self.stack.pop()
        if place.kind == "list":
            place.items = inside
            return
        seen: set[str] = set()
        for key, value in zip(inside[::2], inside[1::2], strict=True):
            if key.kind != "text":
                self.findings.add(
                    "yaml-key",
                    "A key must be a word, not a list or a map",
                    key,
                )
            elif key.text == "<<" and key.plain:
                self.findings.add("yaml-forbidden", FORBIDDEN, key)
            elif key.text in seen:
                self.findings.add(
                    "yaml-key",
                    "'{key}' is given twice",
                    key,
                    key=key.text[:80],
                )
            else:
                seen.add(key.text)
                place.pairs.append((key, value))

    def _refuses(self, event: Any, place: Place, root: Place | None) -> bool:
        self.count += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None or event.tag not in (None, "!"):
            message = FORBIDDEN
        elif root is not None and not self.stack:
            message = "The file has more than one document"
        elif len(self.stack) >= MAX_DEPTH or self.count > MAX_NODES:
            self.findings.add(
                "yaml-too-large",
                "The file has more than {nodes} keys and values, or more than {depth} levels",
                place, nodes=MAX_NODES, depth=MAX_DEPTH,
            )  # fmt: skip
            return True
        else:
            return False
        self.findings.add("yaml-forbidden", message, place)
        return True


def _kind(event: Any) -> str:
    if isinstance(event, yaml.MappingStartEvent):
        return "map"
    return "list" if isinstance(event, yaml.SequenceStartEvent) else "text"
