"""Every lint rule accepts its valid example and finds its invalid one."""

from __future__ import annotations

import pytest

from engine import dmn
from engine.model import lint, packs
from engine.model.findings import RULES
from tests.unit.model import rule_examples, yaml_examples
from tests.unit.model.examples import FORM, errors, findings, line, node, pack, rules
from tests.unit.model.standard_examples import STANDARD

EXAMPLES = rule_examples.EXAMPLES | yaml_examples.EXAMPLES
#: Rules that need more than a file: a caller that knows the handlers, a folder, a broken check or reader.
ELSEWHERE = {
    "handler-known", "nothing-to-check", "file-unreadable", "rule-failed", "read-failed", "graph-differs",
    "import-missing", "import-namespace", "import-ids",
}  # fmt: skip
#: Rules on the notation in YAML, which the tests of the notation go through.
YAML = {rule for rule in RULES if rule.startswith("yaml-")}


@pytest.mark.parametrize("rule", sorted(EXAMPLES))
def test_the_valid_example_is_accepted(rule):
    accepted, _ = EXAMPLES[rule]
    assert errors(accepted) == []
    assert rule not in rules(accepted)


@pytest.mark.parametrize("rule", sorted(EXAMPLES))
def test_the_invalid_example_is_found(rule):
    _, wrong = EXAMPLES[rule]
    found = [f for f in findings(wrong) if f.rule == rule]
    assert found, findings(wrong)
    assert found[0].text
    assert all(place not in found[0].text for place in ("{name}", "{element}", "{text}"))
    assert found[0].severity == RULES[rule].judge("deployed")


def test_every_rule_has_an_example_and_one_line_of_docs():
    assert lint is not None  # the module registers rules of its own
    assert set(RULES) == set(EXAMPLES) | set(STANDARD) | ELSEWHERE | YAML | set(dmn.RULES)
    assert [r.id for r in RULES.values() if not r.doc.endswith(".") or "\n" in r.doc] == []


def test_an_error_refuses_the_pack_and_a_warning_does_not():
    assert packs.load_pack(EXAMPLES["flow-dangling"][1])[0] is None
    assert packs.load_pack(EXAMPLES["missing-deadline"][1])[0] is not None


def test_pack_yaml_can_change_the_severity_of_warnings_but_not_of_errors():
    files = EXAMPLES["missing-deadline"][1]
    off = files | {"pack.yaml": files["pack.yaml"] + b"lint: {missing-deadline: off}\n"}
    strict = files | {"pack.yaml": files["pack.yaml"] + b"lint: {missing-deadline: error}\n"}
    assert "missing-deadline" not in rules(off)
    assert packs.load_pack(strict)[0] is None
    wrong = EXAMPLES["flow-dangling"][1]
    wrong = wrong | {"pack.yaml": wrong["pack.yaml"] + b"lint: {flow-dangling: off}\n"}
    assert "flow-dangling" in rules(wrong)


def test_a_handler_that_is_not_known_is_warned_of_with_the_nearest_name():
    extensions = '<bpmn:extensionElements><zeebe:taskDefinition type="mail.sent"/></bpmn:extensionElements>'
    files = pack(line("a", a=node("serviceTask", "a", extensions, name="x")))
    (found,) = (f for f in packs.load_pack(files, handlers={"mail.send"})[1] if f.rule == "handler-known")
    assert "known: mail.send." in found.text
    assert found.severity == "warning"
    assert "handler-known" not in {f.rule for f in packs.load_pack(files)[1]}


def test_findings_name_file_element_and_line():
    found = next(f for f in findings(EXAMPLES["timer-syntax"][1]) if f.rule == "timer-syntax")
    assert (found.file, found.element, found.line) == ("p.bpmn", "c", 4)


@pytest.mark.parametrize(
    ("rule", "file", "line"),
    [
        ("variable-unknown", "p.bpmn", "<bpmn:sequenceFlow"),
        ("function-unknown", "p.bpmn", "<bpmn:sequenceFlow"),
        ("main-process", "pack.yaml", "process:"),
        ("process-unique", "q.bpmn", "<bpmn:process"),
        ("process-missing", "p.bpmn", "<bpmn:definitions"),
        ("form-validate", "forms/ask.form.json", '"key"'),
    ],
)
def test_a_finding_leads_to_the_line_of_what_it_is_about(rule, file, line):
    wrong = {name: data.replace(b"><", b">\n<") for name, data in EXAMPLES[rule][1].items()}
    found = next(f for f in findings(wrong) if f.rule == rule)
    assert found.file == file
    assert found.line is not None
    assert line in wrong[file].decode().splitlines()[found.line - 1]


def test_findings_come_in_the_same_order_each_time():
    for _, wrong in EXAMPLES.values():
        assert findings(wrong) == findings(dict(reversed(wrong.items())))


def test_a_rule_that_fails_is_a_finding_and_the_others_go_on(monkeypatch):
    def broken(subject, report):
        raise KeyError("x")

    rule = RULES["id-unique"]
    monkeypatch.setitem(RULES, "id-unique", type(rule)(rule.id, "error", rule.doc, "file", broken))
    found = rules(EXAMPLES["flow-dangling"][1])
    assert {"rule-failed", "flow-dangling"} <= found


def test_names_are_suggested_only_so_often(monkeypatch):
    monkeypatch.setattr("engine.model.findings.MAX_GUESSES", 1)
    form = '<bpmn:extensionElements><zeebe:formDefinition formId="aks"/></bpmn:extensionElements>'
    model = line("a", "b", a=node("userTask", "a", form), b=node("userTask", "b", form))
    files = pack(model, **{"forms/zoo.form.json": FORM.replace("ask", "zoo")})
    assert [f.params["near"] for f in findings(files) if f.rule == "form-exists"] == ["ask", "ask, zoo"]
