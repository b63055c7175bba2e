"""What clerks, leaders and auditors may and may not do."""

from __future__ import annotations

import pytest

from engine.errors import Forbidden
from engine.identity import (
    Actor,
    CaseFacts,
    TaskFacts,
    check,
    check_claim,
    check_complete,
    check_release,
    check_start,
    may_complete,
    may_read,
    may_start,
)

CLERK = Actor(
    login="clerk",
    name="演示·登记员",
    groups=frozenset({"petition_clerk", "petition_clerk@petition", "unit:petition"}),
    permissions=frozenset({"task.claim", "task.complete", "instance.start"}),
    unit="petition",
)
LEADER = Actor(
    login="leader",
    name="演示·领导",
    groups=frozenset({"petition_leader"}),
    permissions=frozenset({"task.claim", "task.complete", "task.release_any", "instance.read_unit"}),
    unit="petition",
    led_units=frozenset({"petition", "petition_reception"}),
)
AUDITOR = Actor("auditor", "演示·审计", permissions=frozenset({"instance.read_all", "history.audit"}))

GROUP_TASK = TaskFacts("t", groups=frozenset({"petition_clerk"}))
OTHERS_TASK = TaskFacts("t", groups=frozenset({"finance_clerk"}))


def test_a_candidate_may_claim_and_complete_a_free_task() -> None:
    check_claim(CLERK, GROUP_TASK)
    check_complete(CLERK, GROUP_TASK)


@pytest.mark.parametrize("group", ["petition_clerk@petition", "unit:petition"])
def test_a_task_may_be_for_a_role_in_one_unit_or_for_the_unit(group: str) -> None:
    check_complete(CLERK, TaskFacts("t", groups=frozenset({group})))
    with pytest.raises(Forbidden):
        check_complete(CLERK, TaskFacts("t", groups=frozenset({group + "_2"})))


def test_a_named_candidate_needs_no_group() -> None:
    check_claim(CLERK, TaskFacts("t", users=frozenset({"clerk"}), groups=frozenset({"finance_clerk"})))


def test_a_stranger_may_neither_claim_nor_complete() -> None:
    with pytest.raises(Forbidden, match="not for 演示·登记员"):
        check_claim(CLERK, OTHERS_TASK)
    with pytest.raises(Forbidden):
        check_complete(CLERK, OTHERS_TASK)


def test_a_claimed_task_is_completed_by_its_assignee_only() -> None:
    check_complete(CLERK, TaskFacts("t", assignee="clerk", groups=frozenset({"finance_clerk"})))
    with pytest.raises(Forbidden, match="in the hands of someone else"):
        check_complete(CLERK, TaskFacts("t", assignee="other", groups=frozenset({"petition_clerk"})))


def test_only_the_assignee_or_a_leader_gives_a_task_back() -> None:
    task = TaskFacts("t", assignee="other")
    check_release(LEADER, task)
    with pytest.raises(Forbidden):
        check_release(CLERK, task)


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    assert may_read(AUDITOR, CaseFacts("i", started_by="somebody"))
    check(AUDITOR, "history.audit")
    assert not may_complete(AUDITOR, TaskFacts("t"))
    assert not may_start(AUDITOR, ())
    for permission in ("task.complete", "instance.cancel", "instance.suspend", "pack.deploy", "job.retry"):
        with pytest.raises(Forbidden, match=permission):
            check(AUDITOR, permission)


@pytest.mark.parametrize(
    ("case", "readable"),
    [
        (CaseFacts("i", started_by="clerk"), True),
        (CaseFacts("i", started_by="other", workers=frozenset({"clerk"})), True),
        (CaseFacts("i", started_by="other", open_groups=frozenset({"petition_clerk"})), True),
        (CaseFacts("i", started_by="other", open_users=frozenset({"clerk"})), True),
        (CaseFacts("i", started_by="other", assignees=frozenset({"clerk"})), True),
        (CaseFacts("i", started_by="other", unit="petition"), False),
        (CaseFacts("i", started_by="other", open_groups=frozenset({"finance_clerk"})), False),
    ],
)
def test_a_clerk_reads_only_what_concerns_them(case: CaseFacts, readable: bool) -> None:
    assert may_read(CLERK, case) is readable


def test_a_leader_reads_the_cases_of_the_unit_and_below() -> None:
    assert may_read(LEADER, CaseFacts("i", started_by="other", unit="petition_reception"))
    assert not may_read(LEADER, CaseFacts("i", started_by="other", unit="finance"))


def test_only_starters_of_the_pack_may_start() -> None:
    check_start(CLERK, ["petition_clerk"], "petition")
    with pytest.raises(Forbidden, match="may not start process reception"):
        check_start(CLERK, ["reception_clerk"], "reception")


def test_a_permission_that_does_not_exist_is_a_programming_mistake() -> None:
    with pytest.raises(ValueError, match=r"task\.complet"):
        check(CLERK, "task.complet")
