"""Unit tests are pure: one that opens a connection or reads the machine's clock fails.

The few that are about the clock itself, or start something that needs it, say so with
`@pytest.mark.machine_clock`.
"""

from __future__ import annotations

import socket
from datetime import datetime
from typing import Any, NoReturn

import pytest

from engine.clock import SystemClock


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        pytest.fail("a unit test may not use the network")

    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(autouse=True)
def no_machine_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: SystemClock) -> datetime:
        pytest.fail("a unit test may not read the machine's clock; give it a SimulatedClock")

    if request.node.get_closest_marker("machine_clock") is None:
        monkeypatch.setattr(SystemClock, "now", refuse)
