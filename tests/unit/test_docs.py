"""The documentation says what the code does: nothing is missing from a reference page, and a page names nothing
that is not there; links lead to files, and commands in examples exist with their options.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import click
import msgspec
import pytest

from engine import commands, config, events, handler_api
from engine.cli import banjian
from engine.model import supported
from tests.unit.doc_pages import (
    ROOT,
    anchors_of,
    code_of,
    commands_in,
    error_bases,
    find_command,
    links_of,
    pages,
    reference,
    rule_ids,
    sections,
    table,
)

PAGES = pages()
KEYS = config.keys()
COMMANDS = [kind for kind in commands.Command.__subclasses__() if kind.__module__ == commands.__name__]


def name(cell: str) -> str:
    return cell.strip("`").replace("\\|", "|")


# --- reference pages


def test_every_key_of_the_configuration_stands_with_its_variable():
    written = {name(row[0]): name(row[1]) for row in table(reference("configuration"), "Keys")}
    assert written == {key: config.variable(key) for key in KEYS}


def test_the_defaults_on_the_page_are_those_of_the_program(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    rows = table(reference("configuration"), "Keys")
    said = {name(row[1]): name(row[2]) for row in rows if row[1] and row[2]}
    assert config.load(environ=said) == config.load(environ={})
    empty = {name(row[0]) for row in rows if not row[2]}
    assert {key for key in KEYS if _default(key) == ""} == empty


def _default(key: str) -> Any:
    value: Any = config.Config()
    for part in key.split("."):
        value = getattr(value, part)
    return value


def test_every_variable_of_the_environment_that_a_page_names_exists():
    known = {config.variable(key) for key in KEYS} | {"BANJIAN_CONFIG"}
    known |= {"BANJIAN_SECRET_KEY", "BANJIAN_MAIL_PASSWORD"}
    named = {
        (page, word)
        for page in PAGES
        for word in re.findall(r"BANJIAN_[A-Z_]+[A-Z]", page.read_text("utf-8"))
    }
    wrong = {(page.name, word) for page, word in named if word not in known}
    assert {pair for pair in wrong if not pair[1].startswith("BANJIAN_HANDLERS_SETTINGS_")} == set()


def test_every_command_stands_with_its_fields_and_defaults():
    page = sections(reference("commands"))
    common = {field.name for field in msgspec.structs.fields(commands.Command)}
    assert {name(row[0]) for row in table(reference("commands"), "Every command")} == common
    groups = {"Commands", "Every command", "The answer"}
    named = {title for title, text in page.items() if "| field |" in text} - groups
    assert named == {kind.__name__ for kind in COMMANDS}
    for kind in COMMANDS:
        written = {name(row[0]): name(row[2]) for row in table(reference("commands"), kind.__name__)}
        own = [field for field in msgspec.structs.fields(kind) if field.name not in common]
        assert written == {field.name: _default_of(field) for field in own}, kind.__name__


def _default_of(field: Any) -> str:
    if field.default_factory is not msgspec.NODEFAULT:
        return repr(field.default_factory())
    return "" if field.default is msgspec.NODEFAULT else repr(field.default)


def test_every_kind_of_event_stands_with_its_fields():
    written = {
        name(row[0]): name(row[1])
        for title in sections(reference("events"))
        for row in table(reference("events"), title)
        if title != "Events"
    }
    assert written == {kind: text.partition(":")[0] for kind, text in events.KINDS.items()}


def test_every_error_stands_with_its_base_and_its_http_code():
    from webui.errors import STATUS

    codes = {kind.__name__: str(code) for kind, code, _ in STATUS}
    bases = error_bases("EngineError")
    expected = {}
    for kind, base in bases.items():
        line = kind
        while line and line not in codes:
            line = bases[line]
        expected[kind] = (base, "" if kind == "Rejected" else codes.get(line, "500"))
    written = {name(row[0]): (name(row[1]), row[2]) for row in table(reference("errors"), "Errors")}
    assert written == expected


def test_every_name_of_the_handler_api_stands_on_its_page():
    page = reference("handler-api")
    public = {
        word
        for word, value in vars(handler_api).items()
        if not word.startswith("_")
        and getattr(value, "__module__", "").startswith(("engine.handler_api", "engine.commands"))
    }
    named = {word for row in table(page, "Handler API") for word in re.findall(r"`(\w+)", row[0])}
    assert named == public | {"HandlerFunction"}
    fields = {name(row[0]) for row in table(page, "Job")}
    assert fields == set(handler_api.Job.__dataclass_fields__)


def test_the_handlers_that_come_along_stand_on_the_page():
    import handlers

    assert handlers
    named = {name(row[0]) for row in table(reference("handler-api"), "Handlers that come with the product")}
    assert named == {
        kind for kind, call in handler_api.list_handlers().items() if call.__module__.startswith("handlers.")
    }


def test_what_runs_is_what_the_table_says():
    said = {True: "yes", False: "no"}
    page = reference("supported")
    nodes = [(f"`{tag}`", c.title, said[c.executed], c.note) for tag, c in supported.NODES.items()]
    assert table(page, "Elements") == nodes
    kinds = [
        (
            f"`{kind}`",
            *(said[c.executed] if kind in allowed else "" for _, allowed in supported.POSITIONS.values()),
            c.note,
        )
        for kind, c in supported.EVENTS.items()
    ]
    assert table(page, "Events") == kinds
    assert table(page, "Other constructs") == [
        (c.title, said[c.executed], c.note) for c in supported.CONSTRUCTS.values()
    ]
    assert [name(row[0]) for row in table(page, "Extension elements")] == list(supported.EXTENSIONS)
    refused = {name(row[0]) for row in table(page, "Extension elements") if row[1].startswith("nothing")}
    assert refused == {word for word, where in supported.EXTENSIONS.items() if not where}


def test_every_rule_that_is_used_stands_on_the_page_of_rules():
    used = rule_ids()
    page = reference("rules")
    rows = {name(row[0]): row for title in sections(page) for row in table(page, title)}
    assert set(rows) == set(used)
    for rule, row in rows.items():
        named = set(re.findall(r"`([^`]+)`", row[3]))
        assert named <= used[rule], f"{rule} is not in {named - used[rule]}"


# --- the command line


def _leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for word in command.list_commands(context):
        below = command.get_command(context, word)
        assert below is not None
        yield from _leaves(below, (*path, word))


LEAVES = dict(_leaves(banjian))


def test_every_command_of_the_command_line_stands_on_its_page():
    page = reference("cli")
    named = {title.removeprefix("banjian ") for title in sections(page) if title.startswith("banjian ")}
    assert named == set(LEAVES)


@pytest.mark.parametrize("command", LEAVES)
def test_a_command_stands_with_its_options_its_arguments_and_its_help(command):
    page, known = reference("cli"), LEAVES[command]
    options = [p for p in known.params if isinstance(p, click.Option)]
    written = {row[0].replace("`", ""): name(row[1]) for row in table(page, f"banjian {command}")}
    assert set(written) == {", ".join(option.opts) for option in options}
    for option in options:
        if option.help:
            assert written[", ".join(option.opts)] == option.help
    text = sections(page)[f"banjian {command}"]
    assert inspect.cleandoc(known.help or "") in text
    usage = text.partition("```\n")[2].partition("```")[0]
    for option in options:
        assert option.opts[0] in usage, f"{option.opts[0]} is not in the usage of {command}"


def test_the_options_before_the_command_stand_on_the_page():
    written = {name(row[0]) for row in table(reference("cli"), "Command line")}
    assert written == {option.opts[0] for option in banjian.params}


# --- every page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page):
    broken = []
    for target in links_of(page):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors_of(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_an_example_exists_with_its_options(page):
    wrong = []
    for line in commands_in(page):
        if (fault := find_command(banjian, line)) is not None:
            wrong.append(f"{line}: {fault}")
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_and_every_make_target_that_a_page_names_exists(page):
    missing = [
        path
        for path in re.findall(
            r"`((?:engine|webui|handlers|processes|tests|docs|bench)/[\w./-]+)`", page.read_text("utf-8")
        )
        if not (ROOT / path).exists()
    ]
    assert missing == []
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {word for line in code_of(page) for word in re.findall(r"^make (\w+)", line)} <= targets


def test_every_page_is_in_the_table_of_contents():
    linked = {
        (ROOT / "docs" / target.partition("#")[0]).resolve()
        for target in links_of(ROOT / "docs" / "index.md")
    }
    docs = {page for page in PAGES if page.is_relative_to(ROOT / "docs") and page.name != "index.md"}
    assert {str(page.relative_to(ROOT)) for page in docs if not ({page, page.parent} & linked)} == set()


def test_a_wrong_option_and_a_wrong_command_are_noticed():
    assert find_command(banjian, "banjian export --fromat xes") == "there is no option --fromat"
    assert find_command(banjian, "banjian calendar shwo 2026") == "there is no command shwo"
    assert find_command(banjian, "banjian feel '1 -- 2' --json # --no") is None
