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


def N_(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


_SUBJECTS = {
    "assigned": N_("New task: {task} ({number})"),
    "reminded": N_("Reminder: {task} ({number})"),
    "overdue": N_("Overdue: {task} ({number})"),
}
_BODY = N_(
    "{name},\n\ntask: {task}\ncase: {number} {title}\ndue: {due}\n\nPlease see your worklist in Banjian."
)
_NO_DUE = N_("no due time")


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
            "due": due or translate(_NO_DUE),
        }  # fmt: skip
        subject = translate(_SUBJECTS[payload["kind"]]).format(**facts)
        mails.append(Mail(user.mail or "", subject, translate(_BODY).format(**facts)))
    return mails


def _people(core: Core, to: Iterable[tuple[str, str]]) -> list[User]:
    directory = core.memory.directory
    found: dict[str, User] = {}
    for kind, name in to:
        users = directory.members(name) if kind == "group" else [directory.find_user(name)]
        found |= {user.login: user for user in users if user is not None and user.active and user.mail}
    return list(found.values())
