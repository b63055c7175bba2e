"""Writes the steps as YAML that a person would have written: short maps on one line, long texts as blocks."""

from __future__ import annotations

from typing import Any

import yaml

_WIDTH = 100
#: Keys whose value is a list of steps or cases, never on one line.
_LISTS = frozenset({"do", "cases", "branches", "any"})


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Short(dict[str, Any]):
    """A map that is written on one line."""


def _text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _short(dumper: Any, data: _Short) -> Any:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _nothing(dumper: Any, _: None) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "null")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Short, _short)
_Dumper.add_representer(type(None), _nothing)


def emit(process: dict[str, Any]) -> bytes:
    """The file."""
    text = yaml.dump(_shape(process), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return str(text).replace(": ''\n", ":\n").encode()


def _shape(value: Any) -> Any:
    """Make short maps of plain values one line."""
    if isinstance(value, list):
        return [_shape(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _shape(item) for key, item in value.items() if not (key == "do" and item == [])}
    plain = not any(isinstance(item, (dict, list)) or "\n" in str(item) for item in found.values())
    if plain and not _LISTS & set(found) and sum(len(str(k)) + len(str(v)) + 4 for k, v in found.items()) < 70:
        return _Short(found)
    return found
