"""What an engine holds in memory: packs parsed once, the calendar in force, the directory of people.

Packs and calendar versions never change, so they are kept. Directory and calendar in force are fetched again
when the sum of the change marks in the database is another one; every command brings that sum with it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from sqlalchemy.engine import Connection

from engine import calendar as calendars
from engine.calendar import Calendar
from engine.errors import NotFound
from engine.identity import Directory, Organisation
from engine.model.definition import Pack
from engine.model.packs import restore_pack
from engine.runtime import Library
from engine.store import packs, people, writer
from engine.store.database import Database

#: Packs held parsed; older ones are parsed again when a case needs them.
_PACKS = 128


class Memory:
    """Shared by all threads of an engine."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._packs: OrderedDict[str, Pack] = OrderedDict()
        self._calendars: dict[str, Calendar] = {}
        self._mark: int | None = None
        self._directory = Directory(Organisation())
        self._calendar: Calendar | None = None
        self.library = Library(self.pack, self._newest_of)

    def pack(self, ref: str) -> Pack:
        """A deployed pack by `key:version`, parsed once. Raises NotFound."""
        with self._lock:
            known = self._packs.get(ref)
            if known is not None:
                self._packs.move_to_end(ref)
                return known
            with self._database.read() as connection:
                loaded = self._load(connection, ref)
            self.keep(loaded)
            return loaded

    def keep(self, pack: Pack) -> None:
        with self._lock:
            self._packs[pack.ref] = pack
            while len(self._packs) > _PACKS:
                self._packs.popitem(last=False)

    def _load(self, connection: Connection, ref: str) -> Pack:
        key, _, version = ref.rpartition(":")
        stored = packs.load(connection, key, int(version)) if version.isdecimal() else None
        if stored is None:
            raise NotFound("Expected pack {ref}, but it is not deployed.", ref=ref)
        return restore_pack(stored.files, stored.version)

    def _newest_of(self, process: str, tag: str | None) -> str | None:
        """The newest pack that holds a process; with a tag, the newest version whose process carries it."""
        with self._database.read() as connection:
            newest = packs.find_newest_of(connection, process)
        if newest is None or tag is None:
            return newest
        key, _, version = newest.rpartition(":")
        for number in range(int(version), 0, -1):
            found = self.pack(f"{key}:{number}").processes.get(process)
            if found is not None and found.version_tag == tag:
                return f"{key}:{number}"
        return None

    def refresh(self, mark: int) -> None:
        """Fetch directory and calendar anew, if the mark says that they have changed."""
        if mark == self._mark:
            return
        with self._lock, self._database.read() as connection:
            # the mark first: what changes after it is fetched next time
            mark = writer.load_mark(connection)
            self._directory = Directory(people.load(connection))
            content = packs.find_calendar(connection)
            self._calendar = Calendar.from_bytes(content) if content else calendars.load_default()
            self._calendars[self._calendar.version] = self._calendar
            self._mark = mark

    def look(self) -> None:
        """Ask the database whether directory or calendar have changed."""
        with self._database.read() as connection:
            mark = writer.load_mark(connection)
        self.refresh(mark)

    @property
    def directory(self) -> Directory:
        if self._mark is None:
            self.look()
        return self._directory

    @property
    def calendar(self) -> Calendar:
        """The calendar in force."""
        if self._calendar is None:
            self.look()
        if self._calendar is None:
            raise AssertionError("looking brings a calendar")
        return self._calendar

    def calendar_version(self, version: str) -> Calendar:
        """Any calendar that was ever in force. Raises NotFound."""
        with self._lock:
            if version not in self._calendars:
                with self._database.read() as connection:
                    content = packs.find_calendar(connection, version)
                if content is None:
                    raise NotFound("There is no calendar {version}.", version=version)
                self._calendars[version] = Calendar.from_bytes(content)
            return self._calendars[version]
