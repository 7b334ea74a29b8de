"""`boxoffice cron`: the lines that let the machine do the regular work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from boxoffice.cli.global_options import typed
from boxoffice.cli.session import output

if TYPE_CHECKING:
    from boxoffice.config import Settings


def print_cron(
    systemd: Annotated[
        bool, typer.Option("--systemd", help="A service and a timer instead of a crontab line.")
    ] = False,
) -> None:
    """Print what cron or systemd needs to sweep every minute, and to ask gateways every five.

    Example: boxoffice cron print | sudo tee /etc/cron.d/boxoffice
    Example: boxoffice cron print --systemd
    """
    from boxoffice.present.schedules import crontab, jobs_of, units

    settings = typed().settings()
    jobs = jobs_of(settings)
    out = output()
    document: dict[str, Any]
    if systemd:
        files = [unit for job in jobs for unit in units(job)]
        text = "".join(f"# /etc/systemd/system/{name}\n{body}\n" for name, body in files)
        document = {"units": [{"name": name, "text": body} for name, body in files]}
        timers = " ".join(f"boxoffice-{job.work.name}.timer" for job in jobs)
        hint = f"Save {'both' if len(files) == 2 else 'all'}, then: systemctl enable --now {timers}"
    else:
        text = "".join(map(crontab, jobs))
        document = {"crontab": text}
        hint = "This is for /etc/cron.d; for `crontab -e`, leave out the user name."
    out.emit(document, text=lambda: text)
    out.talk(hint)
    from boxoffice.present.words import reason

    if jobs[0].needs_password_file:
        out.warn(reason("cron.password_left_out", {"user": jobs[0].user}))
    variables = _variables(settings)
    if variables:
        out.warn(reason("cron.variables", {"variables": variables}))


def _variables(settings: Settings) -> list[str]:
    """The variables that hold secrets of gateways, which cron would not have."""
    return sorted(
        {
            str(value)
            for section in settings.gateways.values()
            for name, (value, _) in section.items()
            if name.endswith("_env") and value
        }
    )
