"""Mails to applicants: what is sent, what is not, and that a repeated attempt can be recognised."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, ClassVar

import pytest

from engine.handler_api import Job
from handlers import notices

SERVER = {"host": "mail.example.org", "port": 2525, "sender": "window@example.org"}


class Server:
    """Stands in for smtplib.SMTP and keeps what was sent."""

    sent: ClassVar[list[EmailMessage]] = []
    log: ClassVar[list[Any]] = []

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.log.append((host, port))

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.append("closed")

    def starttls(self, context: ssl.SSLContext) -> None:
        self.log.append("starttls, certificate asked for" if context.check_hostname else "starttls")

    def send_message(self, message: EmailMessage) -> None:
        self.sent.append(message)


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    monkeypatch.setattr(Server, "sent", [])
    monkeypatch.setattr(Server, "log", [])
    monkeypatch.setattr(notices.smtplib, "SMTP", Server)
    return Server


def job(attempt: int = 1, settings: dict[str, Any] | None = None, **variables: Any) -> Job:
    return Job(
        id="S1.7", type="notice.mail", instance_id="S1", number="并联2026-000001", element="tell_applicant",
        attempt=attempt, at=datetime(2026, 1, 5, 1, 0, tzinfo=UTC), variables=variables, headers={},
        pack_files={}, settings={"mail": SERVER} if settings is None else settings,
    )  # fmt: skip


def test_a_notice_goes_to_the_address(server: type[Server]) -> None:
    result = notices.mail(job(to="a@example.org", subject="补正告知：\n演示项目", text="请补正用地材料"))

    message = server.sent[0]
    assert result == {"notice_sent": True}
    assert (message["To"], message["From"]) == ("a@example.org", "window@example.org")
    assert message["Subject"] == "补正告知： 演示项目"
    assert message.get_content().strip() == "请补正用地材料"
    assert server.log == [("mail.example.org", 2525), "closed"]


def test_two_attempts_of_a_job_are_the_same_mail(server: type[Server]) -> None:
    notices.mail(job(1, to="a@example.org"))
    notices.mail(job(2, to="a@example.org"))

    assert {message["Message-ID"] for message in server.sent} == {"<S1.7@example.org>"}


@pytest.mark.parametrize(
    ("settings", "to", "reason"),
    [(None, None, "no-address"), (None, "  ", "no-address"), ({}, "a@example.org", "not-configured")],
)
def test_what_was_not_sent_is_said(
    server: type[Server], settings: dict[str, Any] | None, to: str | None, reason: str
) -> None:
    assert notices.mail(job(settings=settings, to=to)) == {"notice_sent": False, "notice_reason": reason}
    assert server.sent == []


def test_the_line_is_encrypted_where_the_configuration_says_so(server: type[Server]) -> None:
    notices.mail(job(settings={"mail": {**SERVER, "starttls": True}}, to="a@example.org"))

    assert server.log == [("mail.example.org", 2525), "starttls, certificate asked for", "closed"]
