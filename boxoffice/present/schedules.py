"""Lines for cron and units for systemd that rely on no PATH, HOME or locale."""

from __future__ import annotations

import os
import pwd
import shlex
from dataclasses import dataclass
from pathlib import Path

from boxoffice.config import Settings, interpreter
from boxoffice.context import system_actor
from boxoffice.domain.addresses import has_password, stripped_of_password
from boxoffice.errors import Invalid

SWEEP = ("sweep", "--quiet", "--no-input")


@dataclass(frozen=True, slots=True)
class Job:
    """One regular command: who runs which words in which folder."""

    user: str
    words: tuple[str, ...]
    folder: str
    needs_password_file: bool = False

    @classmethod
    def of_installation(cls, settings: Settings) -> Job:
        """The sweep of this database by this interpreter, as the database file's owner."""
        address = stripped_of_password(settings.db)
        words = (interpreter(), "-P", "-m", "boxoffice", "--db", address, *SWEEP)
        for word in words:
            if not word.isprintable():
                raise Invalid("cron.unprintable", path=word)
        return cls(
            user=system_actor() if settings.is_postgres else _owner(settings.db),
            words=words,
            folder="/",
            needs_password_file=has_password(settings.db),
        )


def crontab(job: Job) -> str:
    """A line for /etc/cron.d: a percent sign would end the command there, so it is escaped."""
    command = shlex.join(job.words).replace("%", r"\%")
    return f"* * * * * {job.user} {command}\n"


def units(job: Job) -> tuple[tuple[str, str], ...]:
    """The service and the timer, by file name."""
    command = " ".join(_systemd(word) for word in job.words)
    service = (
        "[Unit]\n"
        "Description=Tidy what expired at the box office\n\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"User={job.user}\n"
        f"WorkingDirectory={job.folder}\n"
        f"ExecStart={command}\n"
    )
    timer = (
        "[Unit]\n"
        "Description=Tidy what expired at the box office every minute\n\n"
        "[Timer]\n"
        "OnCalendar=minutely\n"
        "AccuracySec=5s\n\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )
    return (("boxoffice-sweep.service", service), ("boxoffice-sweep.timer", timer))


def _systemd(word: str) -> str:
    """One word for ExecStart, where `%` and `$` mean something and quotes are C's."""
    doubled = word.replace("%", "%%").replace("$", "$$")
    if all(sign.isalnum() or sign in "-_./:@%$=+,?&" for sign in doubled):
        return doubled
    escaped = doubled.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _owner(path: str) -> str:
    """Who owns the database file, or would: this user where there is none yet."""
    try:
        uid = os.stat(Path(path)).st_uid
        return pwd.getpwuid(uid).pw_name
    except (OSError, KeyError):
        return system_actor()
