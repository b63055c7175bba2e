"""A PostgreSQL server of one's own, in a temporary folder, for measurements and tests.

Uses the server binaries of the machine; listens on a socket in that folder only, and is stopped with the
process that started it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = ("/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")


def find_binaries() -> Path | None:
    """Folder of `initdb` and `pg_ctl`, or None where there is no server."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += [Path(place) for place in _PLACES]
    return next((place for place in places if (place / "pg_ctl").exists()), None)


def _as_owner(command: list[str]) -> list[str]:
    # the server refuses to run as root
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def private_server(fast: bool = False) -> Iterator[str]:
    """Start a server; gives the URL of its database `postgres`.

    fast: does not wait for the disk, for tests; never for measurements.
    Raises FileNotFoundError where there are no server binaries.
    """
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL server binaries on this machine")
    folder = Path(tempfile.mkdtemp(prefix="banjian-pg-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    init = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "banjian",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200"
    if fast:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    start = [
        str(binaries / "pg_ctl"),
        "-D",
        str(data),
        "-l",
        str(folder / "log"),
        "-w",
        "-o",
        options,
        "start",
    ]
    stop = [str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    try:
        subprocess.run(_as_owner([*init, "--locale=C.UTF-8"]), **quiet)  # noqa: S603
        subprocess.run(_as_owner(start), **quiet)  # noqa: S603
        try:
            yield f"postgresql+psycopg://banjian@/postgres?host={folder}"
        finally:
            subprocess.run(_as_owner(stop), **quiet)  # noqa: S603
    finally:
        shutil.rmtree(folder, ignore_errors=True)
