"""Reads the pages of documentation for `test_docs`: tables, sections, links, examples."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
_RULE = re.compile(r"\b(?:LR|PT|GA|RC|SV|PE|C)-\d{2}\b")
_PROGRAM = "banjian"


def pages() -> list[Path]:
    """Every page of ours: those of the root, of docs and of the packs."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("processes/**/*.md")]
    return sorted(page.resolve() for page in found)


@cache
def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text("utf-8")


def sections(text: str) -> dict[str, str]:
    """Titles of all levels, each with what follows up to the next one."""
    parts = re.split(r"^#+ +(.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table(text: str, title: str) -> list[tuple[str, ...]]:
    """The rows of the tables of a section, without their heads."""
    lines = sections(text)[title].splitlines()
    rows = []
    for number, line in enumerate(lines):
        head = number + 1 < len(lines) and lines[number + 1].startswith("|---")
        if line.startswith("|") and not line.startswith("|---") and not head:
            cells = re.split(r"(?<!\\)\|", line.strip())[1:-1]
            rows.append(tuple(cell.strip() for cell in cells))
    return rows


def links_of(page: Path) -> Iterator[str]:
    """Targets of relative links."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\[[^]]*\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors_of(page: Path) -> set[str]:
    """The names under which headings can be linked."""
    titles = re.findall(r"^#+ +(.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def code_of(page: Path) -> list[str]:
    """Lines of fenced blocks and code within sentences."""
    text = page.read_text("utf-8")
    fenced = re.findall(r"^ *```\w*\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^ *```\w*\n.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in fenced for line in re.sub(r"\\?\n {4,}(?=[-\[])", " ", block).splitlines()]
    return [line.strip() for line in lines] + re.findall(r"`([^`\n]+)`", rest)


def commands_in(page: Path) -> Iterator[str]:
    """Lines that call the program, from its name on; whatever calls it stands before."""
    before = r"^(?:\w+=\S+ |sudo |-u \w+ |nice |[-\w./]+/)*"
    for line in code_of(page):
        called = re.match(rf"{before}({_PROGRAM} .*)", line)
        if called:
            yield called[1]


def find_command(program: click.Group, line: str) -> str | None:
    """What is wrong with a call of the program; None if command and options exist."""
    try:
        words = shlex.split(re.sub(r"[\[\]]|\.\.\.", " ", line) if "'" not in line else line, comments=True)
    except ValueError:
        words = line.split()
    command: click.Command = program
    options = _options(command)
    for word in words[1:]:
        if word in ("|", "&&", ";", ">"):
            break
        if word.startswith("-") and len(word) > 1:
            if word.partition("=")[0] not in options:
                return f"there is no option {word}"
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z]+", word):
            below = command.get_command(click.Context(command), word)
            if below is None:
                return f"there is no command {word}"
            command, options = below, _options(below)
    return None


def _options(command: click.Command) -> set[str]:
    named = {opt for param in command.params if isinstance(param, click.Option) for opt in param.opts}
    return named | {"--help", "-h", "-"}


def rule_ids() -> dict[str, set[str]]:
    """Every rule id that packs, engine and handlers name, and where: the pack's key or the module's path."""
    found: dict[str, set[str]] = {}
    files = [*ROOT.glob("processes/*/**/*"), *ROOT.glob("engine/**/*.py"), *ROOT.glob("handlers/**/*.py")]
    for file in files:
        if file.suffix not in (".py", ".yaml", ".bpmn", ".dmn", ".json", ".md"):
            continue
        path = file.relative_to(ROOT)
        place = path.parts[1] if path.parts[0] == "processes" else str(path)
        for rule in _RULE.findall(file.read_text("utf-8")):
            found.setdefault(rule, set()).add(place)
    return found


def error_bases(root: str) -> dict[str, str]:
    """The classes of the engine below `root`, and it, each with its base; by their texts, without imports."""
    bases = {
        node.name: base.id
        for file in ROOT.glob("engine/**/*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        for base in node.bases[:1]
        if isinstance(base, ast.Name)
    }
    found = {root: ""}
    while more := {kind: base for kind, base in bases.items() if base in found and kind not in found}:
        found |= more
    return found
