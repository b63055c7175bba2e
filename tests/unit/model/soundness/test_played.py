"""What is said of a process is what the engine does with it: random graphs, played in every way; and what is
put together from blocks is always sound."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model.definition import Element, Event, Pack, Process
from engine.model.packs import restore_pack
from engine.model.soundness import problems
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


def comes_again(element: Element) -> bool:
    """An event beside an activity that can come more often than it was played."""
    event = element.event
    return element.type == "boundaryEvent" and not element.interrupting and event != HOUR


def compare(process: Process, played: Played) -> None:
    """What is said of a process against all that the engine did with it."""
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
        assert within(process, stuck, played.opened) <= played.stuck
        assert within(process, twice, played.opened) <= played.twice
        certain = played.outside and not (played.ends or played.goes_on or played.twice)
        certain = certain and not any(comes_again(element) for element in process.elements.values())
        assert bool(said.get("never-ends")) >= bool(certain)


@settings(some, max_examples=40, derandomize=True)
@given(graph=graphs(largest=4))
def test_random_graphs_are_judged_as_the_engine_plays_them(graph: Graph):
    pack = deployed(write(graph))
    everything = {f"g{at}": graph.answers(f"g{at}") for at in range(len(graph.kinds))}
    compare(pack.processes["p"], play(pack, everything))


@settings(some, max_examples=60, derandomize=True)
@given(made=eventful())
def test_boundary_events_links_scopes_and_ends_of_all_kinds_are_judged_so_too(made: Made):
    pack = deployed(made.xml)
    compare(pack.processes["p"], play(pack, made.answers))


@settings(some, max_examples=60)
@given(block=rich_blocks(), other=rich_blocks(), repeat=st.integers(1, 4))
def test_what_is_made_of_blocks_is_sound(block: Block, other: Block, repeat: int):
    nested = Block("par", ((block, other), (other,) * repeat))
    for one in (block, nested):
        pack = deployed(blockwise(one, by=RichWriter())[0])
        assert problems(pack.processes["p"]) == []
