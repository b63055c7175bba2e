"""Writes the steps as YAML that a person would have written: short maps on one line, long texts as blocks."""

from __future__ import annotations

from typing import Any

import yaml

from engine.notation import words

_WIDTH = 100
#: Keys whose value is a list of steps or cases, never on one line.
_LISTS = frozenset({"do", "cases", "branches", "any", "lanes"})


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Short(dict[str, Any]):
    """A map that is written on one line."""


class _Line(list[Any]):
    """A list that is written on one line."""


def _text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _short(dumper: Any, data: _Short) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _line(dumper: Any, data: _Line) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


def _nothing(dumper: Any, _: None) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "null")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Short, _short)
_Dumper.add_representer(_Line, _line)
_Dumper.add_representer(type(None), _nothing)


def emit(process: dict[str, Any]) -> bytes:
    """The file."""
    text = yaml.dump(_shape(process), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return str(text).encode()


def _shape(value: Any) -> Any:
    """Make short maps of plain values one line."""
    if isinstance(value, list):
        texts = all(isinstance(item, str) and "\n" not in item for item in value)
        return _Line(value) if texts and sum(map(len, value)) < 70 else [_shape(item) for item in value]
    if not isinstance(value, dict):
        return value
    head = next(iter(value), "")
    if head in words.BARE and len(value) == 1 and not value[head]:
        return head
    needed = head in words.KINDS or head == "process"
    found = {key: _shape(item) for key, item in value.items() if needed or key != "do" or item}
    if head in words.KINDS and not found[head]:
        found[head] = None
    plain = not any(isinstance(item, (dict, list)) or "\n" in str(item) for item in found.values())
    if (
        head not in words.KINDS
        and plain
        and not _LISTS & set(found)
        and sum(len(str(k)) + len(str(v)) + 4 for k, v in found.items()) < 70
    ):
        return _Short(found)
    return found
