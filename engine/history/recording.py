"""A recorded case in one file, with the packs it ran on, so that it can be replayed anywhere and for ever.

Only what replay needs: texts of the packs (no document templates), commands, events, hashes of states. The
calendars are kept beside it, by version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy.engine import Connection

from engine.calendar import Calendar
from engine.errors import Invalid, NotFound
from engine.history.recorded import load_case
from engine.history.replay import RecordedStep, replay
from engine.model.definition import Pack
from engine.model.packs import load_pack
from engine.runtime import Library
from engine.store import codec, packs

_TEXTS = (".bpmn", ".dmn", ".yaml", ".json")
_LEFT_OUT = ("scenarios/", "README")


class Step(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    command: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    calendar: str
    state_hash: str


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """about: what it shows. packs: by reference `key:version`, path to text. bindings are in the events."""

    format: str = "banjian recording 1"
    about: str
    instance_id: str
    number: str
    packs: dict[str, dict[str, str]]
    steps: tuple[Step, ...]


_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_decoder = msgspec.json.Decoder(Recording, float_hook=Decimal)


def dumps(recording: Recording) -> bytes:
    return msgspec.json.format(_encoder.encode(recording), indent=1) + b"\n"


def loads(content: bytes) -> Recording:
    """Raises Invalid for anything that is no recording of this format."""
    try:
        found = _decoder.decode(content)
    except msgspec.DecodeError as error:
        raise Invalid("Expected a recording of a case: {detail}", detail=str(error)) from error
    if found.format != "banjian recording 1":
        raise Invalid("Expected a recording of a case, not {format}.", format=found.format)
    return found


def record(connection: Connection, instance_id: str, about: str) -> Recording:
    """A case of a database as a recording. Raises NotFound."""
    case = load_case(connection, instance_id)
    refs = {e["pack"] for s in case.steps for e in s.events if e["e"] in ("instance_started", "bound")}
    return Recording(
        about=about,
        instance_id=case.instance_id,
        number=case.number,
        packs={ref: _texts(connection, ref) for ref in sorted(refs)},
        steps=tuple(
            Step(
                seq=s.seq,
                at=s.at,
                command=msgspec.to_builtins(s.command, builtin_types=(datetime, Decimal)),
                events=tuple(dict(e) for e in s.events),
                calendar=s.calendar_version,
                state_hash=s.state_hash,
            )
            for s in case.steps
        ),
    )


def _texts(connection: Connection, ref: str) -> dict[str, str]:
    key, _, version = ref.rpartition(":")
    stored = packs.load(connection, key, int(version))
    if stored is None:
        raise NotFound("Expected pack {ref}, but it is not deployed.", ref=ref)
    return {p: _text(p, c) for p, c in sorted(stored.files.items()) if not p.startswith(_LEFT_OUT)}


def _text(path: str, content: bytes) -> str:
    """A document template is kept by name only: replay makes no documents."""
    return content.decode("utf-8") if path.endswith(_TEXTS) else ""


def replay_recording(recording: Recording, calendars: Callable[[str], Calendar]) -> bytes:
    """Replay all steps; returns the encoded state at the end. Raises what `replay` raises."""
    steps = (
        RecordedStep(
            seq=s.seq,
            at=s.at,
            command=codec.command_from(s.command),
            events=s.events,
            calendar_version=s.calendar,
            state_hash=s.state_hash,
        )
        for s in recording.steps
    )
    library = Library.of(*(_load_pack(ref, files) for ref, files in recording.packs.items()))
    data = b""
    for done in replay(recording.instance_id, recording.number, steps, library, calendars):
        data = done.data
    return data


def _load_pack(ref: str, files: Mapping[str, str]) -> Pack:
    pack, findings = load_pack({p: c.encode() for p, c in files.items()}, int(ref.rpartition(":")[2]))
    if pack is None:
        raise Invalid("Pack {ref} of the recording cannot be read.", findings, ref=ref)
    return pack
