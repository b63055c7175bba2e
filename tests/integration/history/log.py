"""A small event log in the manner of the real one, made up for the tests: eight cases that fit, two that do not."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

ACTIVITIES = {
    "C": "Confirmation of receipt",
    "T02": "T02 Check confirmation of receipt",
    "T03": "T03 Adjust confirmation of receipt",
    "T04": "T04 Determine confirmation of receipt",
    "T05": "T05 Print and send confirmation of receipt",
    "T06": "T06 Determine necessity of stop advice",
    "T07-1": "T07-1 Draft intern advice aspect 1",
    "T08": "T08 Draft and send request for advice",
    "T09-3": "T09-3 Process or receive external advice from party 3",
    "T10": "T10 Determine necessity to stop indication",
    "T11": "T11 Create document X request unlicensed",
    "T12": "T12 Check document X request unlicensed",
    "T13": "T13 Adjust document X request unlicensed",
    "T14": "T14 Determine document X request unlicensed",
    "T15": "T15 Print document X request unlicensed",
    "T16": "T16 Report reasons to hold request",
    "T17": "T17 Check report Y to stop indication",
    "T19": "T19 Determine report Y to stop indication",
    "T20": "T20 Print report Y to stop indication",
}
FITTING = {
    "straight": "C T02 T04 T05 T06 T10",
    "settled": "C",
    "interleaved": "C T06 T02 T10 T04 T05",
    "corrected": "C T02 T03 T02 T04 T03 T02 T06 T04 T10 T05",
    "advised": "C T06 T07-1 T08 T09-3 T06 T02 T04 T10 T05",
    "document": "C T02 T06 T10 T11 T04 T12 T13 T12 T05 T14 T15",
    "report": "C T02 T04 T05 T06 T10 T16 T17 T19 T20",
    "nothing to stop": "C T02 T04 T05 T06",
}
DEVIATING = {"skipped": "C T02 T05 T06 T10", "broken off": "C T02 T06 T10"}
CASES = FITTING | DEVIATING
COLUMNS = (
    "case:concept:name", "case:channel", "case:department", "case:responsible", "case:startdate",
    "case:enddate_planned", "concept:name", "org:resource", "lifecycle:transition", "time:timestamp",
)  # fmt: skip
START = datetime(2011, 10, 3, 6, 30, tzinfo=UTC)


def rows() -> list[dict[str, str]]:
    """The cases overlap; no two events have the same time. The last case lies idle for three months."""
    found = []
    for number, (case, order) in enumerate(CASES.items()):
        started = START + timedelta(hours=5 * number)
        for place, short in enumerate(order.split(), 1):
            at = started + timedelta(hours=7 * place, milliseconds=number * 100 + place)
            if case == "broken off" and short == "T10":
                at += timedelta(days=90)
            found.append(
                {
                    "case:concept:name": case,
                    "case:channel": "Desk" if number % 2 else "Internet",
                    "case:department": "General",
                    "case:responsible": "Resource01",
                    "case:startdate": started.isoformat(),
                    "case:enddate_planned": (started + timedelta(days=56)).isoformat(),
                    "concept:name": ACTIVITIES[short],
                    "org:resource": f"Resource{(number + place) % 7:02}",
                    "lifecycle:transition": "complete",
                    "time:timestamp": at.isoformat(),
                }
            )
    return found


def write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows())
