"""What is said of a process is what the engine does with it: random graphs, played in every way; and what is
put together from blocks is always sound."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model.definition import Pack
from engine.model.packs import restore_pack
from engine.model.soundness import problems
from tests.unit.model.soundness.brute import play
from tests.unit.model.soundness.graphs import Graph, graphs, write
from tests.unit.runtime.constructs import RichWriter, rich_blocks
from tests.unit.runtime.generated import Block
from tests.unit.runtime.generated import write as blockwise

MANIFEST = b"key: p\ntitle: p\nprocess: p\nroles: {x: {title: x}}\nstarters: [x]\n"
some = settings(deadline=None, suppress_health_check=list(HealthCheck))


def deployed(xml: bytes) -> Pack:
    """A pack that no rule was asked about."""
    return restore_pack({"pack.yaml": MANIFEST, "p.bpmn": xml}, 1)


@settings(some, max_examples=40, derandomize=True)
@given(graph=graphs(largest=4))
def test_random_graphs_are_judged_as_the_engine_plays_them(graph: Graph):
    pack = deployed(write(graph))
    played = play(graph, pack)
    said: dict[str, set[str]] = {}
    for problem in problems(pack.processes["p"]):
        said.setdefault(problem.kind, set()).add(problem.element)
    stuck = said.get("deadlock", set()) | said.get("never-ends", set())
    twice = said.get("token-doubled", set())
    assert not (said.get("never-ends") and played.ends)
    assert not said.get("never-runs", set()) & played.opened
    # what doubles only on a branch of its own to an end is no fault
    assert bool(stuck) >= bool(played.stuck)
    assert bool(twice) >= any(not graph.only_ends(graph.tasks[task]) for task in played.twice)
    if played.whole:
        assert stuck <= played.stuck
        assert twice <= played.twice
        certain = not played.ends and played.stuck and not played.twice
        assert bool(said.get("never-ends")) == bool(certain)


@settings(some, max_examples=60)
@given(block=rich_blocks(), other=rich_blocks(), repeat=st.integers(1, 4))
def test_what_is_made_of_blocks_is_sound(block: Block, other: Block, repeat: int):
    nested = Block("par", ((block, other), (other,) * repeat))
    for one in (block, nested):
        pack = deployed(blockwise(one, by=RichWriter())[0])
        assert problems(pack.processes["p"]) == []
