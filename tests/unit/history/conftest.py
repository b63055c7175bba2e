"""Histories written by hand, for what reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.store.rows import InstanceRow, StepRow

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def step(seq: int, kind: str, actor: str, *events: Mapping[str, Any], **columns: Any) -> StepRow:
    """A step row; times are an hour apart."""
    values: dict[str, Any] = {
        "on_behalf_of": None,
        "reason": None,
        "client": None,
        "command": {},
        "definition_digest": "d" * 64,
        "calendar_version": "c",
        "state_hash": "5" * 64,
        "prev_hash": "0" * 64,
        "hash": "1" * 64,
    }
    at = START + timedelta(hours=seq - 1, microseconds=276_000)
    return StepRow(seq=seq, kind=kind, actor=actor, at=at, events=events, **(values | columns))


@pytest.fixture
def case() -> InstanceRow:
    return InstanceRow(
        instance_id="i1",
        number="信访2026-000001",
        title='=李演示：路灯 <坏了> & "很暗"',
        pack="petition",
        version=3,
        process="petition",
        status="completed",
        seq=4,
        started_at=START,
        started_by="demo_clerk",
        changed_at=START + timedelta(hours=3),
        ended_at=START + timedelta(hours=3),
    )


@pytest.fixture
def steps() -> tuple[StepRow, ...]:
    """Registered by a clerk, a letter made by a machine, decided by a substitute; one task withdrawn."""
    return (
        step(
            1,
            "Start",
            "demo_clerk",
            {"e": "variable", "s": 0, "name": "channel", "value": "VISIT", "el": "start"},
            {"e": "variable", "s": 0, "name": "people", "value": 3, "el": "start"},
            {"e": "variable", "s": 0, "name": "group", "value": False, "el": "start"},
            {"e": "variable", "s": 0, "name": "petitioner", "value": {"name": "李演示"}, "el": "start"},
            {"e": "task_created", "k": 2, "el": "register", "name": "登记", "groups": ["petition_clerk"]},
            {"e": "task_created", "k": 3, "el": "check", "name": "判重", "groups": ["petition_clerk"]},
        ),
        step(
            2,
            "CompleteTask",
            "demo_clerk",
            {"e": "variable", "s": 0, "name": "people", "value": 4, "el": "register"},
            {"e": "variable", "s": 5, "name": "inner", "value": "not of the case", "el": "register"},
            {"e": "task_completed", "k": 2},
            {"e": "task_cancelled", "k": 3},
            {"e": "job_created", "k": 4, "el": "make_notice", "type": "document.render"},
        ),
        step(
            3,
            "CompleteJob",
            "worker",
            {"e": "job_completed", "k": 4},
            {
                "e": "task_created",
                "k": 6,
                "el": "decide",
                "name": "",
                "groups": ["petition_leader", "unit:xfj"],
            },
        ),
        step(4, "CompleteTask", "demo_deputy", {"e": "task_completed", "k": 6}, on_behalf_of="demo_leader"),
    )
