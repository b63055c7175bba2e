"""Mails of reminders, over a real SMTP server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from engine import commands
from tests.integration.jobs.test_timers import deadline_task
from tests.integration.office import Office, open_office, organisation


class Inbox:
    """Takes mails, or refuses them while `broken`."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.broken = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.broken:
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Inbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def posted(database_url: str, inbox: tuple[Inbox, int]) -> Iterator[tuple[Office, Inbox]]:
    box, port = inbox
    engine = open_office(database_url, mail_port=port)
    engine.identity.save_organisation(organisation(), actor="system")
    yield Office(engine), box
    engine.close()


def test_a_reminder_reaches_who_has_the_task_by_mail(posted: tuple[Office, Inbox]) -> None:
    office, inbox = posted
    office.deploy("letter", deadline_task())
    started = office.start("letter")
    office.engine.handle(commands.Claim(actor="li", task_id=started.task_ids[0]))
    office.run(days=4)
    (mail,) = inbox.mails
    assert mail["To"] == "li@example.test"
    assert mail["From"] == "banjian@example.test"
    assert started.number in mail["Subject"]
    assert "答复" in mail["Subject"]
    assert "2026-03-11 23:59" in mail.get_content()


def test_a_free_task_reminds_everyone_who_may_claim_it(posted: tuple[Office, Inbox]) -> None:
    office, inbox = posted
    office.deploy("letter", deadline_task())
    office.start("letter")
    office.run(days=4)
    assert len(inbox.mails) == 10
    assert len({mail["To"] for mail in inbox.mails}) == 10


def test_a_mail_that_was_refused_is_sent_later_and_not_for_a_task_that_is_done(
    posted: tuple[Office, Inbox],
) -> None:
    office, inbox = posted
    office.deploy("letter", deadline_task())
    case = office.start("letter").instance_id
    inbox.broken = True
    office.run(days=4)
    assert inbox.mails == []
    inbox.broken = False
    office.clock.advance(timedelta(minutes=1))
    office.complete(office.task(case, "reply"))
    office.run(days=1)
    assert inbox.mails == []
