"""ISO 8601 texts of timers."""

from __future__ import annotations

import pytest

from engine.model.timers import is_timer


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("duration", "PT5M"), ("duration", "P1Y2M3DT4H5M6.5S"), ("duration", "P2W"), ("duration", "-P1D"),
        ("date", "2026-01-05"), ("date", "2026-01-05T09:00"), ("date", "2026-01-05T09:00:00Z"),
        ("date", "2026-01-05T09:00:00+08:00"), ("date", "2026-01-05T09:00:00[Asia/Shanghai]"),
        ("date", "2026-01-05T09:00:00@Asia/Shanghai"),
        ("cycle", "R3/PT10M"), ("cycle", "R/P1D"), ("cycle", "R5/2026-01-05T09:00Z/P1D"),
        ("cycle", " R1/PT1S "), ("cycle", "R2/2026-01-05/P1M"),
    ],
)  # fmt: skip
def test_iso_texts_are_accepted(kind, text):
    assert is_timer(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("duration", "P"), ("duration", "PT"), ("duration", "P1DT"), ("duration", "5M"), ("duration", "PT5"),
        ("duration", "P1H"), ("duration", ""), ("duration", "P" + "1" * 200 + "D"),
        ("date", "tomorrow"), ("date", "2026-02-30"), ("date", "2026-01-05T25:00"), ("date", "09:00"),
        ("cycle", "PT10M"), ("cycle", "R3"), ("cycle", "R3/"), ("cycle", "Rx/PT1M"), ("cycle", "0 0 9 * * MON-FRI"),
        ("cycle", "R3/PT1M/PT1M"), ("cycle", "R2/P1D/2026-02-01T00:00Z"), ("cycle", "R2/2026-01-01/2026-01-02"),
        ("cycle", "R/PT0S"), ("cycle", "R3/-PT1H"),
    ],
)  # fmt: skip
def test_other_texts_are_not(kind, text):
    assert not is_timer(kind, text)
