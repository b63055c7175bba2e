"""Between Python values and stored bytes: canonical JSON, compressed.

The same value always gives the same bytes: keys sorted, numbers as Decimal, times as ISO texts in UTC.
"""

from __future__ import annotations

import zlib
from decimal import Decimal
from typing import Any

import msgspec

from engine import commands
from engine.store.compression import compress, decompress

_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_files = msgspec.msgpack.Decoder(dict[str, bytes])

AnyCommand = (
    commands.Start
    | commands.Claim
    | commands.Release
    | commands.CompleteTask
    | commands.CompleteJob
    | commands.FailJob
    | commands.RetryJob
    | commands.FireTimers
    | commands.Correlate
    | commands.BroadcastSignal
    | commands.RecountDeadlines
    | commands.Suspend
    | commands.Resume
    | commands.Cancel
)


def dumps(value: Any) -> bytes:
    """Canonical JSON."""
    return _encoder.encode(value)


def loads(data: bytes | str) -> Any:
    return _decoder.decode(data)


def pack(value: Any) -> bytes:
    """Canonical JSON, compressed."""
    return compress(_encoder.encode(value))


def unpack(data: bytes) -> Any:
    return _decoder.decode(decompress(data))


def pack_files(files: dict[str, bytes]) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(dict(sorted(files.items()))), 9)


def unpack_files(data: bytes) -> dict[str, bytes]:
    return _files.decode(zlib.decompress(data))


def command_from(recorded: dict[str, Any]) -> AnyCommand:
    """The command as it was given, from the `command` of a step's body; documents without their content."""
    command: AnyCommand = msgspec.convert(recorded, AnyCommand)
    return command
