"""The mails that tell people of their tasks: to whom they go, and what they say in the reader's language."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from pathlib import Path

from engine.identity import User
from engine.jobs.door import Mail
from engine.service.core import Core
from engine.store import writer
from engine.store.work import Work

_LOCALE = Path(__file__).parents[1] / "locale"


_MESSAGES = {
    "assigned": "New task: {task} ({number})",
    "reminded": "Reminder: {task} ({number})",
    "overdue": "Overdue: {task} ({number})",
    "body": (
        "{name},\n\ntask: {task}\ncase: {number} {title}\ndue: {due}\n\nPlease see your worklist in Banjian."
    ),
    "no_due": "no due time",
}


def mails_of(core: Core, row: Work) -> list[Mail]:
    """One mail for each active person with an address; none if the task has ended meanwhile."""
    payload = row.payload
    with core.database.read() as connection:
        case, _ = writer.load_case(connection, payload["instance_id"], lock=False)
        task = writer.find_task(connection, case.id, payload["key"])
        due_at = writer.find_due(connection, case.id, payload["key"])
    if task is None or task.status != "open":
        return []
    mails = []
    for user in _people(core, payload["to"]):
        language = user.language or core.config.language
        translate = gettext.translation("messages", _LOCALE, languages=[language], fallback=True).gettext
        due = due_at.astimezone(core.memory.calendar.zone).strftime("%Y-%m-%d %H:%M") if due_at else None
        facts = {
            "name": user.name, "task": task.name, "number": case.number, "title": case.title,
            "due": due or translate(_MESSAGES["no_due"]),
        }  # fmt: skip
        subject = translate(_MESSAGES[payload["kind"]]).format(**facts)
        mails.append(Mail(user.mail or "", subject, translate(_MESSAGES["body"]).format(**facts)))
    return mails


def _people(core: Core, to: Iterable[tuple[str, str]]) -> list[User]:
    directory = core.memory.directory
    found: dict[str, User] = {}
    for kind, name in to:
        users = directory.members(name) if kind == "group" else [directory.find_user(name)]
        found |= {user.login: user for user in users if user is not None and user.active and user.mail}
    return list(found.values())
