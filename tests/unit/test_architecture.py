"""Laws of the code that a reader cannot see in one file: who imports what, who reads the clock, how long a file may be.

The layers themselves are checked by import-linter (`.importlinter`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("engine", "handlers", "webui")
MODULES = [
    path
    for folder in (*PRODUCT, "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in path.parts
]
CODE = [path for path in MODULES if path.relative_to(ROOT).parts[0] in PRODUCT]

#: foreign package: the only parts of the product that may import it
OWNERS = {
    "SpiffWorkflow": ("engine/model/", "engine/runtime/"),
    "sqlalchemy": (
        "engine/store/",
        "engine/history/",
    ),  # the verifier reads the rows by itself, as an auditor would
    "alembic": ("engine/store/",),
    "apscheduler": ("engine/jobs/",),
    "argon2": ("engine/identity/",),
    "flask": ("webui/",),
    "flask_babel": ("webui/",),
    "flask_limiter": ("webui/",),
    "flask_login": ("webui/",),
    "flask_smorest": ("webui/",),
    "flask_talisman": ("webui/",),
    "flask_wtf": ("webui/",),
    "marshmallow": ("webui/",),
    "click": ("engine/cli/",),
    "rich": ("engine/cli/",),
    "gunicorn": ("engine/cli/", "webui/"),
    "chinese_calendar": ("engine/calendar/importer.py",),
    "lunardate": ("engine/calendar/importer.py",),
    "pm4py": (),
}

#: (name before the dot, name behind it) of what tells the machine's time
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
    ("func", "current_timestamp"),
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, read once for all laws."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"), str(path))))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions and under TYPE_CHECKING."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not _is_connection(node):
            yield node.module


def _is_connection(node: ast.ImportFrom) -> bool:
    """The type of an open transaction: whoever hands it on must be able to name it."""
    return node.module == "sqlalchemy.engine" and [alias.name for alias in node.names] == ["Connection"]


def test_foreign_packages_are_imported_by_their_owners_only() -> None:
    strangers = [
        f"{name(path)} imports {module}"
        for path in CODE
        for module in imported(path)
        if not name(path).startswith(OWNERS.get(module.partition(".")[0], ("",)))
    ]
    assert strangers == []


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        if name(path) != "engine/clock.py"
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS
    ]
    assert readers == []


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return {"dt": "datetime"}.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def test_time_is_not_imported_around_the_clock() -> None:
    """`from time import time` would pass the test above."""
    around = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        if {alias.name for alias in node.names} & {"time", "time_ns", "localtime", "gmtime"}
    ]
    assert around == []


def test_only_the_command_line_and_the_pages_use_the_facade() -> None:
    parts = {path.stem for path in (ROOT / "engine").iterdir()}
    users = [
        f"{name(path)}:{node.lineno} imports {alias.name}"
        for path in CODE
        if name(path).startswith("engine/") and not name(path).startswith("engine/cli/")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.module == "engine"
        for alias in node.names
        if alias.name not in parts
    ]
    assert users == []


def test_modules_are_short_and_named_for_what_they_hold() -> None:
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {module: count for module, count in lines.items() if count > 400} == {}
    assert [name(path) for path in MODULES if path.stem in {"utils", "util", "helpers", "misc"}] == []


def test_every_module_of_the_product_says_what_it_promises() -> None:
    assert [
        name(path)
        for path in CODE
        if path.read_text("utf-8").strip() and not ast.get_docstring(nodes(path)[0])
    ] == []


def test_packs_hold_no_code() -> None:
    assert [name(path) for path in (ROOT / "processes").rglob("*.py")] == []


def test_nothing_evaluates_text_as_python() -> None:
    calls = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}
    ]
    assert calls == []
