"""Rules on services: operations of tasks and events, what is handed over, interfaces, calls, scripts."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source, children, speaks_of_an_engine, text
from engine.model.rules.items import differ, item_of
from engine.model.vocabulary import CATCH_EVENTS, EVENT_DEFINITIONS, is_true, local


def _data(node: Any, tag: str) -> list[Any]:
    return [part for io in children(node, "ioSpecification") for part in children(io, tag)]


@rule(
    "service-sets", "error",
    "A service task with an operation has not one input set and at most one output set.",
    "document", "standard",
)  # fmt: skip
def check_service(source: Source, report: Report) -> None:
    for node in source.all("serviceTask"):
        if not node.get("operationRef"):
            continue
        inputs, outputs = len(_data(node, "inputSet")), len(_data(node, "outputSet"))
        if inputs != 1 or outputs > 1:
            source.tell(
                report, "service-sets",
                "An operation needs one input set and at most one output set, not {inputs} and {outputs}.",
                node, inputs=inputs, outputs=outputs,
            )  # fmt: skip


@rule(
    "message-sets", "error", "A send or receive task with a message has several data or sets for it.",
    "document", "standard",
)  # fmt: skip
def check_message_sets(source: Source, report: Report) -> None:
    for tag, data, sets in (
        ("sendTask", "dataInput", "inputSet"),
        ("receiveTask", "dataOutput", "outputSet"),
    ):
        for node in source.all(tag):
            for name in (data, sets) if node.get("messageRef") else ():
                if len(_data(node, name)) > 1:
                    source.tell(
                        report,
                        "message-sets",
                        "A task with a message has at most one {name}.",
                        node,
                        name=name,
                    )


def _message_item(source: Source, message: Any | None) -> Any | None:
    return None if message is None else source.target(message.get("itemRef"), message)


@rule(
    "message-data", "error", "The data of a send or receive task is not what its message carries.",
    "document", "standard",
)  # fmt: skip
def check_message_data(source: Source, report: Report) -> None:
    for tag, name in (("sendTask", "dataInput"), ("receiveTask", "dataOutput")):
        for node in source.all(tag):
            item = _message_item(source, source.target(node.get("messageRef"), node))
            for data in _data(node, name)[:1]:
                own = item_of(source, data)
                if own is None or item is None or differ(own, item):
                    source.tell(
                        report, "message-data",
                        "The {name} is not the item of the message that the task names.",
                        data, name=name,
                    )  # fmt: skip


@rule(
    "operation-data", "error", "The data of a service task is not what its operation takes or gives.",
    "document", "standard",
)  # fmt: skip
def check_operation_data(source: Source, report: Report) -> None:
    for node in source.all("serviceTask"):
        operation = source.target(node.get("operationRef"), node)
        for name, reference in (("dataInput", "inMessageRef"), ("dataOutput", "outMessageRef")):
            messages = [] if operation is None else children(operation, reference)
            data = _data(node, name)
            wanted = (
                _message_item(source, source.target(text(messages[0]), messages[0])) if messages else None
            )
            if not messages or (not data and name == "dataInput"):
                continue
            held = [item for d in data if (item := item_of(source, d)) is not None]
            if wanted is None or not any(not differ(item, wanted) for item in held):
                source.tell(
                    report, "operation-data", "No {name} of the task is the item of {message}.", node,
                    name=name, message=text(messages[0])[:80],
                )  # fmt: skip


@rule(
    "message-missing", "error", "A message event of an executable process names no message.",
    "document", "standard",
)  # fmt: skip
def check_messages(source: Source, report: Report) -> None:
    for node in source.all("messageEventDefinition"):
        if (node.get("messageRef") or "").strip() or speaks_of_an_engine(node):
            continue
        if source.is_executable(node):
            source.tell(
                report, "message-missing", "An executable process must say which message ({name}).", node,
                name="messageRef",
            )  # fmt: skip


@rule(
    "operation-missing", "error", "A message event of an executable process names no operation.",
    "document", "standard",
)  # fmt: skip
def check_operations(source: Source, report: Report) -> None:
    for node in () if source.is_of_an_engine else source.all("messageEventDefinition"):
        if source.is_executable(node) and not children(node, "operationRef"):
            source.tell(
                report, "operation-missing",
                "The standard asks an executable process for the operation ({name}) of a message event.",
                node,
                name="operationRef",
            )  # fmt: skip


@rule(
    "code-missing", "error", "An error or escalation that an executable process throws has no code.",
    "document", "standard",
)  # fmt: skip
def check_codes(source: Source, report: Report) -> None:
    for kind in ("error", "escalation"):
        for node in source.all(f"{kind}EventDefinition"):
            if local(node.getparent()) in CATCH_EVENTS or not source.is_executable(node):
                continue
            thrown = source.target(node.get(f"{kind}Ref"), node)
            if thrown is None or not (thrown.get(f"{kind}Code") or "").strip():
                source.tell(
                    report, "code-missing",
                    "What {reference} names is thrown here, so it needs {name}.",
                    node, name=f"{kind}Code", reference=f"{kind}Ref",
                )  # fmt: skip


@rule(
    "script-format", "error", "A script does not say in which language it is written.", "document", "standard"
)
def check_scripts(source: Source, report: Report) -> None:
    for node in source.all("scriptTask"):
        if children(node, "script") and not (node.get("scriptFormat") or "").strip():
            source.tell(report, "script-format", "A script needs {name}.", node, name="scriptFormat")


@rule(
    "interface-binding",
    "error",
    "What is exposed as a service binds no data to its operations, or other data.",
    "document",
    "standard",
)
def check_bindings(source: Source, report: Report) -> None:
    for reference in source.all("supportedInterfaceRef"):
        if not children(reference.getparent(), "ioBinding"):
            source.tell(
                report, "interface-binding", "{tag} supports an interface and needs an ioBinding.", reference,
                tag=local(reference.getparent()),
            )  # fmt: skip
    for node in source.all("ioBinding"):
        operation = source.target(node.get("operationRef"), node)
        for name, message_name in (("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")):
            messages = [] if operation is None else children(operation, message_name)
            data = source.target(node.get(name), node)
            if operation is None or data is None or local(data) in ("inputSet", "outputSet"):
                continue
            item = _message_item(source, source.target(text(messages[0]), messages[0])) if messages else None
            own = item_of(source, data)
            if item is None or own is None or differ(item, own):
                source.tell(
                    report, "interface-binding", "{name} names data that is not the item of {message}.", node,
                    name=name, message=message_name,
                )  # fmt: skip


@rule(
    "called-by-event", "error", "A process that a call activity of the file names starts by events only.",
    "document", "standard",
)  # fmt: skip
def check_called_starts(source: Source, report: Report) -> None:
    for node in source.all("callActivity"):
        called = source.target(node.get("calledElement"), node)
        if called is None or local(called) != "process":
            continue
        starts = children(called, "startEvent")
        others = [
            c for c in children(called, "receiveTask", "eventBasedGateway") if is_true(c.get("instantiate"))
        ]
        plain = any(not children(s, "eventDefinitionRef", *EVENT_DEFINITIONS) for s in starts)
        if (starts or others) and not plain:
            source.tell(
                report, "called-by-event",
                "The process {name} starts by events only; a call needs a plain start event.",
                node, name=called.get("id"),
            )  # fmt: skip


_CALL_PARTS = ("dataInput", "dataOutput", "inputSet", "outputSet")


@rule(
    "call-data", "error", "A call activity hands over other data than the called element takes and gives.",
    "document", "standard",
)  # fmt: skip
def check_calls(source: Source, report: Report) -> None:
    wanted: dict[tuple[Any, str], tuple[int, set[object]]] = {}
    for node in source.all("callActivity"):
        called = source.target(node.get("calledElement"), node)
        for name in _CALL_PARTS if called is not None else ():
            if (called, name) not in wanted:
                data = _data(called, name)
                wanted[called, name] = len(data), {kind for part in data for kind in _kinds(source, part)}
            count, known = wanted[called, name]
            own = _data(node, name)
            kinds = [_kinds(source, data) for data in own]
            if len(own) != count or not all(None in kind or known & kind for kind in kinds):
                source.tell(
                    report, "call-data", "The {name} elements differ from those of the called {called}.",
                    node,
                    name=name, called=called.get("id") if called is not None else "",
                )  # fmt: skip


def _kinds(source: Source, data: Any) -> set[object]:
    """What two data must share to be equal: the item, or its structure. None: sets are only counted, and data
    without an item can be any."""
    item = item_of(source, data) if local(data) in ("dataInput", "dataOutput") else None
    return {item, structure} if item is not None and (structure := item.get("structureRef")) else {item}
