from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.errors import Invalid
from engine.history.eventlog import read_log

CSV = """case:concept:name,case:channel,concept:name,org:resource,lifecycle:transition,time:timestamp
c2,Desk,B,ann,complete,2011-10-11 13:45:40.276000+02:00
c1,Post,A,bob,start,2011-10-11T13:45:40Z
c1,Post,A,bob,complete,2011-10-12T13:45:40Z
"""
XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <string key="concept:name" value="log"/>
  <trace><string key="concept:name" value="c1"/><string key="channel" value="Desk"/>
    <event><string key="concept:name" value="A"/><string key="org:resource" value="ann"/>
      <string key="lifecycle:transition" value="start"/>
      <date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/></event>
    <event><string key="concept:name" value="A"/><string key="org:resource" value="ann"/>
      <string key="lifecycle:transition" value="complete"/>
      <date key="time:timestamp" value="2011-10-11T13:50:00.000+02:00"/></event>
  </trace>
</log>"""


def test_a_csv_log_is_grouped_by_case_and_keeps_completions_only(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode()))
    cases = read_log(path)
    assert [(c.id, c.columns["channel"], len(c.events)) for c in cases] == [
        ("c2", "Desk", 1),
        ("c1", "Post", 1),
    ]
    assert cases[0].events[0].at == datetime(2011, 10, 11, 11, 45, 40, 276000, tzinfo=UTC)
    assert cases[1].events[0].resource == "bob"


def test_an_xes_log_gives_the_same_shape(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(XES, encoding="utf-8")
    (case,) = read_log(path)
    assert (case.id, case.columns["channel"]) == ("c1", "Desk")
    assert [(e.activity, e.resource, e.at) for e in case.events] == [
        ("A", "ann", datetime(2011, 10, 11, 11, 50, tzinfo=UTC))
    ]


def test_an_entity_in_an_xes_log_is_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("leaked", encoding="utf-8")
    path = tmp_path / "log.xes"
    head = f'<!DOCTYPE log [<!ENTITY x SYSTEM "file://{secret}">]>'
    path.write_text(
        XES.replace("<log ", head + "<log ", 1).replace('value="Desk"', 'value="&x;"'), encoding="utf-8"
    )
    try:
        found = str(read_log(path))
    except Invalid as refused:
        found = str(refused)
    assert "leaked" not in found


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("log.txt", "x", ".xes"),
        ("log.csv", "a,b\n1,2\n", "case:concept:name"),
        ("log.csv", CSV.replace("2011-10-11 13:45", "yesterday"), "yesterday"),
        ("log.xes", "<log><trace>", "well-formed"),
    ],
)
def test_a_file_that_is_no_log_is_refused_by_name(tmp_path: Path, name: str, content: str, what: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Invalid, match=what):
        read_log(path)
