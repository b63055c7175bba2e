"""Packs: files in, one frozen record or findings out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Invalid
from engine.model import files, packs
from engine.model.packs import check_file, load_file, load_pack, read_folder
from tests.unit.model.examples import END, PACK_YAML, START, bpmn, chain, errors, findings, flow, line, pack
from tests.unit.model.rule_examples import EXAMPLES, TABLE


def test_a_pack_has_everything_its_files_say():
    loaded, found = load_pack(pack(), version=4)
    assert [f for f in found if f.severity == "error"] == []
    assert (loaded.key, loaded.title, loaded.ref) == ("leave", "请假（演示）", "leave:4")
    assert list(loaded.processes) == ["p"]
    assert loaded.forms["ask"]["components"][0]["key"] == "days"
    assert (loaded.deadlines["reply"].days, loaded.deadlines["reply"].count) == (5, "working")
    assert loaded.parameters == {"limit": 3}
    assert loaded.settings["roles"]["clerk"]["title"] == "经办人"
    assert loaded.settings["starters"] == ["clerk"]
    assert loaded.files["p.bpmn"] == line("a")


def test_numbers_of_parameters_are_exact():
    loaded, _ = load_pack(pack(pack_yaml=PACK_YAML.replace("value: 3", "value: {rate: 0.1}")))
    assert loaded.parameters["limit"] == {"rate": Decimal("0.1")}


def test_the_digest_depends_on_paths_and_content_and_not_on_order():
    one = {"a": b"1", "b": b"2"}
    assert files.digest(one) == files.digest(dict(reversed(one.items())))
    others = [
        {"a": b"1"},
        {"a": b"12", "b": b""},
        {"a": b"1", "c": b"2"},
        {"ab": b"12"},
        {"a": b"2", "b": b"1"},
    ]
    assert len({files.digest(o) for o in [one, *others]}) == 6


@pytest.mark.parametrize(
    ("before", "after", "message", "line_number"),
    [
        ("deadlines:", "dedlines:", "The key dedlines is not known; known here: deadlines.", 7),
        ("days: 5", "day: 5", "The key deadlines.reply.day is not known; known here: days.", 8),
        ("days: 5", "days: five", "Expected `int`, got `str` - at `$.deadlines[...].days`", None),
        ("count: working", "count: weekly", "Invalid enum value 'weekly'", None),
        ("days: 5", "days: -1", "The days of deadline reply must be 0 to 36500.", None),
        ("starters: [clerk]", "starters: [boss]", "The starter boss is not among the roles.", None),
        ("key: leave", "numbering: '{key.__class__}'\nkey: leave", "may use key, year", None),
        ("key: leave\n", "", "Object missing required field `key`", None),
        ("key: leave", "key: [", "not YAML", None),
        ("key: leave", "lint: {nonsense: off}\nkey: leave", "There is no lint rule nonsense.", None),
        ("key: leave", "search: &a [x]\nkey: *a", "aliases", None),
    ],
)
def test_a_wrong_pack_yaml_says_what_and_where(before, after, message, line_number):
    found = [
        f for f in findings(pack(pack_yaml=PACK_YAML.replace(before, after, 1))) if f.rule == "pack-syntax"
    ]
    assert message in found[0].text
    assert found[0].file == "pack.yaml"
    assert line_number is None or found[0].line == line_number


@pytest.mark.parametrize(
    ("title", "rule"),
    [("= ((", "feel-syntax"), ("${name}", "not-feel"), ("= working days between(a, b)", None)],
)
def test_a_title_of_cases_that_cannot_be_worked_out_is_refused_with_its_line(title, rule):
    text = f'case_title: "{title}"\n{PACK_YAML}'
    found = [(f.rule, f.severity, f.file, f.line) for f in findings(pack(pack_yaml=text))]
    assert found == ([(rule, "error", "pack.yaml", 1)] if rule else [])


@pytest.mark.parametrize(
    "text", ["", "a", "- 1", "? [a]\n: b", "key: !!python/object:os.system x", "\x00", "1: 2"]
)
def test_garbage_instead_of_pack_yaml_is_a_finding(text):
    assert any(e.startswith("pack-syntax") for e in errors(pack(pack_yaml=text)))


def test_deep_yaml_and_json_are_findings():
    assert errors(pack(pack_yaml="[" * 1500))
    assert errors(pack(form="[" * 200_000))


def test_a_single_file_is_a_pack_named_after_it(tmp_path):
    path = tmp_path / "leave.bpmn"
    path.write_bytes(line("a"))
    loaded = load_file(path)
    assert (loaded.key, list(loaded.processes), loaded.settings["process"]) == ("leave", ["p"], "p")
    assert load_file(str(path)).digest == loaded.digest
    assert load_file(line("a")).key == "p"


def test_a_single_file_may_refer_to_what_is_in_other_files():
    call = '<bpmn:extensionElements><zeebe:calledElement processId="q"/></bpmn:extensionElements>'
    data = line("a", a=f'<bpmn:callActivity id="a">{call}</bpmn:callActivity>')
    loaded, found = check_file("m.bpmn", data)
    assert loaded is not None
    assert ("called-exists", "warning") in [(f.rule, f.severity) for f in found]
    assert any(text.startswith("called-exists") for text in errors(pack(data)))


def test_the_main_process_of_a_pack_must_be_executable():
    data = bpmn('<bpmn:startEvent id="s"/>', executable="false")
    assert "main-process p: The process p is marked as not executable." in errors(pack(data))


def test_a_folder_is_read_without_hidden_files(tmp_path):
    for name in ("pack.yaml", "forms/a.form.json", "scenarios/one.yaml", "README.md", ".git/config", ".x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert sorted(read_folder(tmp_path)) == [
        "README.md",
        "forms/a.form.json",
        "pack.yaml",
        "scenarios/one.yaml",
    ]


def test_a_file_that_is_too_large_is_cut_and_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    (tmp_path / "pack.yaml").write_text(PACK_YAML)
    (tmp_path / "big.docx").write_bytes(b"x" * 5000)
    read = read_folder(tmp_path)
    assert len(read["big.docx"]) == 1001
    assert any(text.startswith("file-too-large") for text in errors(read))


def test_a_refused_file_raises_with_all_findings():
    with pytest.raises(Invalid) as caught:
        load_file(b"garbage")
    assert [f.rule for f in caught.value.findings] == ["xml-syntax"]


def test_decisions_of_a_pack_can_be_asked():
    loaded, _ = load_pack(EXAMPLES["decision-exists"][0])
    assert loaded.decisions["grade"].decide({"days": 5}).value == "long"


def test_a_broken_decision_refuses_the_pack_with_its_line():
    broken = pack(**{"grade.dmn": TABLE.replace("&gt; 3", "&gt;")})
    (found,) = (f for f in findings(broken) if f.severity == "error")
    assert (found.file, found.rule, found.line) == ("grade.dmn", "dmn-feel", 4)


def test_a_decision_that_reads_a_misspelt_variable_is_warned_of():
    files = EXAMPLES["decision-exists"][0] | {
        "grade.dmn": TABLE.replace("<text>days", "<text>dayss").encode()
    }
    (found,) = (f for f in findings(files) if f.rule == "variable-unknown")
    assert (found.element, found.severity) == ("a", "warning")


def test_a_process_that_is_not_meant_to_run_is_not_refused_for_what_it_lacks_and_cannot_be_run():
    drawing = '<bpmn:subChoreography id="x"/>' + flow("x", "y", "${juel}") + '<bpmn:serviceTask id="y"/>'
    files = pack(**{"drawing.bpmn": bpmn(drawing, process_id="drawing", executable="false")})
    loaded, found = load_pack(files)
    assert [f for f in found if f.severity == "error"] == []
    assert {"unsupported", "not-feel", "job-type-missing"} <= {f.rule for f in found}
    assert list(loaded.processes) == ["p"]
    assert errors(pack(bpmn(drawing)))


def test_a_lane_that_names_no_role_is_warned_of():
    lanes = (
        '<bpmn:laneSet><bpmn:lane name="{}"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    task = '<bpmn:userTask id="a"/>'
    for name, known in (("clerk", False), ("boss", True)):
        model = bpmn(lanes.format(name) + START + task + END + chain("s", "a", "e"))
        assert ("group-known" in {f.rule for f in findings(pack(model))}) is known


def test_a_deployed_pack_stays_readable_when_a_rule_becomes_stricter(monkeypatch):
    def stricter(kind, draft, report):
        report.add("graph-differs", "A rule that came later.")

    monkeypatch.setattr(packs.rules, "run", stricter)
    assert load_pack(pack())[0] is None
    restored = packs.restore_pack(pack(), 3)
    assert restored.ref == "leave:3"
    assert list(restored.processes) == ["p"]
