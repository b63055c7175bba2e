"""Rules on the schema of the standard: what an element may hold, must hold, and in which order."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source
from engine.model.vocabulary import local

_SHORT = 80


def _tag(node: Any) -> str:
    return local(node) or str(node.tag).rpartition("}")[2]


@rule(
    "schema-element", "error",
    "An element or a text stands where the standard's schema has none, or once too often.",
    "document", "linted",
)  # fmt: skip
def check_elements(source: Source, report: Report) -> None:
    for problem in source.problems:
        if problem.kind == "element" and problem.name:
            parent = problem.node.getparent()
            source.tell(
                report, "schema-element", "{tag} may not stand inside {parent}, or not here again.",
                problem.node, tag=problem.name[:_SHORT], parent=_tag(parent),
            )  # fmt: skip
        elif problem.kind == "element":
            source.tell(
                report, "schema-element", "{tag} may hold no text: `{text}`.", problem.node,
                tag=_tag(problem.node), text=problem.text[:_SHORT],
            )  # fmt: skip


@rule(
    "schema-attribute", "error", "An attribute is not known to the standard's schema.", "document", "linted"
)
def check_attributes(source: Source, report: Report) -> None:
    for problem in source.problems:
        if problem.kind == "attribute":
            source.tell(
                report, "schema-attribute", "{tag} has no attribute {name}.", problem.node,
                tag=_tag(problem.node), name=problem.name[:_SHORT],
            )  # fmt: skip


@rule("schema-missing", "error", "A required attribute or child is not there.", "document", "linted")
def check_missing(source: Source, report: Report) -> None:
    for problem in source.problems:
        if problem.kind == "missing":
            source.tell(
                report, "schema-missing", "{tag} needs {name}.", problem.node,
                tag=_tag(problem.node), name=problem.name,
            )  # fmt: skip


@rule("schema-value", "error", "A value is not of the type that the schema gives it.", "document", "linted")
def check_values(source: Source, report: Report) -> None:
    for problem in source.problems:
        if problem.kind == "value":
            source.tell(
                report, "schema-value", "{tag}: `{text}` is no value of {name}.", problem.node,
                tag=_tag(problem.node), text=problem.text[:_SHORT], name=problem.name,
            )  # fmt: skip


@rule("schema-id", "warning", "An id is no XML name; other tools may refuse it.", "document")
def check_ids(source: Source, report: Report) -> None:
    for problem in source.problems:
        if problem.kind == "id":
            source.tell(
                report,
                "schema-id",
                "The id `{text}` is no XML name: a letter or _ first, then letters, digits, _, - and .",
                problem.node,
                text=problem.text[:_SHORT],
            )


@rule("schema-order", "error", "Children stand in another order than the schema's.", "document", "linted")
def check_order(source: Source, report: Report) -> None:
    for problem in source.problems:
        if problem.kind == "order":
            source.tell(
                report, "schema-order", "The children of {tag} stand in another order than the standard's.",
                problem.node, tag=problem.name,
            )  # fmt: skip
