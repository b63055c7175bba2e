"""Models with loops, instances, quantities, discriminators, ad-hoc subprocesses and compensation run as their
structure says, whatever stands inside what."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.runtime.constructs import RichReference, RichWriter, rich_blocks, values
from tests.unit.runtime.generated import Block, write
from tests.unit.runtime.runner import Run


@settings(suppress_health_check=list(HealthCheck))
@given(block=rich_blocks(), variables=values(), choices=st.randoms(use_true_random=False))
def test_generated_constructs_run_as_their_structure_says(block: Block, variables, choices):
    xml, names = write(block, by=RichWriter())
    run = Run(xml, variables)
    expected = RichReference(names, variables).run(block)
    while expected is not None:
        assert run.waiting == expected.waiting
        task = choices.choice(run.waiting)
        run.complete(task)
        expected = expected.complete(task)
    assert run.waiting == []
    assert run.status == "completed"
    assert run.instance.state.acts == {}
    assert run.instance.state.joins == {}
