"""What the events of one step mean for the tables."""

from __future__ import annotations

from typing import Any

from engine.store.changes import collect


def created(key: int, **more: Any) -> dict[str, Any]:
    return {"e": "task_created", "k": key, "el": "t", "assignee": None, **more}


def test_a_task_that_ends_in_the_step_that_made_it_leaves_no_row() -> None:
    changes = collect([created(1), created(2, assignee="li"), {"e": "task_cancelled", "k": 2}])
    assert set(changes.tasks) == {1}
    assert changes.ended == {}
    assert changes.told == []


def test_timers_that_are_set_anew_replace_those_of_before() -> None:
    changes = collect(
        [
            {"e": "timer_set", "k": 1, "what": "reminder", "due_at": 5},
            {"e": "timer_cancelled", "k": 1},
            {"e": "timer_set", "k": 1, "what": "overdue", "due_at": 9},
        ]
    )
    assert changes.unworked == {1}
    assert [work["due_at"] for work in changes.work] == [9]


def test_a_timer_that_is_set_and_fires_in_one_step_leaves_the_others() -> None:
    changes = collect(
        [
            {"e": "timer_set", "k": 1, "what": "timer", "due_at": 5},
            {"e": "timer_set", "k": 1, "what": "timer", "due_at": 9},
            {"e": "timer_fired", "k": 1, "what": "timer", "due_at": 5},
        ]
    )
    assert [work["due_at"] for work in changes.work] == [9]
    assert changes.unworked == set()


def test_a_wait_that_ends_in_the_same_step_is_no_subscription() -> None:
    changes = collect([{"e": "waiting", "k": 1, "kind": "message"}, {"e": "unwaiting", "k": 1}])
    assert changes.waits == []
    assert changes.unwaits == set()


def test_only_variables_of_the_case_may_change_what_lists_show() -> None:
    changes = collect(
        [{"e": "variable", "s": 0, "name": "subject"}, {"e": "variable", "s": 4, "name": "local"}]
    )
    assert changes.variables == {"subject"}


def test_a_task_whose_clock_changes_in_the_step_that_made_it_has_the_later_due_time() -> None:
    changes = collect([created(1, due_at=5), {"e": "task_changed", "k": 1, "due_at": 7}])
    assert changes.tasks[1]["due_at"] == 7
    assert changes.rescheduled == {}
