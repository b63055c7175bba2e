"""`engine.read`: every question that pages, API and tools ask. Answers are frozen rows; nothing is written.

What a person may not see is not found or Forbidden here already, where a login is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import time, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from engine import identity, runtime
from engine.calendar import Calendar
from engine.dmn.describe import rulebook
from engine.errors import Conflict, Forbidden, NotFound
from engine.identity import Actor, TaskFacts
from engine.model import sources, xml
from engine.model.definition import Pack
from engine.service import sight
from engine.service.core import Core
from engine.service.ids import split_id
from engine.store import drafts, writer
from engine.store.queries import cases, definitions, history, notices, worklist
from engine.store.queries.cases import Sight
from engine.store.queries.common import Circumstances, candidacies
from engine.store.rows import (
    Box,
    BoxCounts,
    DefinitionRow,
    Document,
    DocumentRow,
    IncidentRow,
    InstanceDetail,
    InstanceFilter,
    InstanceRow,
    NoticeRow,
    Overlay,
    Page,
    Rulebook,
    StartableRow,
    Stats,
    StepRow,
    TaskDetail,
    TaskRow,
    VariableRow,
)

#: Days ahead in which an unpublished year is looked for: no limit of an office is longer.
LOOK_AHEAD = 731


class Reader:
    """Safe to share between threads. Times of lamps come from the engine's clock."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @contextmanager
    def _open(self) -> Iterator[tuple[Connection, Circumstances]]:
        memory = self._core.memory
        with self._core.database.read() as connection:
            memory.refresh(writer.load_mark(connection))
            yield connection, Circumstances(self._core.clock.now(), memory.calendar.zone)

    def provisional(self, calendar: Calendar) -> list[str]:
        """Ids of open cases with deadlines that a year published after `calendar` may move, and of those
        that are still marked as provisional."""
        with self._open() as (connection, where):
            today = calendar.local_date(where.now)
            days = (today + timedelta(days=n) for n in range(LOOK_AHEAD))
            first = next((day for day in days if not calendar.is_covered(day)), None)
            return cases.provisional(connection, calendar.at(first, time()) if first else None)

    # --- tasks

    def worklist(
        self,
        login: str,
        box: Box = "mine",
        text: str | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[TaskRow]:
        """Tasks of a person: `mine`, those that `group` may claim, or `done`; due first.

        text: words to search in number, title and the pack's `search` variables. after: `next` of the page
        before. Raises Forbidden for an unknown login, Invalid for an `after` that no page gave.
        """
        with self._open() as (connection, where):
            groups = self._core.actor(login).groups
            return worklist.worklist(connection, where, login, groups, box, text, after, limit)

    def box_counts(self, login: str, limit: int = 100) -> BoxCounts:
        """How much waits for a person, counted up to `limit`."""
        with self._open() as (connection, _):
            groups = self._core.actor(login).groups
            return BoxCounts(
                worklist.count_mine(connection, login, limit),
                worklist.count_group(connection, login, groups, limit),
                notices.count_unread(connection, login, groups, limit),
                limit,
            )

    def task(self, task_id: str, login: str) -> TaskDetail:
        """A task with all that its page needs. Raises NotFound, Forbidden."""
        instance_id, key = split_id(task_id)
        with self._open() as (connection, where):
            found = worklist.find_task(connection, where, instance_id, key)
            if found is None:
                raise NotFound("There is no task {id}.", id=task_id)
            task, row = found
            self._check_task(connection, where, task, login)
            draft = drafts.find(connection, instance_id, key, login)
            case, _ = writer.load_case(connection, instance_id, lock=False)
        pack = self._core.pack_of(case)
        seen: dict[str, Any] = {}
        if task.status == "open":
            with suppress(Conflict):  # completed since the row was read
                seen = runtime.form_context(self._core.context(case, where.now), case.state, task_id)
        facts: dict[str, Any] = {name: seen.pop(name) for name in runtime.FACTS if name in seen}
        return TaskDetail(
            task=task, form=pack.forms.get(task.form_id) if task.form_id else None, variables=seen,
            facts=facts, draft=draft[0] if draft else None, draft_saved_at=draft[1] if draft else None,
            deadline=row.deadline, rule=row.rule, instance_status=row.instance_status,
        )  # fmt: skip

    def check_task(self, task_id: str, login: str) -> TaskRow:
        """A task that a person may work on or whose case may be read. Raises NotFound, Forbidden."""
        instance_id, key = split_id(task_id)
        with self._open() as (connection, where):
            found = worklist.find_task(connection, where, instance_id, key)
            if found is None:
                raise NotFound("There is no task {id}.", id=task_id)
            self._check_task(connection, where, found[0], login)
            return found[0]

    def _check_task(self, connection: Connection, where: Circumstances, task: TaskRow, login: str) -> None:
        actor = self._core.actor(login)
        facts = TaskFacts(task.task_id, task.assignee, frozenset(task.users), frozenset(task.groups))
        if task.assignee == login or task.completed_by == login or identity.is_candidate(actor, facts):
            return
        row = cases.find(connection, where, task.instance_id)
        if row is not None:
            sight.check_case(self._core, connection, row.instance_id, row.started_by, actor)

    # --- cases

    def instances(
        self, login: str, wanted: InstanceFilter | None = None, after: str | None = None, limit: int = 20
    ) -> Page[InstanceRow]:
        """The cases that a person may read, the newest first. after: `next` of the page before.

        Raises Forbidden for an unknown login, Invalid for an `after` that no page gave.
        """
        with self._open() as (connection, where):
            sight = self._sight(self._core.actor(login))
            return cases.instances(connection, where, sight, wanted or InstanceFilter(), after, limit)

    def _sight(self, actor: Actor) -> Sight:
        if "instance.read_all" in actor.permissions or "system" in actor.permissions:
            return Sight(actor.login, all=True)
        starters: tuple[str, ...] = ()
        if "instance.read_unit" in actor.permissions:
            users = self._core.memory.directory.organisation.users
            starters = tuple(user.login for user in users if user.unit in actor.led_units)
        return Sight(actor.login, False, starters, tuple(candidacies(actor.login, actor.groups)))

    def instance(self, id_or_number: str, login: str) -> InstanceDetail:
        """A case by id or number. Raises NotFound, Forbidden."""
        with self._open() as (connection, where):
            row = cases.find(connection, where, id_or_number)
            if row is None:
                raise NotFound("There is no case {id}.", id=id_or_number)
            actor = self._core.actor(login)
            sight.check_case(self._core, connection, row.instance_id, row.started_by, actor)
            tasks = worklist.list_open(connection, where, row.instance_id)
            incidents = cases.incidents(connection, row.instance_id, False, None, 100).items
        pack = self._core.memory.pack(f"{row.pack}:{row.version}")
        return InstanceDetail(row, pack.title, pack.digest, tasks, incidents)

    def timeline(self, instance_id: str, upto: int | None = None) -> tuple[StepRow, ...]:
        """The steps of a case, in order; up to step `upto` (from 1), if it is given.

        As the next three it asks for no right: ask `instance` first, which refuses who may not read the case.
        """
        with self._core.database.read() as connection:
            return history.timeline(connection, instance_id, upto)

    def overlay(self, instance_id: str, seq: int | None = None) -> Overlay:
        """What its diagram shows now, or after step `seq`."""
        return history.overlay(self.timeline(instance_id, seq))

    def variables(self, instance_id: str, seq: int | None = None) -> tuple[VariableRow, ...]:
        """Its variables now, or after step `seq`."""
        return history.variables(self.timeline(instance_id, seq))

    def documents(self, instance_id: str) -> tuple[DocumentRow, ...]:
        """The documents of a case, without their content."""
        with self._core.database.read() as connection:
            return cases.documents(connection, instance_id)

    def document(self, document_id: int) -> Document:
        """A document with its content. Raises NotFound. Check the right to read its case first."""
        with self._core.database.read() as connection:
            found = cases.find_document(connection, document_id)
        if found is None:
            raise NotFound("There is no document {id}.", id=document_id)
        return found

    def incidents(
        self,
        login: str,
        instance_id: str | None = None,
        open_only: bool = True,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[IncidentRow]:
        """Incidents, the newest first. Raises Forbidden for who may neither read all nor retry jobs."""
        with self._open() as (connection, _):
            actor = self._core.actor(login)
            if actor.permissions.isdisjoint({"instance.read_all", "job.retry", "system"}):
                raise Forbidden("{name} may not read incidents.", name=actor.name)
            return cases.incidents(connection, instance_id, open_only, after, limit)

    def stats(self) -> Stats:
        """Figures over everything."""
        with self._open() as (connection, where):
            return cases.stats(connection, where)

    # --- definitions

    def definitions(self) -> tuple[DefinitionRow, ...]:
        """All deployed versions, newest first within each pack."""
        with self._core.database.read() as connection:
            return definitions.list_all(connection)

    def definition(self, pack: str, version: int) -> Pack:
        """A deployed pack, parsed. Raises NotFound."""
        return self._core.memory.pack(f"{pack}:{version}")

    def rules(self, pack: str, version: int) -> Rulebook:
        """The decision tables of a deployed pack as their authors wrote them. Raises NotFound."""
        return rulebook(self.definition(pack, version).files)

    def definition_xml(self, pack: str, version: int, process: str) -> bytes:
        """The BPMN of a process, as it was deployed; one in YAML is compiled. Raises NotFound."""
        known = self.definition(pack, version)
        if process not in known.processes:
            raise NotFound(
                "There is no process {process} in version {version} of pack {pack}.",
                process=process,
                version=version,
                pack=pack,
            )
        path = known.processes[process].file
        return sources.diagram(path, known.files[path])

    def diagram_xml(self, pack: str, version: int, process: str) -> bytes:
        """The same with the ids that the engine gave to what had none, so that a viewer finds what the
        history names. Raises NotFound."""
        return xml.normalised(self.definition_xml(pack, version, process))

    def form(self, pack: str, version: int, form_id: str) -> Mapping[str, Any]:
        """The schema of a form. Raises NotFound."""
        form = self.definition(pack, version).forms.get(form_id)
        if form is None:
            raise NotFound("The form {form} is not in pack {pack}.", form=form_id, pack=f"{pack}:{version}")
        return form

    def startable(self, login: str) -> tuple[StartableRow, ...]:
        """The main processes that a person may start, by title."""
        with self._open() as (connection, _):
            actor = self._core.actor(login)
            refs = definitions.list_newest(connection)
        rows = []
        for ref in refs:
            pack = self._core.memory.pack(ref)
            process = pack.processes.get(pack.settings.get("process", ""))
            if process is None or not identity.may_start(actor, pack.settings.get("starters", ())):
                continue
            plain = [e for e in process.starts(None) if e.event is None or e.event.kind == "none"]
            if not process.starts_plainly:
                continue
            form = plain[0].form if plain else None
            rows.append(
                StartableRow(
                    pack.key,
                    pack.version,
                    process.id,
                    pack.title,
                    form,
                    pack.forms.get(form) if form else None,
                )
            )
        return tuple(sorted(rows, key=lambda row: row.title))

    # --- notices

    def notices(self, login: str, after: str | None = None, limit: int = 20) -> Page[NoticeRow]:
        """Notifications of a person, the newest first."""
        with self._open() as (connection, _):
            return notices.notices(connection, login, self._core.actor(login).groups, after, limit)
