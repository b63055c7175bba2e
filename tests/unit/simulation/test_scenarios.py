"""The runner of scenarios: what it finds when pack or scenario is wrong, and what counts as proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import handlers
from engine import cli
from engine.calendar import load_default
from engine.cli.scenarios import test_command as banjian_test
from engine.errors import Invalid
from engine.model.definition import Pack
from engine.model.files import read_folder
from engine.model.packs import load_pack
from engine.simulation.scenario import read_scenario
from engine.simulation.scenarios import Outcome, proven, run_scenario, scenario_files

PROCESSES = Path(__file__).parents[3] / "processes"
PETITION = read_folder(PROCESSES / "petition")
GOOD = "accepted_and_closed"

HEAD = """
title: 试验
at: 2026-01-05T09:00+08:00
start:
  by: petition_clerk
  with:
    channel: VISIT
    petitioner: {name: 演示甲, address: 演示县}
    kind: CLAIM
    category: HOUSING
    subject: 电梯停用
    facts: 电梯停用。
    claim: 修复电梯。
"""

assert handlers.__all__  # importing the package registers the handlers


def petition(**changes: tuple[str, str]) -> Pack:
    """The petition pack, with words replaced in its files: stem=(old, new)."""
    files = dict(PETITION)
    for stem, (old, new) in changes.items():
        path = next(p for p in files if p.rsplit("/", 1)[-1].startswith(f"{stem}."))
        assert old.encode() in files[path], f"{path} has no {old}"
        files[path] = files[path].replace(old.encode(), new.encode())
    pack, findings = load_pack(files)
    assert pack is not None, [finding.text for finding in findings]
    return pack


def texts(pack: Pack, data: str | bytes, name: str = "trial") -> list[str]:
    content = data.encode() if isinstance(data, str) else data
    return [failure.text for failure in run_scenario(pack, name, content, load_default()).failures]


def after_head(steps: str) -> list[str]:
    return texts(petition(), HEAD + steps)


# --- a model that is broken on purpose


def test_a_wrong_number_of_days_is_found() -> None:
    broken = petition(pack=("days: 15, count: calendar", "days: 16, count: calendar"))

    assert texts(broken, scenario_files(broken)[GOOD]) == [
        "step 1: clock acceptance: expected 2026-01-20, found 2026-01-21.",
        "step 1: due check_repeat: expected 2026-01-20, found 2026-01-21.",
        "step 6: clock acceptance: expected 2026-01-20, found 2026-01-21.",
    ]


def test_a_decision_table_that_leads_elsewhere_is_found() -> None:
    broken = petition(routing=('"construction"', '"planning"'))

    assert texts(broken, scenario_files(broken)[GOOD]) == [
        "step 3: unit: expected construction, found planning."
    ]


def test_a_form_that_asks_too_little_is_found() -> None:
    broken = petition(register=('"max": "=parameters.max_representatives"', '"max": 50'))

    failures = texts(broken, scenario_files(broken)["group_visit_representatives"])

    assert failures == ["step 1: register: expected that representatives are refused, found -."]


def test_a_template_with_a_wrong_name_stops_the_scenario() -> None:
    broken = petition(petition=('target="due_on"', 'target="due"'))

    failures = texts(broken, scenario_files(broken)[GOOD])

    assert len(failures) == 1
    assert "make_acceptance_notice" in failures[0] or "document" in failures[0]


# --- what a scenario may not do


def test_a_task_is_completed_only_by_a_role_that_may() -> None:
    assert after_head("steps: [{complete: check_repeat, by: archive_clerk, with: {relation: FIRST}}]") == [
        "step 1: archive_clerk may not complete check_repeat; petition_clerk may."
    ]
    assert after_head("steps: [{complete: check_repeat, with: {relation: FIRST}}]") == [
        "step 1: Who completes check_repeat? `by` is missing."
    ]


def test_a_role_at_a_unit_is_the_role_too() -> None:
    assert (
        after_head("steps: [{complete: check_repeat, by: petition_clerk@petition, with: {relation: FIRST}}]")
        == []
    )


def test_only_a_starter_starts() -> None:
    assert texts(petition(), HEAD.replace("petition_clerk", "archive_clerk")) == [
        "at the start: archive_clerk may not start a case; petition_clerk may."
    ]


def test_values_go_through_the_form() -> None:
    failures = after_head("steps: [{complete: check_repeat, by: petition_clerk, with: {relation: MAYBE}}]")

    assert [text.split(" was refused: ")[0] for text in failures] == [
        "step 1: The value of relation",
        "step 1: The value of previous_number",
    ]


def test_a_task_that_is_not_open_cannot_be_completed() -> None:
    assert after_head("steps: [{complete: archive, by: archive_clerk}]") == [
        "step 1: archive is not waiting; waiting: check_repeat."
    ]
    assert after_head("steps: [{complete: check_repeat, by: petition_clerk, where: {relation: FIRST}}]") == [
        "step 1: Expected a task of check_repeat with {'relation': 'FIRST'}, but none of those open has it."
    ]


def test_time_does_not_go_back() -> None:
    assert after_head("steps: [{until: 2026-01-04T09:00+08:00}]") == [
        "step 1: Time cannot go back to 2026-01-04T09:00:00+08:00."
    ]


def test_a_message_that_nobody_waits_for_fails() -> None:
    assert after_head('steps: [{message: {name: hello, key: "1"}}]') == [
        "step 1: Nobody waits for message 'hello' with key '1'; waited for: -."
    ]


# --- what it looks at


@pytest.mark.parametrize(
    ("expectation", "failure"),
    [
        ("waiting: [decide]", "waiting: expected [decide], found [check_repeat]."),
        ("due: {decide: 2026-01-20}", "decide is not waiting; waiting: check_repeat."),
        ("groups: {check_repeat: [a]}", "groups check_repeat: expected [a], found [petition_clerk]."),
        ("variables: {petitioner.name: 乙}", "petitioner.name: expected 乙, found 演示甲."),
        ("reminded: [check_repeat]", "reminded: expected [check_repeat], found []."),
        ("overdue: [check_repeat]", "overdue: expected [check_repeat], found []."),
        ("fired: [acceptance_overdue]", "fired: expected [acceptance_overdue], found []."),
        ("documents: [a.docx]", "documents: expected [a.docx], found []."),
        ("status: completed", "status: expected completed, found active."),
        ("lamp: red", "lamp: expected red, found green."),
        ("clock: {acceptance: null}", "clock acceptance: expected -, found 2026-01-20."),
        (
            "passed: [decide]",
            "decide was not passed in this order; passed: register, acceptance_phase_start.",
        ),
        ("not_passed: [register]", "register was passed."),
    ],
)
def test_an_expectation_that_does_not_hold_says_what_it_found(expectation: str, failure: str) -> None:
    assert after_head(f"steps: [expect: {{{expectation}}}]") == [f"step 1: {failure}"]
    assert after_head(f"then: {{{expectation}}}") == [f"at the end: {failure}"]


def test_an_event_counts_for_the_next_expectation_only() -> None:
    assert (
        after_head("""steps:
      - until: 2026-01-21T09:00+08:00
      - expect: {fired: [acceptance_overdue], overdue: [check_repeat], lamp: red}
      - advance: P1D
      - expect: {fired: [], overdue: [], lamp: red}
    """)
        == []
    )


@pytest.mark.parametrize(
    ("expectation", "failure"),
    [
        ("not_passed: [deceide]", "There is no element deceide; known: decide."),
        ("fired: [acceptance_late]", "There is no element acceptance_late; known: "),
        ("clock: {acceptanse: null}", "There is no clock acceptanse; known: acceptance."),
    ],
)
def test_what_is_in_no_process_cannot_be_expected(expectation: str, failure: str) -> None:
    for at, steps in (
        ("step 1", f"steps: [expect: {{{expectation}}}]"),
        ("at the end", f"then: {{{expectation}}}"),
    ):
        assert [text[: len(at) + 2 + len(failure)] for text in after_head(steps)] == [f"{at}: {failure}"]


NUMBERED = {
    "pack.yaml": "key: p\ntitle: T\nprocess: p\nstarters: [clerk]\nroles: {clerk: {title: C}}\nnumbering: 函{year}-{seq:03}\n",
    "p.process.yaml": "process: p\ndo:\n  - script: 记\n    set: seen\n    value: '[{number: instance.number}]'\n"
    "  - wait: 等\n    id: w\n    message: message\n    key: instance.number\n",
}  # fmt: skip


def test_the_case_has_the_number_of_its_pack_and_an_item_of_a_list_is_found_by_its_number() -> None:
    pack, findings = load_pack({path: text.encode() for path, text in NUMBERED.items()})
    assert pack is not None, findings
    head = "title: t\nat: 2026-01-05T09:00+08:00\nstart: {by: clerk}\n"
    told = (
        head + "steps: [{message: {name: message, key: 函2026-001}}]\nthen: {status: completed, variables: "
    )
    assert texts(pack, told + "{seen.1.number: 函2026-001}}") == []
    assert texts(pack, told + "{seen.2.number: x}}") == ["at the end: seen.2.number: expected x, found -."]
    other = head + "steps: [{message: {name: message, key: x}}]"
    assert texts(pack, other) == [
        "step 1: Nobody waits for message 'message' with key 'x'; waited for: message (函2026-001)."
    ]


# --- files


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("title: a", "line 1, column 1: The key at is missing here."),
        (HEAD + "stepps: []", "line 14, column 1: The key stepps is not known; known here: steps."),
        (HEAD + "then: {}\nthen: {}", "line 15, column 1: 'then' is given twice"),
        (HEAD + "steps:\n  - complete：decide", "line 15, column 5: '：' is not a sign of YAML"),
        (HEAD + "steps: null", "line 14, column 1: Here belongs a list, not nothing."),
        (HEAD + "then: {status: done}", "'done' is none of these: active, cancelled, completed."),
        (HEAD + "then: {due: {decide: 5}}", "line 14, column 8: Here belongs a text, not a whole number."),
        (HEAD + "steps: [{complete: a, until: b}]", "Step 1 needs exactly one of"),
        (HEAD + "steps: [{by: a}]", "Step 1 needs exactly one of"),
        (HEAD + "steps: [{until: a, by: b}]", "Step 1: by has no meaning with until"),
        (HEAD + "steps: [expect: {wating: [a]}]", "The key wating is not known; known here: waiting."),
        (HEAD + "rules: [LR-5x]", "LR-5x is not the id of a rule"),
        (HEAD.replace("+08:00", ""), "has no time zone"),
        ("title: [", "cannot be read"),
    ],
)
def test_a_slip_of_the_pen_is_told(data: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_scenario(data.encode())

    assert reason in str(caught.value)


def test_dates_stay_text_and_decimals_exact() -> None:
    scenario = read_scenario(
        (HEAD + "then: {variables: {on: 2026-01-20, cost: 0.1, answer: NO, yes: true}}").encode()
    )

    assert scenario.then.variables["on"] == "2026-01-20"
    assert str(scenario.then.variables["cost"]) == "0.1"
    assert (scenario.then.variables["answer"], scenario.then.variables["yes"]) == ("NO", True)


# --- proof


def test_a_scenario_that_fails_proves_nothing() -> None:
    good, bad = (
        Outcome("p", "good", "", ("PT-12",)),
        run_scenario(petition(), "bad", b"title: a", load_default()),
    )

    assert proven([good, Outcome("p", "also", "", ("PT-12", "LR-05")), bad]) == {
        "LR-05": ["p/also"], "PT-12": ["p/good", "p/also"],
    }  # fmt: skip
    assert not bad.passed


# --- banjian test


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "petition"
    for path, data in PETITION.items():
        keep = not path.startswith("scenarios/") or GOOD in path
        if keep:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return tmp_path


def banjian(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.execute(["test", *arguments])
    return code, capsys.readouterr().out


def test_the_command_tells_what_is_proven(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, output = banjian(capsys, str(packs), "--json")
    document: dict[str, Any] = json.loads(output)

    assert code == 0
    assert (document["passed"], document["failed"]) == (1, 0)
    assert document["rules"]["PT-12"] == [f"petition/{GOOD}"]
    scenario = document["scenarios"][0]
    assert (scenario["pack"], scenario["name"], scenario["failures"]) == ("petition", GOOD, [])


def test_the_command_ends_with_1_when_one_fails(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = packs / "petition" / "scenarios" / f"{GOOD}.yaml"
    file.write_text(file.read_text("utf-8").replace("lamp: green", "lamp: red"), "utf-8")

    code, output = banjian(capsys, str(file), "--json")
    document = json.loads(output)

    assert code == 1
    assert (document["passed"], document["failed"], document["rules"]) == (0, 1, {})
    assert document["scenarios"][0]["failures"] == ["step 1: lamp: expected red, found green."]


def test_no_scenario_is_no_success(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packs / "petition" / "scenarios" / f"{GOOD}.yaml").unlink()

    assert banjian(capsys, str(packs))[0] == 1


def test_a_folder_without_packs_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert banjian(capsys, str(tmp_path))[0] == 2


# --- what a designer is told though nothing failed


def test_a_decision_without_a_value_is_a_warning_of_the_scenario(tmp_path: Path) -> None:
    broken = petition(routing=('"HOUSING"', '"HOUSES"'))

    outcome = run_scenario(broken, GOOD, scenario_files(broken)[GOOD], load_default())

    (warned,) = outcome.warnings
    assert (warned.element, warned.what) == ("find_unit", "responsible_unit")
    assert "No rule of the table matches." in [str(reason) for reason in warned.reasons]
    folder = tmp_path / "petition"
    for path, content in broken.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    told = CliRunner().invoke(banjian_test, [str(folder / "scenarios" / f"{GOOD}.yaml")]).output
    assert "responsible_unit" in told.split("\n", 1)[1]


def test_a_scenario_in_which_all_has_a_value_has_no_warning() -> None:
    good = petition()
    assert run_scenario(good, GOOD, scenario_files(good)[GOOD], load_default()).warnings == ()
