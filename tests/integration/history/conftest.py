"""A small recorded database, written by the store's own writer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from engine import runtime
from engine.model import files
from engine.runtime.state import Scope, State
from engine.store import chain, codec
from engine.store.changes import Changes
from engine.store.database import Database
from engine.store.tables import counter, pack
from engine.store.writer import Case, Step, write_step

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
STEPS = 3
FILES = {"pack.yaml": b"key: petition"}
CONTENT = "告知书".encode()
DOCUMENT = {
    "element": "notice",
    "name": "告知书.docx",
    "media_type": "text/plain",
    "size": len(CONTENT),
    "digest": hashlib.sha256(CONTENT).hexdigest(),
    "content": CONTENT,
}


def write_case(database: Database, number: int) -> None:
    """A case of three steps by three people; the last brings a document."""
    state = State(
        process="petition",
        pack="petition:3",
        started_at=START,
        started_by="demo_1",
        number=f"信访2026-{number:06}",
    )
    state.scopes[0] = Scope(k=0, parent=None, process="petition", pack="petition:3")
    case = Case(
        id=f"i{number}", number=state.number, pack_key="petition", version=3, process="petition",
        title="演示", status="active", state=runtime.encode(state), seq=0, head=chain.FIRST, started_at=START,
        started_by="demo_1", changed_at=START,
    )  # fmt: skip
    for seq in range(1, STEPS + 1):
        kind = "Start" if seq == 1 else "CompleteTask"
        state.scopes[0].vars = {"round": seq}
        case.state = runtime.encode(state)
        command = {"type": kind, "actor": f"demo_{seq}"}
        body = {"command": command, "events": [{"e": "variable", "name": "round", "value": seq}]}
        body["pack"] = files.digest(FILES)
        documents = [DOCUMENT] if seq == STEPS else []
        if documents:
            body["documents"] = [{k: v for k, v in DOCUMENT.items() if k != "content"}]
        step = Step(
            kind=kind,
            actor=f"demo_{seq}",
            at=START + timedelta(hours=seq),
            body=codec.pack(body),
            state_hash=hashlib.sha256(case.state).digest(),
            attempts=4,
            documents=documents,
        )
        with database.write() as connection:
            write_step(connection, case, step, Changes())


@pytest.fixture
def recorded(database: Database) -> Database:
    """Two cases of three steps each."""
    row = {
        "key": "petition", "version": 3, "digest": files.digest(FILES), "title": "信访", "processes": "[]",
        "files": codec.pack_files(FILES), "deployed_at": START, "deployed_by": "demo", "on_behalf_of": None,
        "reason": "新条例施行", "client": "cli",
    }  # fmt: skip
    with database.write() as connection:
        connection.execute(pack.insert().values(**row, hash=chain.row_hash("pack", row)))
    write_case(database, 1)
    write_case(database, 2)
    with database.write() as connection:
        connection.execute(counter.insert().values(pack_key="petition", year=2026, value=2))
    return database
