"""Several people at the same moment, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from engine.errors import Conflict
from tests.integration.office import Office


def _at_once(actions: list[tuple[str, str]], office: Office) -> list[str]:
    """Each (login, task) completes at the same moment; what came of each."""
    gate = threading.Barrier(len(actions))

    def act(action: tuple[str, str]) -> str:
        login, task = action
        gate.wait()
        try:
            return office.complete(task, login, opinion=login).status
        except Conflict as conflict:
            return str(conflict)

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


def test_two_complete_the_same_task_one_wins_and_one_is_told(office: Office) -> None:
    office.deploy("eight")
    for _ in range(5):
        started = office.start("eight")
        task = office.task(started.instance_id, "branch1")
        came = _at_once([("wang", task), ("li", task)], office)
        assert Counter(answer == "active" for answer in came) == {True: 1, False: 1}
        refusal = next(answer for answer in came if answer != "active")
        assert refusal.startswith("Expected to complete task '分支1' of case eight2026-")
        assert "but it was completed at 2026-03-06 10:00 by 演示·" in refusal
        assert office.kinds(started.instance_id) == ["Start", "CompleteTask"]


def test_eight_complete_the_eight_branches_of_one_case_and_all_succeed(office: Office) -> None:
    office.deploy("eight")
    for _ in range(3):
        started = office.start("eight")
        came = _at_once([(f"clerk{n + 1}", task) for n, task in enumerate(started.task_ids)], office)
        assert Counter(came) == {"active": 7, "completed": 1}
        steps = office.engine.read.timeline(started.instance_id)
        assert [step.seq for step in steps] == list(range(1, 10))
        assert {step.actor for step in steps[1:]} == {f"clerk{n}" for n in range(1, 9)}


def test_starts_at_the_same_moment_get_different_numbers_without_gaps(office: Office) -> None:
    office.deploy("eight")
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: office.start("eight").number, range(24)))
    assert sorted(numbers) == [f"eight2026-{n:06}" for n in range(1, 25)]
