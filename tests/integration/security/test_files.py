"""Files that come in and go out: packs, templates, documents, exports."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from docx import Document
from werkzeug.test import TestResponse

from engine import commands
from engine.handler_api import BpmnError, Job, handler
from engine.history.tables import _cell
from engine.service.engine import Engine
from handlers import documents, notices
from tests.integration.security.test_access import with_service
from tests.integration.webui.clients import Browser
from tests.integration.webui.conftest import START, pack_files

BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def lying(content: bytes, size: int) -> bytes:
    """An archive that says of its only file that it is small."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


@pytest.fixture
def upload(browser: Callable[..., Browser]) -> Callable[..., TestResponse]:
    person = browser("demo_designer")

    def sent(*files: tuple[str, bytes]) -> TestResponse:
        data = {"csrf_token": person.token, "files": [(io.BytesIO(content), name) for name, content in files]}
        return person.client.post("/processes/deploy", data=data, content_type="multipart/form-data")

    return sent


PACK = b"key: x\ntitle: x\nprocess: x\n"
DAMAGED = bytearray(zipped({"pack.yaml": PACK * 500}))
DAMAGED[39:49] = b"\xff" * 10


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.zip", bytes(DAMAGED)),
        ("p.zip", zipped({"pack.yaml": PACK * 500}, zipfile.ZIP_LZMA)[:-250]),
        ("p.zip", zipped({"päck.yaml": PACK}).replace("ä".encode(), b"\xff\xfe")),
        ("p.zip", lying(zipped({"pack.yaml": b"#" * 50_000_000}), 10)),
        ("p.zip", zipped({"pack.yaml": b"#" * 21_000_000})),
        ("p.zip", zipped({f"{n}.txt": b"" for n in range(600)})),
        ("p.zip", zipped({"../../etc/cron.d/x": b"x"})),
        ("p.zip", zipped({"/etc/cron.d/x": b"x"})),
        ("p.zip", zipped({"a\\..\\..\\x": b"x"})),
        ("p.zip", b"PK\x05\x06" + b"\xff" * 18),
        ("../../pack.yaml", PACK),
        ("pack.yaml", b"key: 2026-99-99\n"),
        ("pack.yaml", b"[" * 5000),
        ("pack.yaml", b'key: "a\\0b"\ntitle: x\nprocess: x\n'),
        ("pack.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nkey: x\ntitle: x\nprocess: x\n"),
        ("pack.yaml", b"key: !!python/object/apply:os.system [id]\n"),
        ("pack.yaml", b"key: x\n" + b"#" * 200_000),
    ],
    ids=["damaged", "cut", "name", "lying", "bomb", "many", "out", "root", "backslash", "end", "file", "date", "deep",
         "zero", "aliases", "python", "long"],
)  # fmt: skip
def test_a_broken_or_hostile_pack_is_refused_in_words(
    upload: Callable[..., TestResponse], name: str, content: bytes, engine: Engine
) -> None:
    answer = upload((name, content))
    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    assert [row.pack for row in engine.read.definitions()] == ["loan"]


def test_many_small_archives_are_one_large_one(upload: Callable[..., TestResponse]) -> None:
    bomb = zipped({"a.txt": b"0" * 5_000_000})
    answer = upload(*((f"{n}.zip", bomb.replace(b"a.txt", f"{n}.txt".encode())) for n in range(9)))
    assert answer.status_code == 422
    assert "20" in answer.text


@pytest.mark.parametrize(
    "content", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")], ids=["bomb", "file", "utf16"]
)
@pytest.mark.parametrize("name", ["loan.bpmn", "table.dmn"])
def test_no_entity_is_ever_resolved(upload: Callable[..., TestResponse], name: str, content: bytes) -> None:
    answer = upload(*(pack_files() | {name: content}).items())
    assert answer.status_code == 422
    assert "DOCTYPE" in answer.text
    assert "root:" not in answer.text


