"""Recorded cases are replayed on every change, for ever: an engine that cannot do so may not be released."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from engine import runtime
from engine.calendar import Calendar
from engine.errors import Invalid, NotFound, ReplayMismatch
from engine.history import recording
from engine.history.recording import Recording
from engine.history.replay import EventMismatch

FOLDER = Path(__file__).parents[2] / "histories"
RECORDED = sorted(file.stem for file in FOLDER.glob("*.json"))
BROKEN = "broken"


@cache
def load(name: str) -> Recording:
    return recording.loads((FOLDER / f"{name}.json").read_bytes())


@cache
def calendar(version: str) -> Calendar:
    file = FOLDER / "calendars" / f"{version}.json"
    if not file.is_file():
        raise NotFound("There is no calendar {version}.", version=version)
    return Calendar.from_bytes(file.read_bytes())


def test_there_are_recordings() -> None:
    assert {BROKEN, "features", "petition", "parallel_approval", "permit", "reception"} <= set(RECORDED)


@pytest.mark.parametrize("name", [name for name in RECORDED if name != BROKEN])
def test_a_recorded_case_comes_out_again_byte_for_byte(name: str) -> None:
    recorded = load(name)
    data = recording.replay_recording(recorded, calendar)
    assert runtime.hash_of(data) == recorded.steps[-1].state_hash


def test_a_recording_that_was_broken_on_purpose_is_caught_at_its_step() -> None:
    with pytest.raises(ReplayMismatch) as caught:
        recording.replay_recording(load(BROKEN), calendar)
    assert caught.value.seq == 10
    assert caught.value.expected == load(BROKEN).steps[9].state_hash


def test_an_event_that_the_step_did_not_make_is_caught() -> None:
    recorded = load("features")
    first = recorded.steps[0]
    steps = (msgspec.structs.replace(first, events=first.events[:-1]), *recorded.steps[1:])
    with pytest.raises(EventMismatch, match=r"Expected events .* in step 1"):
        recording.replay_recording(msgspec.structs.replace(recorded, steps=steps), calendar)


def test_a_step_at_another_time_is_caught() -> None:
    recorded = load("features")
    late = [msgspec.structs.replace(s, at=s.at.replace(hour=23)) if s.seq == 1 else s for s in recorded.steps]
    with pytest.raises(ReplayMismatch):
        recording.replay_recording(msgspec.structs.replace(recorded, steps=tuple(late)), calendar)


def with_decided(**fields: object) -> Recording:
    """The recorded petition, whose decisions hold some of the fields that came later."""
    recorded = load("petition")
    steps = [
        msgspec.structs.replace(
            step, events=tuple({**e, **fields} if e["e"] == "decided" else e for e in step.events)
        )
        for step in recorded.steps
    ]
    return msgspec.structs.replace(recorded, steps=tuple(steps))


def test_fields_of_events_that_came_later_are_not_asked_of_older_records() -> None:
    decided = [e for step in load("petition").steps for e in step.events if e["e"] == "decided"]
    assert decided
    assert not any("hash" in event for event in decided)  # so the test above proves it


def test_a_field_that_was_recorded_is_compared() -> None:
    recording.replay_recording(with_decided(file="routing.dmn"), calendar)
    with pytest.raises(EventMismatch, match="in step 3"):
        recording.replay_recording(with_decided(file="other.dmn"), calendar)


def test_a_warning_that_is_worded_otherwise_now_is_no_mismatch() -> None:
    recording.replay_recording(with_decided(warnings=[{"message": "Once said otherwise."}]), calendar)


def test_a_recording_is_written_as_it_was_read() -> None:
    content = (FOLDER / "permit.json").read_bytes()
    assert recording.dumps(recording.loads(content)) == content


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"format": "other"}'])
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        recording.loads(content)
