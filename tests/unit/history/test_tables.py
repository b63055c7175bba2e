from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime

from engine.history.entries import case_log
from engine.history.tables import CSV_COLUMNS, write_csv, write_jsonl
from engine.store.rows import InstanceRow, StepRow


def test_csv_has_one_line_per_piece_of_work(case: InstanceRow, steps: tuple[StepRow, ...]) -> None:
    out = io.BytesIO()
    assert write_csv([case_log(case, steps)], out) == 3
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [r["concept:name"] for r in rows] == ["登记", "make_notice", "decide"]
    assert datetime.fromisoformat(rows[0]["time:timestamp"]) == steps[1].at
    assert rows[2]["on_behalf_of"] == "demo_leader"


def test_a_title_that_a_spreadsheet_would_run_is_made_harmless(
    case: InstanceRow, steps: tuple[StepRow, ...]
) -> None:
    out = io.BytesIO()
    write_csv([case_log(replace(case, title='=HYPERLINK("http://x")'), steps)], out)
    row = next(csv.DictReader(io.StringIO(out.getvalue().decode())))
    assert row["case:title"] == '\'=HYPERLINK("http://x")'


def test_jsonl_holds_all_that_a_step_recorded(case: InstanceRow, steps: tuple[StepRow, ...]) -> None:
    out = io.BytesIO()
    assert write_jsonl([(case, steps)], out) == 4
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0]["case"]["number"] == "信访2026-000001"
    assert [line["step"]["seq"] for line in lines] == [1, 2, 3, 4]
    assert lines[1]["step"]["events"][2] == {"e": "task_completed", "k": 2}
    assert set(lines[0]["step"]) == set(StepRow.__dataclass_fields__)
