from __future__ import annotations

from engine.history.entries import case_log, list_entries
from engine.store.rows import InstanceRow, StepRow


def test_each_completed_task_and_job_is_one_entry_with_who_and_when(steps: tuple[StepRow, ...]) -> None:
    entries = list(list_entries(steps, {"make_notice": "出具受理告知书"}))
    assert [(e.activity, e.resource, e.group, e.seq) for e in entries] == [
        ("登记", "demo_clerk", "petition_clerk", 2),
        ("出具受理告知书", "worker", "", 3),
        ("decide", "demo_deputy", "petition_leader unit:xfj", 4),
    ]
    assert [e.at for e in entries] == [steps[1].at, steps[2].at, steps[3].at]


def test_a_withdrawn_task_is_no_entry(steps: tuple[StepRow, ...]) -> None:
    assert "判重" not in {e.activity for e in list_entries(steps)}


def test_a_substitute_is_named_beside_the_person_who_acted(steps: tuple[StepRow, ...]) -> None:
    assert [e.on_behalf_of for e in list_entries(steps)] == [None, None, "demo_leader"]


def test_a_case_shows_its_own_single_values_as_they_ended(
    case: InstanceRow, steps: tuple[StepRow, ...]
) -> None:
    assert case_log(case, steps).attributes == {"channel": "VISIT", "people": 4, "group": False}
