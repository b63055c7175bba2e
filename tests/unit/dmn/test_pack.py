"""Decision files of a pack that import each other."""

from __future__ import annotations

from pathlib import Path

from engine.model.packs import check_file, load_pack
from tests.unit.dmn.samples import decision, document, imported, knowledge, literal
from tests.unit.model.examples import pack

LIB = document(knowledge("twice", {"a": "number"}, "a * 2"), own="urn:lib")


def using(location: str = "", own: str = "urn:x") -> bytes:
    return document(
        imported("lib", "urn:lib", location),
        decision("D", literal("lib.twice(4)"), ["bkm:urn:lib#twice"]),
        own=own,
    )


def test_they_are_found_by_place_and_by_namespace() -> None:
    for location in ("", "../rules/lib.dmn"):
        built, findings = load_pack(pack(**{"tables/d.dmn": using(location), "rules/lib.dmn": LIB}))
        assert [finding.text for finding in findings if finding.severity == "error"] == []
        assert built is not None
        assert built.decisions["D"].decide({}).value == 8


def test_a_file_outside_of_the_pack_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "lib.dmn").write_bytes(LIB)
    for location in ("", str(tmp_path / "lib.dmn"), f"file://{tmp_path}/lib.dmn", "../lib.dmn"):
        built, findings = load_pack(pack(**{"d.dmn": using(location)}))
        assert built is None
        assert [(f.file, f.rule, f.line) for f in findings if f.severity == "error"] == [
            ("d.dmn", "dmn-import", 1)
        ]


def test_a_fault_in_an_imported_file_is_told_once_and_in_that_file() -> None:
    broken = LIB.replace(b"a * 2", b"a *")
    _, findings = load_pack(pack(**{"d.dmn": using(), "lib.dmn": broken}))
    assert [(f.file, f.rule) for f in findings if f.severity == "error"] == [("lib.dmn", "dmn-feel")]


def test_a_file_that_is_checked_alone_may_import_what_is_elsewhere() -> None:
    assert check_file("d.dmn", using())[1] == []
