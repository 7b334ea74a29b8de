"""Lines for cron and units for systemd that rely on no PATH, HOME or locale."""

from __future__ import annotations

import os
import pwd
import shlex
from dataclasses import dataclass
from pathlib import Path

from boxoffice.config import SYSTEM_FILE, Settings, interpreter
from boxoffice.context import system_actor
from boxoffice.domain.addresses import has_password, stripped_of_password
from boxoffice.errors import Invalid

QUIETLY = ("--quiet", "--no-input")


@dataclass(frozen=True, slots=True)
class Work:
    """A command to be run regularly: how cron and systemd spell when, and what it is for."""

    name: str
    words: tuple[str, ...]
    cron: str
    calendar: str
    about: str
    often: str


SWEEP = Work(
    "sweep", ("sweep",), "* * * * *", "minutely",
    "Tidy what expired at the box office", "every minute",
)  # fmt: skip
RECONCILE = Work(
    "reconcile", ("payment", "reconcile"), "*/5 * * * *", "*:0/5",
    "Ask the box office's payment gateways", "every five minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One regular command: who runs which words in which folder."""

    user: str
    words: tuple[str, ...]
    folder: str
    needs_password_file: bool = False
    work: Work = SWEEP

    @classmethod
    def of_installation(cls, settings: Settings, work: Work = SWEEP) -> Job:
        """A command on this database by this interpreter, as the database file's owner.

        What asks gateways is given the file that names them: cron finds none in its folder.
        """
        address = stripped_of_password(settings.db)
        config = _gateways_file(settings) if work is RECONCILE else ""
        words = (
            interpreter(), "-P", "-m", "boxoffice", "--db", address,
            *(("--config", config) if config else ()), *work.words, *QUIETLY,
        )  # fmt: skip
        for word in words:
            if not word.isprintable():
                raise Invalid("cron.unprintable", path=word)
        return cls(
            user=system_actor() if settings.is_postgres else _owner(settings.db),
            words=words,
            folder="/",
            needs_password_file=has_password(settings.db),
            work=work,
        )


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """The regular work of an installation; gateways are asked where there are any."""
    works = (SWEEP, RECONCILE) if settings.gateways else (SWEEP,)
    return tuple(Job.of_installation(settings, work) for work in works)


def _gateways_file(settings: Settings) -> str:
    """The file with the gateways, "" for the machine's own, which every user's commands read."""
    sources = [source for section in settings.gateways.values() for _, source in section.values()]
    files = [source.rpartition(" [")[0] for source in sources]
    return next((file for file in files if file and file != str(SYSTEM_FILE)), "")


def crontab(job: Job) -> str:
    """A line for /etc/cron.d: a percent sign would end the command there, so it is escaped."""
    command = shlex.join(job.words).replace("%", r"\%")
    return f"{job.work.cron} {job.user} {command}\n"


def units(job: Job) -> tuple[tuple[str, str], ...]:
    """The service and the timer, by file name."""
    command = " ".join(_systemd(word) for word in job.words)
    service = (
        "[Unit]\n"
        f"Description={job.work.about}\n\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"User={job.user}\n"
        f"WorkingDirectory={job.folder}\n"
        f"ExecStart={command}\n"
    )
    timer = (
        "[Unit]\n"
        f"Description={job.work.about} {job.work.often}\n\n"
        "[Timer]\n"
        f"OnCalendar={job.work.calendar}\n"
        "AccuracySec=5s\n\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )
    name = f"boxoffice-{job.work.name}"
    return ((f"{name}.service", service), (f"{name}.timer", timer))


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
