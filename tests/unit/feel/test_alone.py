"""FEEL and DMN are used alone: nothing of the workflow engine, a database or a web framework comes with them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
#: what a program that only wants expressions should not have to install or wait for
HEAVY = (
    "sqlalchemy",
    "alembic",
    "flask",
    "SpiffWorkflow",
    "apscheduler",
    "click",
    "msgspec",
    "yaml",
    "psycopg",
)
OWN = {"feel": {"errors", "feel"}, "dmn": {"clock", "errors", "feel", "dmn"}}


@pytest.mark.parametrize("part", ["feel", "dmn"])
def test_it_brings_nothing_of_the_rest(part: str) -> None:
    asked = f"import sys, engine.{part}; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(done.stdout)
    assert [name for name in loaded if name.partition(".")[0] in HEAVY] == []
    assert {name.split(".")[1] for name in loaded if name.startswith("engine.")} == OWN[part]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_example_of_the_readme_gives_what_it_says(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    imports, *lines = example.splitlines()
    names: dict[str, object] = {}
    exec(imports, names)
    assert len(lines) == 2
    for line in lines:
        code, told = line.split("  # ")
        assert eval(code, names) == ast.literal_eval(told)
