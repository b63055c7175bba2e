"""Rules on expressions, as far as the standard fixes their form: formal, not empty, in a named language."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source, children, speaks_of_an_engine, text
from engine.model.vocabulary import local

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: Where an executable process needs a formal expression: the holder and the child.
_FORMAL = (
    ("adHocSubProcess", "completionCondition"), ("assignment", "from"), ("assignment", "to"),
    ("complexGateway", "activationCondition"), ("conditionalEventDefinition", "condition"),
    ("multiInstanceLoopCharacteristics", "loopCardinality"),
    ("multiInstanceLoopCharacteristics", "completionCondition"),
    ("sequenceFlow", "conditionExpression"), ("standardLoopCharacteristics", "loopCondition"),
    ("timerEventDefinition", "timeDate"), ("timerEventDefinition", "timeDuration"),
    ("timerEventDefinition", "timeCycle"),
)  # fmt: skip
#: What the schema gives the type of a formal expression.
_ALWAYS_FORMAL = ("dataPath", "messagePath", "transformation")


def _is_formal(node: Any) -> bool:
    return bool((node.get(_XSI_TYPE) or "").strip().rpartition(":")[2] == "tFormalExpression")


@rule(
    "expression-formal", "error", "An executable process has an expression in natural language.",
    "document", "standard",
)  # fmt: skip
def check_formal(source: Source, report: Report) -> None:
    for tag, name in _FORMAL:
        for holder in source.all(tag):
            for node in children(holder, name):
                if not _is_formal(node) and source.is_executable(node):
                    source.tell(
                        report, "expression-formal",
                        "To the standard this {name} is natural language; {type} makes it an expression.",
                        node,
                        name=name, type='xsi:type="tFormalExpression"',
                    )  # fmt: skip


@rule("expression-empty", "error", "A formal expression is empty.", "document", "linted")
def check_empty(source: Source, report: Report) -> None:
    formal = [n for tag, name in _FORMAL for h in source.all(tag) for n in children(h, name) if _is_formal(n)]
    formal += source.all(*_ALWAYS_FORMAL)
    formal += [n for h in source.all("complexBehaviorDefinition") for n in children(h, "condition")]
    for node in formal:
        if not text(node):
            source.tell(report, "expression-empty", "{name} is empty.", node, name=local(node))


@rule(
    "loop-count-missing",
    "error",
    "A multi-instance of an executable process says not how often.",
    "document",
    "standard",
)
def check_loops(source: Source, report: Report) -> None:
    for node in source.all("multiInstanceLoopCharacteristics"):
        if children(node, "loopCardinality", "loopDataInputRef") or speaks_of_an_engine(node):
            continue
        if source.is_executable(node):
            source.tell(
                report, "loop-count-missing", "A multi-instance needs {one} or {other}.", node,
                one="loopCardinality", other="loopDataInputRef",
            )  # fmt: skip


@rule(
    "flow-not-immediate", "error", "A flow of an executable process is not immediate.", "document", "standard"
)
def check_immediate(source: Source, report: Report) -> None:
    for node in source.all("sequenceFlow"):
        if (node.get("isImmediate") or "").strip() in ("false", "0") and source.is_executable(node):
            source.tell(
                report,
                "flow-not-immediate",
                "isImmediate may not be false where a process is executable.",
                node,
            )


@rule("public-executable", "error", "A public process says that it is executable.", "document", "standard")
def check_public(source: Source, report: Report) -> None:
    for node in source.all("process"):
        if (node.get("processType") or "").strip() == "Public" and source.is_executable(node):
            source.tell(report, "public-executable", "A public process cannot be executable.", node)


@rule("text-format", "error", "The format of a text is no MIME type.", "document", "linted")
def check_formats(source: Source, report: Report) -> None:
    for node in source.all("textAnnotation", "documentation"):
        given = (node.get("textFormat") or "text/plain").strip()
        kind, slash, name = given.partition("/")
        if not kind or not slash or not name or " " in given.partition(";")[0].strip():
            message = "{text} is no MIME type, such as text/plain."
            source.tell(report, "text-format", message, node, text=given[:80])
