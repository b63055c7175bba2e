"""Makes `days.json`, the table of days that is shipped: `python -m engine.calendar.importer`.

Published years come from chinesecalendar, later years from the law with the lunar calendar. Both
libraries are needed only here, by the people who maintain the table; running the product needs neither.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections import defaultdict
from datetime import date, timedelta

import msgspec

from engine.calendar import tables

ZONE = "Asia/Shanghai"
LAST_YEAR = 2099
LAW = "全国年节及纪念日放假办法 (2024-11-10) arts. 2, 6; 调休 not published"


def published_years() -> dict[int, tables.Year]:
    """Every year of chinesecalendar, which follows the yearly notices of the State Council."""
    source = importlib.import_module("chinese_calendar.constants")
    package = importlib.metadata.version("chinesecalendar")
    chinese = {h.value: h.chinese for h in source.Holiday}
    rest: dict[int, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    work: dict[int, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    for found, days in ((rest, source.holidays), (work, source.workdays)):
        for day, name in sorted(days.items()):
            found[day.year][chinese[name]].append(day)
    return {
        year: tables.Year(
            source=f"chinesecalendar {package}",
            holidays={name: tuple(days) for name, days in rest[year].items()},
            makeup_days={name: tuple(days) for name, days in work[year].items()},
        )
        for year in sorted(rest)
    }


def statutory_days(year: int) -> dict[str, tuple[date, ...]]:
    """The thirteen days that the law gives from 2025 on, without the swaps of the yearly notice."""
    lunar = importlib.import_module("lunardate").LunarDate
    spring: date = lunar(year, 1, 1).to_solar_date()
    return {
        "元旦": (date(year, 1, 1),),
        "春节": tuple(spring + timedelta(days=i) for i in range(-1, 3)),
        "清明": (qingming(year),),
        "劳动节": (date(year, 5, 1), date(year, 5, 2)),
        "端午": (lunar(year, 5, 5).to_solar_date(),),
        "中秋": (lunar(year, 8, 15).to_solar_date(),),
        "国庆节": (date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)),
    }


def qingming(year: int) -> date:
    """The solar term 清明; the usual formula, good for 2001 to 2099."""
    y = year % 100
    return date(year, 4, int(y * 0.2422 + 4.81) - y // 4)


def build() -> bytes:
    """The content of `days.json`."""
    years = {str(year): known for year, known in published_years().items()}
    for year in range(int(max(years)) + 1, LAST_YEAR + 1):
        years[str(year)] = tables.Year(source=LAW, holidays=statutory_days(year), provisional=True)
    table = tables.Table(format=tables.FORMAT, zone=ZONE, years=years)
    return msgspec.json.format(tables.encode(table), indent=1) + b"\n"


if __name__ == "__main__":
    tables.DAYS_FILE.write_bytes(build())
