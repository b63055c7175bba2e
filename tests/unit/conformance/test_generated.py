"""Events and tokens are in order in generated models too, in any order of work; and the same commands give
the same bytes in another process with other hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import commands
from tests.unit.conformance import eventful, eventful_rare
from tests.unit.conformance.pairing import check_simulation
from tests.unit.runtime.generated import INPUTS, Block, blocks, write
from tests.unit.runtime.runner import Run

ROOT = Path(__file__).parents[3]
VALUES = st.tuples(*[st.integers(0, 2)] * 3).map(lambda v: dict(zip(INPUTS, v, strict=True)))
CHOICES = st.randoms(use_true_random=False)


@settings(suppress_health_check=list(HealthCheck), derandomize=True)
@given(block=blocks(), variables=VALUES, choices=CHOICES, stop=st.integers(0, 12))
def test_generated_models_keep_their_books(block: Block, variables, choices, stop):
    run = Run(write(block, feel=True)[0], variables)
    check_simulation(run.simulation)
    for _ in range(stop):
        if not run.waiting:
            break
        run.complete(choices.choice(run.waiting))
        check_simulation(run.simulation)
    if run.status == "active":
        run.simulation.handle(run.instance, commands.Cancel(actor="x", instance_id="S1"))
        check_simulation(run.simulation)


def test_models_of_events_by_chance_keep_their_books():
    runs = [eventful.play(seed) for seed in range(25)]
    ends = {run.status for run in runs if run is not None}
    assert ends == {"completed", "cancelled"}
    seen = {
        event["e"] for run in runs if run is not None for event in (h.event for h in run.simulation.history)
    }
    assert seen >= {
        "thrown",
        "caught",
        "uncaught",
        "cancelled",
        "timer_fired",
        "waiting",
        "unwaiting",
        "bound",
    }


def test_models_with_the_rarer_constructs_by_chance_keep_their_books():
    runs = [eventful.play(seed, maker=eventful_rare.Maker) for seed in range(100, 140)]
    told = [h.event for run in runs if run is not None for h in run.simulation.history]
    kinds = {(event["e"], event.get("kind")) for event in told}
    assert kinds >= {
        ("caught", "compensation"), ("caught", "conditional"), ("thrown", "compensation"), ("thrown", "cancel"),
        ("caught", "message"), ("caught", "timer"), ("waiting", "conditional"),
    }  # fmt: skip


def test_the_same_commands_give_the_same_bytes_whatever_the_seed_of_hashes():
    order = [sys.executable, "-m", "tests.unit.conformance.retell"]
    told = [
        subprocess.Popen(
            order, cwd=ROOT, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        )
        for seed in ("1", "4711")
    ]  # fmt: skip
    first, second = (process.communicate()[0] for process in told)
    assert [process.returncode for process in told] == [0, 0]
    assert first.count(b"\n") > 20
    assert first == second
