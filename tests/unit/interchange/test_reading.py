"""Files of other tools run as they are, whatever prefixes, encodings and extension elements they carry."""

from __future__ import annotations

import pytest

from engine.model.packs import check_file
from tests.unit.interchange.manners import MANNERS
from tests.unit.runtime.runner import Run


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize(("amount", "tasks"), [(9, 2), (3, 1)])
def test_a_file_of_any_tool_runs(manner, amount, tasks):
    run = Run(MANNERS[manner], {"amount": amount})
    for _ in range(tasks):
        (waiting,) = run.waiting
        run.complete(waiting)
    assert run.status == "completed"


@pytest.mark.parametrize("manner", MANNERS)
def test_it_has_no_error_but_for_what_a_person_should_add(manner):
    found = {f.rule for f in check_file("model.bpmn", MANNERS[manner])[1] if f.severity == "error"}
    assert found == set()


def test_a_lane_names_its_nodes_with_a_prefix_too():
    pack, _ = check_file("model.bpmn", MANNERS["Eclipse BPMN2 Modeler"])
    assert pack is not None
    assert pack.processes["p"].elements["ask"].lane == "clerk"
