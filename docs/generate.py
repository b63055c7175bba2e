"""Writes the tables of the reference pages that come from the code: `make docs`. A test compares them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.model import lint, supported
from engine.model.findings import RULES
from engine.notation import SCHEMA, schema, words

PAGES = Path(__file__).parent / "reference"
_SAID = {True: "yes", False: "no"}
_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return row(head) + "|" + "---|" * len(head) + "\n" + "".join(map(row, rows))


def with_table(page: str, title: str, made: str) -> str:
    """The page with the first table of a section replaced."""
    start = page.index(f"## {title}\n")
    end = page.find("\n## ", start + 1)
    section = page[start:] if end < 0 else page[start:end]
    return page.replace(section, _TABLE.sub(lambda _: made, section, count=1), 1)


def supported_page(page: str) -> str:
    """What runs and what does not."""
    nodes = [(f"`{tag}`", c.title, _SAID[c.executed], c.note) for tag, c in supported.NODES.items()]
    page = with_table(page, "Elements", grid(("tag", "element", "executed", ""), nodes))
    head = ("kind", *(title for title, _ in supported.POSITIONS.values()), "")
    events = [
        (
            f"`{kind}`",
            *(_SAID[c.executed] if kind in allowed else "" for _, allowed in supported.POSITIONS.values()),
            c.note,
        )
        for kind, c in supported.EVENTS.items()
    ]
    page = with_table(page, "Events", grid(head, events))
    others = [(c.title, _SAID[c.executed], c.note) for c in supported.CONSTRUCTS.values()]
    return with_table(page, "Other constructs", grid(("construct", "executed", ""), others))


def lint_page(page: str) -> str:
    """Every rule, errors first."""
    assert lint.lint  # importing it registers all rules
    rules = sorted(RULES.values(), key=lambda r: (r.severity != "error", r.id))
    rows = [
        (f"`{r.id}`", r.severity if r.where == "always" else f"{r.severity}, {r.where}", r.doc) for r in rules
    ]
    return with_table(page, "The rules", grid(("rule", "severity", "what it finds"), rows))


def yaml_page(page: str) -> str:
    """The words of the notation: kinds of steps, handlers, parts, values."""
    activity = words.KINDS["step"].keys
    common = {True: set(activity), False: {"id", "documentation", "properties"}}
    steps = []
    for kind, known in words.KINDS.items():
        own = _keys(set(known.keys) - common["each" in known.keys], known)
        steps.append((f"`{kind}`", f"`{known.tag}`" if known.tag else "", known.doc, own))
    said = "`task` to `block`; all others have `id`, `documentation`, `properties` too"
    steps.append(("every activity", "", said, _keys(activity, words.KINDS["step"])))
    page = with_table(page, "Steps", grid(("step", "BPMN", "what it is", "its own keys"), steps))
    handlers = [(f"`{key}`", ", ".join(f"`{name}`" for name in keys)) for key, keys in words.HANDLERS.items()]
    page = with_table(page, "Handlers", grid(("key", "its event is told by"), handlers))
    parts = {
        "the process": words.PROCESS, "`start` of the process": words.START, "`cases`": words.CASE,
        "`branches`": words.BRANCH, "`any`": words.ALTERNATIVE, "`each`": words.EACH, "`loop`": words.LOOP,
        "`deadline`": words.DEADLINE, "`remind`": words.REMINDER, "`clock`": words.CLOCK,
        "`join`": words.JOIN,
    }  # fmt: skip
    rows = [(name, ", ".join(f"`{key}`" for key in keys)) for name, keys in parts.items()]
    page = with_table(page, "Parts", grid(("part", "its keys"), rows))
    kinds = sorted({(key, kind) for k in words.KINDS.values() for key, kind in k.keys.items()})
    values = [(f"`{key}`", words.TYPES[kind]) for key, kind in kinds]
    return with_table(page, "Values", grid(("key", "its value"), values))


def _keys(keys: Iterable[str], kind: words.Kind) -> str:
    return ", ".join(f"`{key}`" for key in kind.keys if key in set(keys))


#: By page, what makes it from itself.
MADE = {"supported.md": supported_page, "lint.md": lint_page, "yaml.md": yaml_page}


def main() -> None:
    for name, make in MADE.items():
        path = PAGES / name
        path.write_text(make(path.read_text("utf-8")), "utf-8")
    SCHEMA.write_text(json.dumps(schema.schema(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
