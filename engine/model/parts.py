"""The parts of a pack beside its processes: forms and decisions, by their ids."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine import dmn
from engine.errors import Finding, Sentence
from engine.model import forms
from engine.model.files import of_kind
from engine.model.findings import Report, declare
from engine.model.host import HOST_FUNCTIONS

#: What a form may have at most: components, and bytes.
MAX_COMPONENTS, MAX_FORM = 2000, 2_000_000
_NAMED = re.compile(rb'"(?:key|path|id)"\s*:\s*("(?:[^"\\]|\\.)*")')

declare("form-syntax", "error", "A form is not a JSON document with an id.")
declare("form-unique", "error", "Two forms of a pack have the same id.")
declare("form-component", "error", "A form has a component that is malformed or not supported.")
declare("form-key", "error", "A field of a form has no key, or shares it with another.")
declare("form-feel", "error", "An expression of a form is not valid FEEL.")
declare("form-browser", "warning", "An expression of a form uses what the browser does not know.")
declare("form-options", "error", "The options of a field come from nowhere, from several places, or twice.")
declare("decision-unique", "error", "Two decision files of a pack have a decision of the same id.")
for _rule, (_severity, _doc) in dmn.RULES.items():
    declare(_rule, _severity, _doc)
declare("form-validate", "error", "The validation of a field is not known or contradicts itself.")


def read_forms(files: Mapping[str, bytes], report: Report) -> dict[str, Mapping[str, Any]]:
    """The forms by id, each checked; one with findings is still there, so that tasks find it."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in of_kind(files, "form"):
        here = report.within(path)
        schema = _read_json(files[path], here)
        if schema is None:
            continue
        form_id = schema.get("id")
        if not isinstance(form_id, str) or not form_id:
            here.add("form-syntax", "The form has no id.")
        elif form_id in found:
            here.add("form-unique", "Another form has the id {id}.", form_id, id=form_id)
        else:
            found[form_id] = schema
            places = _places(files[path])
            here.findings.extend(_placed(f, places) for f in forms.check_schema(schema, path))
    return found


def _places(data: bytes) -> dict[str, list[int]]:
    """By key, path or id of a component the lines where it is written."""
    found: dict[str, list[int]] = {}
    line, end = 1, 0
    for named in _NAMED.finditer(data):
        line, end = line + data.count(b"\n", end, named.start()), named.start()
        found.setdefault(json.loads(named[1]), []).append(line)
    return found


def _placed(finding: Finding, places: Mapping[str, list[int]]) -> Finding:
    """The finding with the line of its field; of a key that is there twice the last."""
    key = finding.element
    while key not in places and "." in key:  # a group before it has a path of its own
        key = key.partition(".")[2]
    lines = places.get(key)
    return replace(finding, line=lines[-1 if finding.rule == "form-key" else 0]) if lines else finding


def _read_json(data: bytes, report: Report) -> dict[str, Any] | None:
    if len(data) > MAX_FORM:
        report.add(
            "form-syntax", "The file has {size} bytes, {limit} are allowed.", size=len(data), limit=MAX_FORM
        )
        return None
    if data.count(b'"type"') > MAX_COMPONENTS:
        report.add("form-syntax", "The form has more than {limit} components.", limit=MAX_COMPONENTS)
        return None
    try:
        schema = json.loads(data)
        json.dumps(schema, ensure_ascii=False).encode()
    except UnicodeEncodeError as cause:
        sign = f"\\u{ord(cause.object[cause.start]):04x}"
        half = Sentence("{sign} is half a character.", {"sign": sign})
        report.add("form-syntax", "The form is not JSON: {reason}", reason=half)
        return None
    except (ValueError, RecursionError) as cause:
        line = getattr(cause, "lineno", None)
        report.add("form-syntax", "The form is not JSON: {reason}", "", line, reason=str(cause)[:200])
        return None
    if not isinstance(schema, dict):
        report.add("form-syntax", "The form is no JSON object.")
        return None
    return schema


def read_decisions(
    files: Mapping[str, bytes], report: Report, alone: bool, tables: bool
) -> dict[str, dmn.Decision]:
    """The decisions by id.

    alone: what a file imports may be in files that are not at hand. tables: check decision tables too.
    """
    found: dict[str, dmn.Decision] = {}
    paths = of_kind(files, "decision")
    sources = None if alone else dmn.Files({path: files[path] for path in paths})
    for path in paths:
        here = report.within(path)
        model, findings = dmn.read(files[path], path, HOST_FUNCTIONS, sources, tables)
        # what is found in an imported file is told where that file itself is read
        here.findings.extend(finding for finding in findings if finding.file == path)
        for decision in model.decisions.values() if model is not None else ():
            if decision.id in found:
                here.add(
                    "decision-unique",
                    "Another decision has the id {id}.",
                    decision.id,
                    decision.line,
                    id=decision.id,
                )
            else:
                found[decision.id] = decision
    return found
