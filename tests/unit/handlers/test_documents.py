"""Notices from templates: the same job gives the same bytes, and nothing leaves with a hole in it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docx import Document

from engine.handler_api import BpmnError, Job
from handlers import documents

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def template(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def job(
    source: bytes, at: datetime = AT, attempt: int = 1, name: str = "告知书.docx", **variables: Any
) -> Job:
    return Job(
        id="S1.7", type="document.render", instance_id="S1", number="信访2026-000001", element="make_notice",
        attempt=attempt, at=at, variables=variables, headers={"template": "documents/notice.docx", "name": name},
        pack_files={"documents/notice.docx": source}, settings={},
    )  # fmt: skip


def text_of(content: bytes) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs)


def rendered(*paragraphs: str, **variables: Any) -> str:
    given = job(template(*paragraphs), **variables)
    documents.render(given)
    return text_of(given.documents[0].content)


def test_the_places_are_filled() -> None:
    assert (
        rendered("{{ number }} {{ petitioner.name }}:", petitioner={"name": "演示甲"})
        == "信访2026-000001 演示甲:"
    )


def test_the_document_is_kept_under_the_name_of_the_model() -> None:
    given = job(template("正文"), issued_on="2026-01-05")

    result = documents.render(given)

    assert result == {"document": "告知书.docx", "issued_on": "2026-01-05"}
    assert [(d.name, d.media_type) for d in given.documents] == [("告知书.docx", documents.MEDIA_TYPE)]


def test_a_second_attempt_the_next_day_gives_the_same_bytes() -> None:
    source = template("{{ issued_on|day }}")
    first, second = (
        job(source, issued_on="2026-01-05"),
        job(source, at=AT + timedelta(days=1), attempt=2, issued_on="2026-01-05"),
    )
    documents.render(first)
    documents.render(second)

    assert first.documents[0].content == second.documents[0].content
    with zipfile.ZipFile(io.BytesIO(first.documents[0].content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_date_is_written_as_in_official_documents() -> None:
    assert rendered("{{ on|day }}", on="2026-01-05") == "2026年1月5日"
    assert rendered("{{ on|day }}", on="2026-12-31T08:00:00+08:00") == "2026年12月31日"


def test_a_coded_value_becomes_its_text() -> None:
    assert rendered("{{ channel|choice(VISIT='来访', LETTER='来信') }}", channel="LETTER") == "来信"


def test_an_amount_has_two_decimals() -> None:
    assert rendered("{{ cost|amount }}", cost=1234.5) == "1234.50"


def test_what_a_person_wrote_is_text_and_never_markup() -> None:
    assert rendered("{{ claim }}", claim="<w:br/> & {{ 7*7 }}") == "<w:br/> & {{ 7*7 }}"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{{ petitoner }}", {}),
        ("{{ petitioner.nmae }}", {"petitioner": {"name": "演示甲"}}),
        ("{{ channel|choice(VISIT='来访') }}", {"channel": "WEB"}),
        ("{{ issued_on|day }}", {"issued_on": None}),
        ("{% if %}", {}),
    ],
    ids=["no such variable", "no such field", "no such choice", "no date", "broken template"],
)
def test_a_document_with_a_hole_is_not_made(text: str, variables: dict[str, Any]) -> None:
    given = job(template(text), **variables)

    with pytest.raises(BpmnError) as caught:
        documents.render(given)

    assert caught.value.code == "document"
    assert "documents/notice.docx" in caught.value.message
    assert given.documents == []


@pytest.mark.parametrize(
    "text",
    ["{{ ''.__class__.__mro__ }}", "{{ number.__init__.__globals__ }}", "{{ rows.append(1) }}"],
)
def test_a_template_cannot_run_code_or_change_the_case(text: str) -> None:
    rows: list[int] = []
    given = job(template(text), rows=rows)

    with pytest.raises(BpmnError):
        documents.render(given)

    assert rows == []


def test_a_missing_template_or_name_is_told() -> None:
    with pytest.raises(BpmnError, match="no document"):
        documents.render(job(template("正文"), name=""))
    without = job(b"")
    with pytest.raises(BpmnError, match=r"no template 'documents/notice\.docx'"):
        documents.render(Job(**{**{f: getattr(without, f) for f in without.__slots__}, "pack_files": {}}))