@contextmanager
def handled(kind: str, **attachment: Any) -> Iterator[None]:
    """A handler of a kind that attaches one document."""
    from engine import handler_api

    @handler(kind)
    def attach(job: Job) -> None:
        job.attach(**attachment)

    yield
    del handler_api._handlers[kind]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("受理告知书“第1号”；附件.docx", "application/octet-stream"),
        ('a"; filename="b.html', "text/html"),
        ("<script>alert(1)</script>.svg", "image/svg+xml"),
        ("../../../etc/passwd", "text/plain"),
        ("x\u202egnp.exe", "application/octet-stream"),
    ],
)
def test_a_document_is_a_download_that_can_do_nothing(
    engine: Engine, deploy: Callable[..., Any], browser: Callable[..., Browser], name: str, media_type: str
) -> None:
    with handled("security.named", name=name, content=b"<script>alert(1)</script>", media_type=media_type):
        deploy("named", with_service("security.named"))
        case = engine.handle(
            commands.Start(actor="demo_clerk", process="named", variables={"item": "x"})
        ).instance_id
        engine.run_due()
    (document,) = engine.read.documents(case)
    for base in ("/instances", "/api/v1/instances"):
        answer = browser("demo_clerk").get(f"{base}/{case}/documents/{document.document_id}")
        assert answer.status_code == 200
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment;")
        assert disposition.count("filename=") <= 1 or '\\"' in disposition
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = browser("demo_clerk").get(f"/instances/{case}").text
    assert "<script>alert" not in page


def test_a_name_with_a_line_break_never_becomes_a_header(engine: Engine, deploy: Callable[..., Any]) -> None:
    with handled("security.split", name="a\r\nSet-Cookie: x=1", content=b"", media_type="text/plain"):
        deploy("split", with_service("security.split"))
        case = engine.handle(
            commands.Start(actor="demo_clerk", process="split", variables={"item": "x"})
        ).instance_id
        for _ in range(6):  # each attempt after its pause
            engine.run_due(engine.clock.now() + engine.config.jobs.retries[-1])
    assert engine.read.documents(case) == ()
    (incident,) = engine.read.instance(case, "demo_admin").incidents
    assert incident.message == "What was sent cannot be kept."


def test_a_diagram_opened_by_itself_runs_nothing(browser: Callable[..., Browser]) -> None:
    for path in ("/processes/loan/1/loan.bpmn", "/api/v1/processes/loan/1/loan.bpmn"):
        policy = browser("demo_clerk").get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy


def template(text: str) -> bytes:
    made, document = io.BytesIO(), Document()
    document.add_paragraph(text)
    document.save(made)
    return made.getvalue()


def job(**variables: Any) -> Job:
    return Job(
        id="case.1", type="t", instance_id="case", number="演示1", element="e", attempt=1, at=START,
        variables=variables, headers={"template": "t.docx", "name": "n.docx"}, pack_files={}, settings={},
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ number.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for a in range(10000000) %}x{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ 10000000000000000000 * 2 }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
    ],
)
def test_a_template_reads_variables_and_does_nothing_else(text: str) -> None:
    from dataclasses import replace

    with pytest.raises(BpmnError):
        documents.render(replace(job(), pack_files={"t.docx": template(text)}))


def test_a_template_still_counts() -> None:
    content = documents.fill(template("{{ days * 2 }}"), {"days": 15})
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert ">30<" in made.read("word/document.xml").decode()


def test_what_is_typed_is_text_in_a_letter_and_no_markup() -> None:
    content = documents.fill(template("{{ subject }}"), {"subject": "</w:t><evil/> {{ number }} & <w:p>"})
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        text = made.read("word/document.xml").decode()
    assert "<evil/>" not in text
    assert "{{ number }}" in text


def test_a_template_that_unpacks_to_a_mountain_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        documents.fill(zipped({"word/document.xml": b"0" * 60_000_000}), {})
    with pytest.raises(ValueError, match="no Word document"):
        documents.fill(b"not a zip", {})


@pytest.mark.parametrize(
    "address", ["a@b.cn, other@b.cn", "a@b.cn\nBcc: other@b.cn", "<a@b.cn>", "a@b@c", "a b@c.cn", "nobody"]
)
def test_a_mail_goes_to_one_address_and_no_more(address: str) -> None:
    from dataclasses import replace

    given = replace(
        job(to=address, text="x"), settings={"mail": {"host": "127.0.0.1", "port": 9, "sender": "a@b.cn"}}
    )
    assert notices.mail(given) == {"notice_sent": False, "notice_reason": "no-address"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]
)
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    assert str(_cell(text)).startswith("'")
    assert _cell("信访事项") == "信访事项"
