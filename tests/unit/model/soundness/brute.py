"""All runs of a random graph, played by the engine itself: every order of work, every answer of a gateway."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from engine import commands
from engine.errors import ProcessFault
from engine.model.definition import Pack
from engine.runtime import Context, Library
from engine.runtime.state import State, decode
from engine.runtime.stepper import step
from tests.unit.model.soundness.graphs import Graph
from tests.unit.runtime.runner import CALENDAR, MONDAY

#: More states than this are too many for a test; more of one task at once have no bound.
MAX_STATES, MAX_TWICE = 60, 2


@dataclass
class Played:
    """whole: all was tried. stuck: the gateways at which tokens were left; twice: tasks that were open twice
    at once; opened: the tasks that were ever open; ends: whether a run came to its end."""

    whole: bool = True
    ends: bool = False
    stuck: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)


def play(graph: Graph, pack: Pack) -> Played:
    context = Context("S1", MONDAY, Library.of(pack), CALENDAR, "1")
    played, known = Played(), set()
    everything = {f"g{at}": list(range(len(ways))) for at, ways in enumerate(graph.ways)}
    stack = [step(context, None, commands.Start(actor="x", process="p", variables=everything)).data]
    inclusive = [f"g{at}" for at, kind in enumerate(graph.kinds) if kind == "or"]
    while stack:
        data = stack.pop()
        state = decode(data)
        open_tasks = sorted(act.el for act in state.acts.values())
        here = (tuple(open_tasks), repr(_joins(state)))
        if here in known or state.status == "completed":
            played.ends = played.ends or state.status == "completed"
            continue
        known.add(here)
        played.opened.update(open_tasks)
        played.twice.update(task for task in open_tasks if open_tasks.count(task) > 1)
        if not open_tasks:
            played.stuck.update(key.split()[1] for key in state.joins)
        if len(known) > MAX_STATES or any(open_tasks.count(task) > MAX_TWICE for task in open_tasks):
            played.whole = False
            continue
        for task in dict.fromkeys(open_tasks):
            key = next(act.k for act in state.acts.values() if act.el == task)
            deciding = [g for g in dict.fromkeys([graph.tasks[task], *inclusive]) if g in everything]
            for answers in product(*(graph.answers(g) for g in deciding)):
                given = {g: list(answer) for g, answer in zip(deciding, answers, strict=True)}
                order = commands.CompleteTask(actor="x", task_id=f"S1.{key}", variables=given)
                try:
                    stack.append(step(context, data, order).data)
                except ProcessFault:
                    played.whole = False
    return played


def _joins(state: State) -> list[tuple[str, list[tuple[str, int]]]]:
    return sorted((key, sorted(waiting.items())) for key, waiting in state.joins.items())
