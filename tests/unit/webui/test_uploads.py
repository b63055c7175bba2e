"""What a browser sends becomes the files of a pack, or is refused by name before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

import pytest
from werkzeug.datastructures import FileStorage

from engine.errors import Invalid
from webui import uploads

PACK = b"key: petition\ntitle: x\n"


def upload(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return buffer.getvalue()


def refused_rules(*files: FileStorage) -> list[str]:
    with pytest.raises(Invalid) as caught:
        uploads.read_pack(files)
    return [finding.rule for finding in caught.value.findings]


def test_single_files_are_the_pack() -> None:
    key, files = uploads.read_pack([upload("pack.yaml", PACK), upload("a.bpmn", b"<x/>")])
    assert (key, files) == ("petition", {"pack.yaml": PACK, "a.bpmn": b"<x/>"})


def test_a_zip_of_the_folder_and_a_zip_of_its_content_are_the_same_pack() -> None:
    inside = {"pack.yaml": PACK, "forms/a.form.json": b"{}"}
    outside = {f"petition/{path}": content for path, content in inside.items()}
    assert (
        uploads.read_pack([upload("p.zip", archive(inside))])
        == uploads.read_pack([upload("p.zip", archive(outside))])
        == ("petition", inside)
    )


def test_what_operating_systems_add_to_a_zip_is_left_out() -> None:
    content = archive({"p/pack.yaml": PACK, "__MACOSX/p/._pack.yaml": b"x", "p/.DS_Store": b"x"})
    assert uploads.read_pack([upload("p.zip", content)])[1] == {"pack.yaml": PACK}


@pytest.mark.parametrize("path", ["../pack.yaml", "/etc/pack.yaml", "a\\..\\..\\b", "C:/pack.yaml"])
def test_a_path_that_leaves_the_folder_is_refused(path: str) -> None:
    assert refused_rules(upload("p.zip", archive({path: PACK}))) == ["upload.path"]


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"pack.yaml": PACK, "big": b"\0" * (uploads.MAX_BYTES + 1)})
    assert len(bomb) < 100_000
    assert refused_rules(upload("p.zip", bomb)) == ["upload.size"]


def test_too_many_files_are_refused() -> None:
    files = {f"{n}.txt": b"" for n in range(uploads.MAX_FILES + 1)}
    assert refused_rules(upload("p.zip", archive(files))) == ["upload.size"]


def test_what_is_no_zip_is_refused() -> None:
    assert refused_rules(upload("p.zip", b"not a zip")) == ["upload.zip"]


def test_nothing_chosen_is_refused() -> None:
    assert refused_rules(upload("", b"")) == ["upload.empty"]


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (b"key: [", "upload.yaml", 1),
        (b"title: x", "upload.key", None),
        (b"\xff\xfe\x00", "upload.yaml", None),
    ],
)
def test_a_pack_file_that_cannot_be_read_is_refused(content: bytes, rule: str, line: int | None) -> None:
    with pytest.raises(Invalid) as caught:
        uploads.read_pack([upload("pack.yaml", content)])
    (finding,) = caught.value.findings
    assert (finding.file, finding.rule) == ("pack.yaml", rule)
    assert line is None or finding.line == line


def test_a_pack_without_its_main_file_is_refused() -> None:
    assert refused_rules(upload("a.bpmn", b"<x/>")) == ["upload.pack"]
