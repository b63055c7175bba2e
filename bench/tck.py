"""Runs a checkout of the public DMN TCK against engine.dmn, through nothing but its documented entry."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine import dmn, feel
from engine.errors import EngineError

LEVELS = ("compliance-level-2", "compliance-level-3")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_READERS = {
    name: feel.parse(f"{name}(text)") for name in ("date", "time", "date and time", "duration", "number")
}
_TYPES = {
    "decimal": "number", "double": "number", "float": "number", "integer": "number", "int": "number",
    "long": "number", "date": "date", "time": "time", "dateTime": "date and time", "duration": "duration",
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_INVOCABLE = ("decisionService", "bkm")
_EQUAL = feel.parse("a = b")
#: how far apart two numbers may be that count as one, relative to the larger
_NEAR = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not give what the suite expects."""

    folder: str
    file: str
    case: str
    node: str
    expected: str
    actual: str


def folders(cases: Path) -> list[Path]:
    """The folders of tests in a checkout, or in its folder of test cases. Raises FileNotFoundError."""
    for root in (cases, cases / "TestCases"):
        found = [one for level in LEVELS for one in sorted((root / level).glob("*/")) if one.is_dir()]
        if found:
            return found
    raise FileNotFoundError(f"{cases}: no {' or '.join(LEVELS)}")


def run(cases: Path, progress: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Passed and failed cases by folder and in all, and the failures. A case passes with all its results."""
    by_folder: dict[str, dict[str, int]] = {}
    failures: list[Failure] = []
    for folder in folders(cases):
        name = f"{folder.parent.name}/{folder.name}"
        count = by_folder[name] = {"passed": 0, "failed": 0}
        for file in sorted(folder.glob("*.xml")):
            for found in _file(file, name):
                count["failed" if found else "passed"] += 1
                failures += found
        progress()
    total = {key: sum(count[key] for count in by_folder.values()) for key in ("passed", "failed")}
    return {"total": total, "folders": by_folder, "failures": failures}


def _file(file: Path, folder: str) -> Iterator[list[Failure]]:
    """The failures of each case of a file; nothing for a file that holds no cases."""
    root = etree.parse(file).getroot()
    if etree.QName(root).localname != "testCases":
        return
    model_name = root.findtext("{*}modelName") or ""
    try:
        model: dmn.Model | EngineError | OSError = dmn.load(file.parent / model_name)
    except (EngineError, OSError) as error:
        model = error
    for case in root.iterfind("{*}testCase"):
        yield [
            found
            for node in case.iterfind("{*}resultNode")
            if (found := _node(model, case, node, file, folder))
        ]


def _node(model: Any, case: Any, node: Any, file: Path, folder: str) -> Failure | None:
    wanted = value_of(node.find("{*}expected"))
    is_error = node.get("errorResult") == "true"
    try:
        found = _asked(model, case, node)
        shown = repr(found)
    except EngineError as error:
        found, shown = None, f"{type(error).__name__}: {error}"
    except Exception as error:  # whatever it is: a fault of the engine, which must not hide the other cases
        found, shown = error, f"crashed: {error!r}"
    if same(found, wanted) or (is_error and found is None):
        return None
    name = node.get("name") or ""
    return Failure(folder, file.name, case.get("id") or "", name, repr(wanted), shown)


def _asked(model: Any, case: Any, node: Any) -> Any:
    if isinstance(model, EngineError):
        raise model
    if isinstance(model, OSError):
        raise EngineError("The model cannot be read: {reason}", reason=str(model))
    inputs = {given.get("name") or "": value_of(given) for given in case.iterfind("{*}inputNode")}
    now = dt.datetime.now(dt.UTC)
    name = node.get("name") or ""
    service = case.get("invocableName") if case.get("type") in _INVOCABLE else None
    if service is None and node.get("type") in _INVOCABLE:
        service = name
    if service is None:
        return model.evaluate(name, inputs, now)
    value = model.evaluate_service(service, inputs, now)
    return value[name] if name != service and isinstance(value, dict) and name in value else value


def value_of(element: Any) -> Any:
    """The value that an inputNode, an expected, a component or an item holds."""
    if element is None or element.get(_NIL) == "true":
        return None
    components = list(element.iterfind("{*}component"))
    if components:
        return {component.get("name"): value_of(component) for component in components}
    inner = element.find("{*}list")
    if inner is not None:
        return None if inner.get(_NIL) == "true" else [value_of(item) for item in inner.iterfind("{*}item")]
    return _simple(element.find("{*}value"))


def _simple(element: Any) -> Any:
    if element is None or element.get(_NIL) == "true":
        return None
    text = element.text or ""
    kind = (element.get(_TYPE) or _guessed(text.strip())).rpartition(":")[2]
    if kind == "boolean":
        return text.strip() in ("true", "1")
    reader = _READERS.get(_TYPES.get(kind, ""))
    return text if reader is None else reader.evaluate({"text": text.strip()})


def _guessed(text: str) -> str:
    """The type of a value that names none, as in the oldest cases."""
    if text in ("true", "false"):
        return "boolean"
    return "decimal" if _NUMBER.fullmatch(text) else "string"


def same(found: Any, wanted: Any) -> bool:
    """Whether the value is the expected one: numbers by value, contexts and lists item by item."""
    if isinstance(wanted, Decimal) and isinstance(found, Decimal):
        return abs(found - wanted) <= _NEAR * max(abs(found), abs(wanted))
    if isinstance(wanted, dict) and isinstance(found, dict):
        return wanted.keys() == found.keys() and all(same(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(same, found, wanted))
    return type(found) is type(wanted) and _EQUAL.evaluate({"a": found, "b": wanted}) is True
