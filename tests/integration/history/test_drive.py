"""A log is driven through the engine, proven, exported, and read by a foreign reader as the log that it was."""

from __future__ import annotations

import csv
import io
import json
import shutil
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.cli import execute
from engine.store.database import Database
from engine.store.tables import step
from tests.integration.history import log

PROCESSES = Path(__file__).parents[3] / "processes"
Banjian = Callable[..., Any]


@pytest.fixture
def banjian(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> Banjian:
    """Runs a command; its document with --json, else its output. On SQLite, unless a test names another."""
    (tmp_path / "config.yaml").write_text(f"processes:\n  path: {PROCESSES}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BANJIAN_DATABASE_URL", sqlite_url)
    log.write(tmp_path / "log.csv")

    def run(*arguments: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert execute(arguments) == code
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in arguments else out

    return run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database that was driven once is kept."""
    return tmp_path_factory.mktemp("driven")


@pytest.fixture
def driven(banjian: Banjian, kept: Path, tmp_path: Path) -> Any:
    """What `drive` said; the test's database holds what it did."""
    files = ("banjian.db", "drive.json")
    if not (kept / files[1]).exists():
        document = banjian("drive", "log.csv", "--pack", "permit_receipt", "--json")
        (tmp_path / files[1]).write_text(json.dumps(document), encoding="utf-8")
        for file in files:
            shutil.copy(tmp_path / file, kept)
    for file in files:
        shutil.copy(kept / file, tmp_path)
    return json.loads((tmp_path / files[1]).read_text("utf-8"))


def test_cases_that_fit_run_through_and_the_others_are_listed_with_their_event(driven: Any) -> None:
    assert (driven["cases"], driven["completed"], driven["deviating"]) == (10, 8, 2)
    assert driven["events"] - driven["events_enacted"] == 3
    assert driven["cases_per_second"] > 0
    skipped, broken = driven["deviations"]
    assert (skipped["case"], skipped["event"], skipped["kind"]) == ("skipped", 3, "no_open_task")
    assert skipped["activity"] == log.ACTIVITIES["T05"]
    assert set(skipped["open"]) == {log.ACTIVITIES["T04"], log.ACTIVITIES["T06"]}
    assert (broken["case"], broken["event"], broken["kind"]) == ("broken off", 4, "not_ended")
    assert broken["open"] == [log.ACTIVITIES["T04"]]


def test_without_json_deviations_and_speed_are_told_in_lines(banjian: Banjian) -> None:
    lines = banjian("drive", "log.csv", "--pack", "permit_receipt").splitlines()
    assert lines[0].startswith(f"skipped: event 3 '{log.ACTIVITIES['T05']}' at 2011-10-")
    assert "8 of 10 cases ran through (80.0%), 2 deviate" in lines[-1]
    assert "cases/s" in lines[-1]


def test_what_was_driven_is_proven_and_whole(
    banjian: Banjian, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANJIAN_DATABASE_URL", database_url)
    driven = banjian("drive", "log.csv", "--pack", "permit_receipt", "--json")
    assert (driven["cases"], driven["completed"]) == (10, 8)
    replayed = banjian("replay", "--all", "--json")
    assert (replayed["ok"], replayed["instances"], replayed["mismatches"]) == (True, 10, [])
    verified = banjian("verify", "--json")
    assert (verified["ok"], verified["instances"], verified["problems"]) == (True, 10, [])
    assert replayed["steps"] == verified["steps"] > driven["events_enacted"] + 10


def test_a_deadline_that_passed_in_the_log_fired_at_its_own_time(
    banjian: Banjian, driven: Any, sqlite_url: str
) -> None:
    database = Database(sqlite_url)
    with database.read() as connection:
        fired = connection.execute(
            sa.select(step.c.at, step.c.actor).where(step.c.kind == "FireTimers")
        ).all()
    database.close()
    assert {row.actor for row in fired} == {"scheduler"}
    assert min(row.at for row in fired).date().isoformat() == "2011-11-30"


def test_one_case_is_replayed_by_its_number(banjian: Banjian, driven: Any) -> None:
    number = driven["deviations"][0]["number"]
    assert banjian("replay", number, "--json")["instances"] == 1
    assert "every state agrees" in banjian("replay", number)


def expected() -> set[tuple[str, str, str, datetime]]:
    lost = {("skipped", log.ACTIVITIES[t]) for t in ("T05", "T06", "T10")}
    return {
        (
            r["case:concept:name"],
            r["concept:name"],
            r["org:resource"],
            datetime.fromisoformat(r["time:timestamp"]),
        )
        for r in log.rows()
        if (r["case:concept:name"], r["concept:name"]) not in lost
    }


@pytest.mark.filterwarnings("ignore")
def test_pm4py_reads_the_export_as_the_log_that_was_driven(
    banjian: Banjian, driven: Any, tmp_path: Path
) -> None:
    banjian("export", "--format", "xes", "-o", "out.xes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pm4py

        frame = pm4py.convert_to_dataframe(pm4py.read_xes(str(tmp_path / "out.xes")))
    columns = ["case:reference", "concept:name", "org:resource", "time:timestamp"]
    found = {(c, a, r, t.to_pydatetime()) for c, a, r, t in frame[columns].itertuples(index=False)}
    assert found == expected()
    assert set(frame["org:group"]) <= {
        "handler", "checker", "decider", "dispatcher", "expert_1", "expert_2", "expert_3", "expert_4"
    }  # fmt: skip
    assert set(frame["lifecycle:transition"]) == {"complete"}


def test_an_export_can_be_driven_again(banjian: Banjian, driven: Any) -> None:
    banjian("export", "--format", "xes", "-o", "out.xes")
    again = banjian("drive", "out.xes", "--pack", "permit_receipt", "--json")
    assert again["cases"] == 10
    assert {d["kind"] for d in again["deviations"]} == {"not_ended"}


def test_csv_and_jsonl_hold_the_same_work(banjian: Banjian, driven: Any, tmp_path: Path) -> None:
    banjian("export", "--format", "csv", "-o", "out.csv")
    banjian("export", "--format", "jsonl", "-o", "out.jsonl")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"))))
    assert len(rows) == len(expected())
    steps = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    done = [s for s in steps if s["step"]["kind"] == "CompleteTask"]
    assert [r["time:timestamp"][:19] for r in rows] == [s["step"]["at"][:19] for s in done]


def test_one_case_is_exported_to_standard_output(banjian: Banjian, driven: Any) -> None:
    number = driven["deviations"][0]["number"]
    lines = banjian("export", "--format", "csv", "--instance", number, "-o", "-").splitlines()
    assert len(lines) == 3
    assert all(line.startswith(number) for line in lines[1:])


def test_an_unknown_case_is_refused(banjian: Banjian, driven: Any) -> None:
    found = banjian("replay", "WABO1999-000001", "--json", code=1)
    assert found["error"]["kind"] == "NotFound"


def test_altered_history_is_named_by_case_and_step(banjian: Banjian, driven: Any, sqlite_url: str) -> None:
    number = driven["deviations"][0]["number"]
    database = Database(sqlite_url)
    with database.engine.begin() as connection:
        names = sa.text("SELECT id FROM instance WHERE number = :number")
        instance_id = connection.execute(names, {"number": number}).scalar_one()
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        change = sa.update(step).where(step.c.instance_id == instance_id, step.c.seq == 2)
        connection.execute(change.values(actor="Resource99"))
    database.close()
    found = banjian("verify", "--json", code=1)
    (problem,) = found["problems"]
    assert (problem["number"], problem["instance_id"], problem["seq"]) == (number, instance_id, 2)
    assert problem["what"] == "actor"
    assert number in banjian("verify", code=1)


def test_a_plan_with_mistakes_is_refused_by_place(banjian: Banjian, tmp_path: Path) -> None:
    shutil.copytree(PROCESSES / "permit_receipt", tmp_path / "permit_receipt")
    plan = tmp_path / "permit_receipt" / "drive.yaml"
    plan.write_text("starts: 1\ntasks: {T99: {a: '= 1'}, T02: {confirmation: '= 1 +'}}\n", encoding="utf-8")
    found = banjian("drive", "log.csv", "--pack", str(tmp_path / "permit_receipt"), "--json", code=1)
    messages = " ".join(f["message"] for f in found["error"]["findings"])
    assert "starts" in messages
    assert "T99" in messages
    assert "tasks.T02.confirmation" in messages
