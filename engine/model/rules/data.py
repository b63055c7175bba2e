"""Rules on data: inputs and outputs and their sets, data associations, what the data of an event must be."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source, children, text
from engine.model.rules.items import differ, is_collection, item_of
from engine.model.vocabulary import EVENT_DEFINITIONS, SUBPROCESSES, local

_ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")
_THROWS = ("intermediateThrowEvent", "endEvent", "implicitThrowEvent")
_CATCHES = ("startEvent", "intermediateCatchEvent", "boundaryEvent")


@rule(
    "data-in-subprocess",
    "error",
    "A subprocess has data inputs or outputs of its own.",
    "document",
    "standard",
)
def check_subprocesses(source: Source, report: Report) -> None:
    for node in source.all(*SUBPROCESSES):
        for child in children(node, "ioSpecification"):
            source.tell(
                report, "data-in-subprocess", "{tag} may not have an ioSpecification.", child, tag=local(node)
            )


@rule("data-without-set", "error", "A data input or output is in no set.", "document", "standard")
def check_sets(source: Source, report: Report) -> None:
    for tag, name in (("dataInput", "dataInputRefs"), ("dataOutput", "dataOutputRefs")):
        listed = {text(reference) for reference in source.all(name)}
        for node in source.all(tag):
            if (node.get("id") or "").strip() not in listed:
                source.tell(
                    report, "data-without-set", "The {tag} is in no set; a set names it by {name}.", node,
                    tag=tag, name=name,
                )  # fmt: skip


_PARTS = (
    ("inputSet", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
    ("outputSet", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
)


@rule(
    "set-part-unlisted", "error",
    "A set names data as optional or while executing that it does not list.", "document", "standard",
)  # fmt: skip
def check_parts(source: Source, report: Report) -> None:
    for tag, listing, parts in _PARTS:
        for node in source.all(tag):
            listed = {text(child) for child in children(node, listing)}
            for child in children(node, *parts):
                if text(child) not in listed:
                    source.tell(
                        report, "set-part-unlisted", "{name} names {value}, which {listing} does not list.",
                        child, name=local(child), value=text(child)[:80], listing=listing,
                    )  # fmt: skip


@rule("set-pair", "error", "Two sets do not name each other.", "document", "standard")
def check_pairs(source: Source, report: Report) -> None:
    for tag, name, back in (
        ("inputSet", "outputSetRefs", "inputSetRefs"),
        ("outputSet", "inputSetRefs", "outputSetRefs"),
    ):
        named = {(child.getparent(), text(child)) for child in source.all(back)}
        for node in source.all(tag):
            for child in children(node, name):
                other = source.target(text(child), child)
                if other is not None and (other, node.get("id")) not in named:
                    source.tell(
                        report, "set-pair", "{value} does not name this set in turn, by {back}.", child,
                        value=text(child)[:80], back=back,
                    )  # fmt: skip


@rule(
    "data-association-sources",
    "error",
    "A data association has no source, or several.",
    "document",
    "standard",
)
def check_sources(source: Source, report: Report) -> None:
    for node in source.all(*_ASSOCIATIONS):
        count = len(children(node, "sourceRef"))
        if count > 1 and not children(node, "transformation"):
            source.tell(
                report, "data-association-sources",
                "Without a transformation a data association has one source, not {count}.", node, count=count,
            )  # fmt: skip


@rule(
    "data-association-items",
    "error",
    "The ends of a data association hold different items.",
    "document",
    "standard",
)
def check_items(source: Source, report: Report) -> None:
    for node in source.all(*_ASSOCIATIONS):
        sources, targets = children(node, "sourceRef"), children(node, "targetRef")
        if children(node, "transformation") or len(sources) != 1 or not targets:
            continue
        one = item_of(source, source.target(text(sources[0]), sources[0]))
        other = item_of(source, source.target(text(targets[0]), targets[0]))
        if one is not None and other is not None and differ(one, other):
            source.tell(
                report, "data-association-items",
                "{one} and {other} are different items; a transformation must lead from one to the other.",
                node, one=one.get("id"), other=other.get("id"),
            )  # fmt: skip


@rule(
    "data-association-end", "error",
    "Inside a process something writes its data input, or reads its data output.", "document", "standard",
)  # fmt: skip
def check_ends(source: Source, report: Report) -> None:
    for node in source.all(*_ASSOCIATIONS):
        for name, wrong in (("sourceRef", "dataOutput"), ("targetRef", "dataInput")):
            for child in children(node, name):
                found = source.target(text(child), child)
                if found is not None and local(found) == wrong and _is_of_process(found):
                    source.tell(
                        report, "data-association-end",
                        "The {wrong} {value} of the process may not stand here.",
                        child, wrong=wrong, value=text(child)[:80],
                    )  # fmt: skip


def _is_of_process(data: Any) -> bool:
    holder = data.getparent()
    return local(holder) == "ioSpecification" and local(holder.getparent()) == "process"


@rule(
    "collection-differs",
    "error",
    "Data is a collection and its item is not, or the reverse.",
    "document",
    "standard",
)
def check_collections(source: Source, report: Report) -> None:
    for node in source.all("dataObject", "dataInput", "dataOutput"):
        item = source.target(node.get("itemSubjectRef"), node)
        if (
            item is not None
            and local(item) == "itemDefinition"
            and is_collection(item) != is_collection(node)
        ):
            source.tell(
                report, "collection-differs", "isCollection differs from the one of {item}.", node,
                item=item.get("id"),
            )  # fmt: skip


@rule(
    "data-object-name",
    "error",
    "A data object reference with a state is called otherwise than its object and this state.",
    "document",
    "standard",
)
def check_names(source: Source, report: Report) -> None:
    for node in source.all("dataObjectReference"):
        found = source.target(node.get("dataObjectRef"), node)
        named = "" if found is None else (found.get("name") or "").strip()
        own = (node.get("name") or "").strip()
        for state in children(node, "dataState")[:1] if own and named else ():
            wanted = f"{named} [{(state.get('name') or '').strip()}]"
            if own != wanted:
                source.tell(
                    report, "data-object-name", "The reference is called {name}; it should be {wanted}.",
                    node,
                    name=own[:80], wanted=wanted[:80],
                )  # fmt: skip


@rule(
    "event-data-count",
    "error",
    "An event has another number of data than of definitions.",
    "document",
    "standard",
)
def check_event_count(source: Source, report: Report) -> None:
    for tags, name in ((_THROWS, "dataInput"), (_CATCHES, "dataOutput")):
        for node in source.all(*tags):
            data = children(node, name)
            definitions = children(node, "eventDefinitionRef", *EVENT_DEFINITIONS)
            if data and len(data) != len(definitions):
                source.tell(
                    report, "event-data-count", "{count} {name} for {definitions} event definitions.", node,
                    count=len(data), name=name, definitions=len(definitions),
                )  # fmt: skip


_CARRIERS = {
    "messageEventDefinition": ("messageRef", "itemRef"),
    "errorEventDefinition": ("errorRef", "structureRef"),
    "escalationEventDefinition": ("escalationRef", "structureRef"),
    "signalEventDefinition": ("signalRef", "structureRef"),
}


@rule(
    "event-data-items",
    "error",
    "The data of an event is another item than what the event carries.",
    "document",
    "standard",
)
def check_event_items(source: Source, report: Report) -> None:
    for tags, name in ((_THROWS, "dataInput"), (_CATCHES, "dataOutput")):
        for node in source.all(*tags):
            data = children(node, name)
            carried = [d for d in children(node, *EVENT_DEFINITIONS) if local(d) in _CARRIERS]
            for datum, definition in zip(data, carried, strict=False):
                reference, structure = _CARRIERS[local(definition)]
                carrier = source.target(definition.get(reference), definition)
                item = None if carrier is None else source.target(carrier.get(structure), carrier)
                own = item_of(source, datum)
                if item is not None and (own is None or differ(own, item)):
                    source.tell(
                        report, "event-data-items",
                        "The data is not the item {item}, which the event carries.",
                        datum, item=item.get("id"),
                    )  # fmt: skip


@rule(
    "loop-data",
    "error",
    "A multi-instance task takes its collection from elsewhere than its data.",
    "document",
    "standard",
)
def check_loop_data(source: Source, report: Report) -> None:
    for node in source.all("multiInstanceLoopCharacteristics"):
        holder, named = node.getparent(), children(node, "loopDataInputRef")
        if not named or local(holder) in SUBPROCESSES or not source.is_executable(node):
            continue
        own = {d.get("id") for io in children(holder, "ioSpecification") for d in children(io, "dataInput")}
        for child in named:
            if text(child).rpartition(":")[2] not in own:
                source.tell(
                    report,
                    "loop-data",
                    "{value} is no data input of the task.",
                    child,
                    value=text(child)[:80],
                )


@rule(
    "loop-item", "error", "The item of a multi-instance is not one of its collection.", "document", "standard"
)
def check_loop_items(source: Source, report: Report) -> None:
    for node in source.all("multiInstanceLoopCharacteristics"):
        for reference, name in (
            ("loopDataInputRef", "inputDataItem"),
            ("loopDataOutputRef", "outputDataItem"),
        ):
            collections, items = children(node, reference), children(node, name)
            if not collections or not items or not source.is_executable(node):
                continue
            whole = item_of(source, source.target(text(collections[0]), collections[0]))
            one = source.target(items[0].get("itemSubjectRef"), items[0])
            if one is None:  # its type is not said
                continue
            if is_collection(one) or (whole is not None and differ(one, whole)):
                source.tell(
                    report, "loop-item",
                    "{name} must be a single item of the structure that {reference} has.",
                    items[0], name=name, reference=reference,
                )  # fmt: skip
