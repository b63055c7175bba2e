"""Tells an applicant or petitioner by mail; never says that it did when it did not."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from engine.handler_api import Job, handler

#: A mail server that does not answer in this time is tried again later.
TIMEOUT_SECONDS = 20
_ADDRESS = re.compile(r"[^\s@,;:<>\"()]+@[^\s@,;:<>\"()]+")


@handler("notice.mail")
def mail(job: Job) -> dict[str, Any]:
    """Send the inputs `subject` and `text` to the address `to`.

    Returns `notice_sent`, and `notice_reason` (`no-address`, `not-configured`) where nothing was sent, so
    that the model or a clerk can choose another way. Attempts of one job carry the same Message-ID: a
    mail that arrives twice after a crash is shown once.
    The server stands in the configuration: `handlers.settings.mail` with host, port, sender, starttls.
    The server must show a certificate that this machine trusts where starttls is set.
    Raises OSError or smtplib.SMTPException when the server fails; the job is then tried again.
    """
    address = str(job.variables.get("to") or "").strip()
    if not _ADDRESS.fullmatch(address):  # one address and nothing else: what was typed may not add readers
        return {"notice_sent": False, "notice_reason": "no-address"}
    server: Mapping[str, Any] = job.settings.get("mail") or {}
    if not server.get("host") or not server.get("sender"):
        return {"notice_sent": False, "notice_reason": "not-configured"}
    message = EmailMessage()
    message["From"], message["To"] = str(server["sender"]), address
    message["Subject"] = " ".join(str(job.variables.get("subject") or job.number).split())
    message["Date"] = format_datetime(job.at)
    message["Message-ID"] = f"<{job.id}@{str(server['sender']).rpartition('@')[2]}>"
    message.set_content(str(job.variables.get("text") or ""))
    host, port = str(server["host"]), int(server.get("port", 25))
    with smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS) as connection:
        if server.get("starttls"):
            connection.starttls(context=ssl.create_default_context())
        connection.send_message(message)
    return {"notice_sent": True}
