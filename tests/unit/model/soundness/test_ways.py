"""The way that a finding shows is one that the engine goes, and there is no shorter one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from engine.model.definition import Pack, Process
from engine.model.soundness import Problem, problems
from tests.unit.model.soundness.brute import Played, play
from tests.unit.model.soundness.eventful import Made, eventful
from tests.unit.model.soundness.graphs import Graph, graphs, write
from tests.unit.model.soundness.player import Answers
from tests.unit.model.soundness.replayed import Replay, TooMany
from tests.unit.model.soundness.test_cases import AND, ASIDE, OR, SUB, XOR, boundary, gates, model, tasks
from tests.unit.model.soundness.test_played import WORK, deployed, is_taken_to_end, only_ends, some, within
from tests.unit.runtime.bpmn import chain, node

SUBPROCESSES = ("subProcess", "transaction", "adHocSubProcess")


def beside(process: Process, problem: Problem) -> set[str]:
    """What the way of a finding does not show, unless it is about such: what only comes to an end."""
    found = {name for name in process.elements if only_ends(process, name)}
    found |= {element.id for element in process.elements.values() if element.triggered_by_event}
    return set() if problem.element in found else found


def follow(pack: Pack, answers: Answers, played: Played) -> Counter[str]:
    """Go the ways of all findings with the engine; how many could be followed, and compared with a shortest."""
    count: Counter[str] = Counter()
    for process in pack.processes.values():
        if any(is_taken_to_end(process, element, played) for element in process.elements.values()):
            continue
        for problem in problems(process, WORK):
            told = problem.kind != "never-runs" and within(process, {problem.element}, played.opened)
            if not told or process.elements[problem.element].type in SUBPROCESSES:
                continue
            replay = Replay(pack, answers, process, problem, beside(process, problem))
            count["shown"] += 1
            try:
                assert replay.goes(), (process.id, problem)
                count["followed"] += 1
                shortest = replay.shortest()
                assert replay.shown() == shortest, (process.id, problem, shortest)
                count["shortest"] += 1
            except TooMany:
                count["too many"] += 1
    return count


@settings(some, max_examples=30, derandomize=True)
@given(graph=graphs(largest=4))
def test_the_ways_shown_in_random_graphs_are_those_of_the_engine(graph: Graph):
    pack = deployed(write(graph))
    answers = {f"g{at}": graph.answers(f"g{at}") for at in range(len(graph.kinds))}
    follow(pack, answers, play(pack, answers))


@settings(some, max_examples=20, derandomize=True)
@given(made=eventful(largest=2))
def test_so_are_those_with_events_links_scopes_and_ends_of_all_kinds(made: Made):
    pack = deployed(made.xml)
    follow(pack, made.answers, play(pack, made.answers, most=30))


WAYS = {
    "a reminder comes before its task ends": (
        model(gates(y=XOR) + tasks("abc") + boundary("t", "a", **ASIDE), "s a y c e, t b y"),
        "s t b y a y c",
    ),
    "a reminder comes before its task ends, where joins wait": (
        model(gates(y=XOR, z=OR) + tasks("abcd") + boundary("t", "a", **ASIDE), "s z a y c e, t b y, d z"),
        "s z t a y b y c",
    ),
    "of some ways together one is enough": (
        model(gates(x=OR, y=OR, z=AND) + tasks("abcd"), "s x a?p c y z e, x b?q y, d z"),
        "s x x__b b y",
    ),
    "a subprocess that never ends is left by its event": (
        model(
            node("subProcess", "sub", SUB + gates(m=XOR) + tasks("a") + chain("is", "m", "a", "m"))
            + gates(x=AND, y=XOR)
            + tasks("bc")
            + boundary("t", "sub"),
            "s x sub y c e, x b y, t y",
        ),
        "s x b y sub t y c",
    ),
    "how the first of two came there": (
        model(gates(x=AND, y=XOR) + tasks("abc") + boundary("t", "a"), "s x a e, x b y c e, t y"),
        "s x b y a t y c",
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_the_way_tells_what_comes_when_and_no_more(name: str):
    xml, way = WAYS[name]
    (problem,) = problems(deployed(xml).processes["p"])
    assert " ".join(problem.path) == way
