"""What is said of a process is what the engine does with it: random graphs, played in every way; and what is
put together from blocks is always sound."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model.definition import Element, Event, Pack, Process
from engine.model.packs import restore_pack
from engine.model.soundness import problems
from engine.model.soundness.daemons import goes_on
from tests.unit.model.soundness.brute import Played, play
from tests.unit.model.soundness.eventful import Made, eventful
from tests.unit.model.soundness.graphs import Graph, graphs, write
from tests.unit.runtime.constructs import RichWriter, rich_blocks
from tests.unit.runtime.generated import Block
from tests.unit.runtime.generated import write as blockwise

HOUR = Event("timer", timer_kind="duration", timer="PT1H")
MANIFEST = b"key: p\ntitle: p\nprocess: p\nroles: {x: {title: x}}\nstarters: [x]\n"
some = settings(deadline=None, suppress_health_check=list(HealthCheck))


def deployed(xml: bytes) -> Pack:
    """A pack that no rule was asked about."""
    return restore_pack({"pack.yaml": MANIFEST, "p.bpmn": xml}, 1)


#: Moves that the judge may try: enough for what the engine can play whole.
WORK = 30_000
_JOINS = ("parallelGateway", "inclusiveGateway")


def only_ends(process: Process, place: str) -> bool:
    """Does a token there come to a plain end whatever others do, and meet none of them?"""
    stack, seen = [place], {place}
    while stack:
        element = process.elements[stack.pop()]
        event = element.event
        joins = element.type in _JOINS and len(element.incoming) > 1
        kills = element.type == "endEvent" and event is not None
        if joins or (kills and any(event.has(kind) for kind in ("terminate", "error", "cancel"))):
            return False
        following = {flow.target for flow in element.outgoing} | set(element.boundary)
        if element.type == "intermediateThrowEvent" and event is not None and event.kind == "link":
            following |= {e.id for e in process.elements.values() if e.event == event}
        stack += following - seen
        seen |= following
    return True


def within(process: Process, names: set[str], opened: set[str]) -> set[str]:
    """Of the elements those whose subprocesses were ever entered."""

    def around(name: str | None) -> set[str]:
        scope = process.elements[name].scope if name else None
        return {scope} | around(scope) if scope else set()

    return {name for name in names if around(name) <= opened}


def is_open(element: Element) -> bool:
    """An event beside an activity that can come more often than it was played, or one that ends the case."""
    if element.type == "boundaryEvent":
        return not element.interrupting and element.event != HOUR
    return element.triggered_by_event and element.scope is None


def is_taken_to_end(process: Process, element: Element, played: Played) -> bool:
    """A loop, a call, or a subprocess with events that come again: it is not known that no run ends it."""
    if element.id not in played.opened - played.ended:
        return False
    inside = (process.elements[name] for name in process.children.get(element.id, ()))
    again = any(is_open(one) or is_taken_to_end(process, one, played) for one in inside)
    return again or element.loop is not None or element.type == "callActivity"


def compare(pack: Pack, played: Played) -> None:
    """What is said of the processes of a pack against all that the engine did with them."""
    for process in pack.processes.values():
        one = played.of(process.elements)
        if process.id == "p" or one.opened:
            compare_one(process, one if process.id == "p" else replace(one, ends=False, outside=set()))


def compare_one(process: Process, played: Played) -> None:
    said: dict[str, set[str]] = {}
    for problem in problems(process, WORK):
        said.setdefault(problem.kind, set()).add(problem.element)
    stuck = said.get("deadlock", set()) | said.get("never-ends", set())
    stuck = {name for name in stuck if process.elements[name].type in _JOINS}
    twice = said.get("token-doubled", set())
    assert not (said.get("never-ends") and played.ends)
    assert not said.get("never-runs", set()) & played.opened
    # what doubles only on a branch of its own to an end is no fault
    assert bool(stuck) >= bool(played.stuck)
    assert bool(twice) >= any(not only_ends(process, name) for name in played.twice)
    if played.whole:
        for names in process.children.values():
            if not any(is_taken_to_end(process, process.elements[name], played) for name in names):
                assert within(process, stuck & set(names), played.opened) <= played.stuck
                assert within(process, twice & set(names), played.opened) <= played.twice
        certain = played.outside and not (played.ends or played.goes_on or played.twice)
        certain = certain and not any(map(is_open, process.elements.values()))
        certain = certain and not goes_on(process, played.ended)
        assert bool(said.get("never-ends")) >= bool(certain)


@settings(some, max_examples=40, derandomize=True)
@given(graph=graphs(largest=4))
def test_random_graphs_are_judged_as_the_engine_plays_them(graph: Graph):
    pack = deployed(write(graph))
    everything = {f"g{at}": graph.answers(f"g{at}") for at in range(len(graph.kinds))}
    compare(pack, play(pack, everything))


@settings(some, max_examples=45, derandomize=True)
@given(made=eventful())
def test_boundary_events_links_scopes_and_ends_of_all_kinds_are_judged_so_too(made: Made):
    pack = deployed(made.xml)
    compare(pack, play(pack, made.answers, most=40))


@settings(some, max_examples=60)
@given(block=rich_blocks(), other=rich_blocks(), repeat=st.integers(1, 4))
def test_what_is_made_of_blocks_is_sound(block: Block, other: Block, repeat: int):
    nested = Block("par", ((block, other), (other,) * repeat))
    for one in (block, nested):
        pack = deployed(blockwise(one, by=RichWriter())[0])
        assert problems(pack.processes["p"]) == []
