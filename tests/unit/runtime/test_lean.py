"""Nothing is lost by keeping only what can still happen: the same runs as on a full task tree, and as
the structure of the model says."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.runtime import reference
from tests.unit.runtime.generated import INPUTS, Block, Oracle, blocks, has_join_in_loop, write
from tests.unit.runtime.runner import Run

VALUES = st.tuples(*[st.integers(0, 2)] * 3).map(lambda v: dict(zip(INPUTS, v, strict=True)))
CHOICES = st.randoms(use_true_random=False)
generated = settings(suppress_health_check=list(HealthCheck))


@generated
@given(block=blocks(), variables=VALUES, choices=CHOICES)
def test_generated_models_run_as_on_a_full_task_tree(block: Block, variables, choices):
    assume(not has_join_in_loop(block))
    run = Run(write(block, feel=True)[0], variables)
    oracle = Oracle(write(block, feel=False)[0], variables)
    while True:
        assert run.waiting == oracle.waiting
        if not run.waiting:
            break
        task = choices.choice(run.waiting)
        run.complete(task)
        oracle.complete(task)
    assert (run.status == "completed") == oracle.completed
    assert sorted(n for n in run.seen("completed") if n[0] in "tw") == [
        n for n in oracle.passed() if n[0] in "tw"
    ]
    assert run.variables == oracle.data
    assert run.instance.state.acts == {}


@generated
@given(block=blocks(), variables=VALUES, choices=CHOICES)
def test_generated_models_run_as_their_structure_says(block: Block, variables, choices):
    xml, names = write(block, feel=True)
    run = Run(xml, variables)
    expected = reference.run(block, names, variables)
    while expected is not None:
        assert run.waiting == expected.waiting
        task = choices.choice(run.waiting)
        run.complete(task)
        expected = expected.complete(task)
    assert run.waiting == []
    assert run.status == "completed"
    assert run.instance.state.acts == {}
    assert run.instance.state.joins == {}


def test_the_state_of_a_loop_does_not_grow_with_its_rounds():
    block = Block("loop", ((Block("par", ((Block("task"),), (Block("sub", ((Block("task"),),)),))),),), 2)
    xml, _ = write(block, feel=True)
    run = Run(xml.replace(b"&lt; 3", b"&lt; 500"), {"p": 1, "q": 1, "r": 1})
    sizes = []
    for _ in range(499):
        for task in run.waiting:
            run.complete(task)
        sizes.append((len(run.instance.state.acts), len(run.instance.state.scopes), len(run.instance.data)))
    assert {size[:2] for size in sizes} == {sizes[0][:2]}
    assert sizes[-1][2] - sizes[9][2] < 30  # keys have more digits, nothing else
