"""`pack.yaml`: the typed description of a pack.

A key that is not known is a finding with the nearest known one: no setting is lost to a slip of the pen.
"""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import yaml

from engine.model import expressions
from engine.model.definition import Deadline
from engine.model.expressions import Place
from engine.model.findings import RULES, Report, declare

declare(
    "pack-syntax",
    "error",
    "pack.yaml cannot be read: not YAML, an unknown key, or a value of the wrong type.",
)

FILE = "pack.yaml"
_MAX_BYTES = 100_000
#: How many keys that are not known are told, each with its line.
_MAX_UNKNOWN = 50


class DeadlineEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    days: int
    count: Literal["working", "calendar"] = "working"
    title_en: str = ""
    rule: str = ""
    source: str = ""
    lamp_before: int = 1


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: Any
    title: str = ""
    title_en: str = ""
    rule: str = ""
    source: str = ""


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    title_en: str = ""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pack.yaml may hold. `lint` sets the severity of rules that are warnings: error, warning or off."""

    key: str
    title: str
    process: str
    title_en: str = ""
    owner: str = ""
    description: str = ""
    numbering: str = "{key}{year}-{seq:06}"
    case_title: str = ""
    roles: dict[str, Role] = {}
    starters: list[str] = []
    deadlines: dict[str, DeadlineEntry] = {}
    parameters: dict[str, Parameter] = {}
    search: list[str] = []
    retention: dict[str, Any] = {}
    lint: dict[str, Literal["error", "warning", "off"]] = {}

    def limits(self) -> dict[str, Deadline]:
        """The deadlines as the runtime knows them."""
        return {
            key: Deadline(key, d.title, d.days, d.count, d.rule, d.source, d.lamp_before)
            for key, d in self.deadlines.items()
        }

    def settings(self) -> dict[str, Any]:
        """All other settings as plain data, for the engine's later layers."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {k: v for k, v in plain.items() if k not in ("deadlines", "parameters", "lint")}


_STRUCTS: Mapping[str, type[msgspec.Struct]] = {
    "": Manifest,
    "roles": Role,
    "deadlines": DeadlineEntry,
    "parameters": Parameter,
}


def read(data: bytes, report: Report) -> Manifest | None:
    """The manifest, or None after findings."""
    if len(data) > _MAX_BYTES:
        report.add(
            "pack-syntax", "The file has {size} bytes, {limit} are allowed.", size=len(data), limit=_MAX_BYTES
        )
        return None
    try:
        raw = yaml.load(data, Loader=_Loader)  # noqa: S506 - derived from the safe loader
    except yaml.MarkedYAMLError as cause:
        line = cause.problem_mark.line + 1 if cause.problem_mark else None
        report.add("pack-syntax", "The file is not YAML: {reason}", "", line, reason=str(cause.problem)[:200])
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as cause:
        report.add("pack-syntax", "The file is not YAML: {reason}", reason=str(cause)[:200])
        return None
    if not isinstance(raw, dict):
        report.add("pack-syntax", "The file must hold keys and values.")
        return None
    switches = raw.get("lint")
    if isinstance(switches, dict):  # `off` is a word for false in YAML
        raw["lint"] = {key: "off" if value is False else value for key, value in switches.items()}
    if _has_unknown_keys(raw, data, report):
        return None
    try:
        manifest = msgspec.convert(raw, Manifest)
    except msgspec.ValidationError as cause:
        report.add("pack-syntax", "{reason}", "", _line_of(str(cause), data), reason=str(cause)[:300])
        return None
    return manifest if _has_legal_values(manifest, report) else None


def check_title(manifest: Manifest, data: bytes, report: Report) -> None:
    """Report a title of cases that is no FEEL. `read` does not, for it reads what was deployed before too."""
    expressions.value(manifest.case_title, Place(report, "", line_of_key("case_title", data)))


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases, which could make a small file huge."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "aliases (*name) are not accepted", event.start_mark
            )
        return super().compose_node(parent, index)


def _has_unknown_keys(raw: dict[Any, Any], data: bytes, report: Report) -> bool:
    found = 0
    for section, struct in _STRUCTS.items():
        holders: list[tuple[str, Any]] = [("", raw)]
        if section:
            entries = raw.get(section)
            holders = [(f"{section}.{k}", v) for k, v in entries.items()] if isinstance(entries, dict) else []
        fields = list(struct.__struct_fields__)
        for where, holder in holders:
            for key in holder if isinstance(holder, dict) else ():
                if key in fields:
                    continue
                found += 1
                if found > _MAX_UNKNOWN:
                    return True
                path = f"{where}.{key}".lstrip(".")
                near = difflib.get_close_matches(str(key), fields, n=1)
                hint = near[0] if near else ", ".join(fields)
                report.add(
                    "pack-syntax", "The key {key} is not known; known here: {hint}.",
                    "", line_of_key(str(key), data), key=path[:200], hint=hint,
                )  # fmt: skip
    return found > 0


def _has_legal_values(manifest: Manifest, report: Report) -> bool:
    before = len(report.findings)
    for key, deadline in manifest.deadlines.items():
        if not 0 <= deadline.days <= 36_500:
            report.add("pack-syntax", "The days of deadline {key} must be 0 to 36500.", key=key)
    for starter in manifest.starters:
        if starter not in manifest.roles:
            report.add("pack-syntax", "The starter {role} is not among the roles.", role=starter)
    for rule_id in manifest.lint:
        if rule_id not in RULES:
            report.add("pack-syntax", "There is no lint rule {rule}.", rule=rule_id)
    if not _is_numbering(manifest.numbering):
        report.add(
            "pack-syntax",
            "The numbering {text} may use key, year, month, day and seq only.",
            text=manifest.numbering[:80],
        )
    return len(report.findings) == before


def _is_numbering(text: str) -> bool:
    """Does the text use the known places only, with a plain format such as `06`, of at most 99 digits?"""
    try:
        places = [(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return False
    known = {"key", "year", "month", "day", "seq"}
    return all(name in known and re.fullmatch(r"(0?[1-9][0-9]?)?", spec or "") for name, spec in places)


def _line_of(message: str, data: bytes) -> int | None:
    """The line of the key that a message of msgspec names (`... - at `$.deadlines.x.days``)."""
    _, _, path = message.rpartition("`$")
    return line_of_key(path.rstrip("`").rpartition(".")[2], data) if path else None


def line_of_key(key: str, data: bytes) -> int | None:
    """The first line where the key stands, also within braces."""
    pattern = re.compile(rf"(?:^|[\s{{,\"']){re.escape(key)}[\"']?\s*:")
    lines = data.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), None)
