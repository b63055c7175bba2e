"""The guards of the unit tests hold: no network, no clock of the machine."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest

from engine.clock import SimulatedClock, SystemClock


def test_a_connection_is_refused() -> None:
    with socket.socket() as one, pytest.raises(pytest.fail.Exception, match="network"):
        one.connect(("127.0.0.1", 9))


def test_the_machine_clock_is_refused() -> None:
    with pytest.raises(pytest.fail.Exception, match="clock"):
        SystemClock().now()


@pytest.mark.machine_clock
def test_the_machine_clock_tells_the_time_in_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now > datetime(2026, 1, 1, tzinfo=UTC)


def test_a_simulated_clock_moves_only_when_told() -> None:
    clock = SimulatedClock(datetime.fromisoformat("2026-01-05T09:00+08:00"))
    assert clock.now() == clock.now() == datetime(2026, 1, 5, 1, tzinfo=UTC)
    clock.advance(timedelta(days=1))
    assert clock.now() == datetime(2026, 1, 6, 1, tzinfo=UTC)
    clock.set(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
