"""The engine as its workers see it: what `engine.jobs.Door` asks for."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from engine import commands, runtime
from engine.errors import Conflict
from engine.handler_api import Job
from engine.jobs.door import Mail
from engine.service import mails, messages, work
from engine.service.core import Core
from engine.store import work as works
from engine.store import writer
from engine.store.work import Work

_MAIL_TIMEOUT = 30


class EngineDoor:
    """Used by the threads of `engine.jobs` only."""

    def __init__(self, core: Core, handle: Callable[[commands.Command], object]) -> None:
        self._core = core
        self._handle = handle

    def now(self) -> datetime:
        return self._core.clock.now()

    def handle(self, command: commands.Command) -> object:
        return self._handle(command)

    def find_job(self, row: Work) -> Job | None:
        """The job with its variables, as the case has them now; None if it is no longer open."""
        core = self._core
        instance_id = row.instance_id or ""
        job_id = f"{instance_id}.{row.key}"
        with core.database.read() as connection:
            case, _ = writer.load_case(connection, instance_id, lock=False)
        pack = core.pack_of(case)
        now = self.now()
        try:
            variables = runtime.job_variables(core.context(case, now), case.state, job_id)
        except Conflict:
            return None
        return Job(
            id=job_id, type=row.payload["type"], instance_id=instance_id, number=case.number,
            element=row.element or "", attempt=row.attempts, at=now, variables=variables,
            headers=row.payload["headers"], pack_files=pack.files, settings=core.config.handlers.settings,
        )  # fmt: skip

    def fail_job(self, command: commands.FailJob, detail: str) -> None:
        work.fail_job(self._core, command, detail)

    def fire_timers(self, row: Work) -> None:
        """Fire what is due in the row's case. A row whose time is still ahead by the case's clock stays."""
        self._handle(commands.FireTimers(actor="scheduler", instance_id=row.instance_id or ""))
        with self._core.database.read() as connection:
            left = works.find(connection, row.dedupe_key)
        if left is not None:
            self.postpone(row, row.due_at, failed=False)

    def deliver(self, row: Work) -> None:
        messages.deliver(self._core, row)

    def mails_of(self, row: Work) -> Sequence[Mail]:
        return mails.mails_of(self._core, row)

    def remove(self, row: Work) -> None:
        with self._core.database.write() as connection:
            works.remove(connection, row.id, row.epoch)

    def postpone(self, row: Work, due_at: datetime, failed: bool) -> None:
        with self._core.database.write() as connection:
            works.give_back(connection, row, due_at, row.retries - int(failed))

    def report_fault(self, row: Work, message: str, params: dict[str, Any], detail: str) -> None:
        work.report_fault(self._core, row, message, params, detail)

    def pause_after(self, attempt: int) -> timedelta:
        pauses = self._core.config.jobs.retries
        return pauses[min(attempt, len(pauses)) - 1] if pauses else timedelta(minutes=1)

    def send(self, mail: Mail) -> None:
        """Send one mail by the configured server. Raises what smtplib raises."""
        settings = self._core.config.mail
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = settings.sender, mail.to, mail.subject
        message.set_content(mail.body)
        trusted = ssl.create_default_context()  # the password goes to nobody but the server that is named
        with (
            smtplib.SMTP_SSL(settings.host, settings.port, timeout=_MAIL_TIMEOUT, context=trusted)
            if settings.tls == "tls"
            else smtplib.SMTP(settings.host, settings.port, timeout=_MAIL_TIMEOUT)
        ) as server:
            if settings.tls == "starttls":
                server.starttls(context=trusted)
            if settings.username:
                server.login(settings.username, self._core.config.mail_password)
            server.send_message(message)
