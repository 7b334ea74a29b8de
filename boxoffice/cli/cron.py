"""`boxoffice cron`: the lines that let the machine do the regular work."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from boxoffice.cli.global_options import typed
from boxoffice.cli.session import output


def print_cron(
    systemd: Annotated[
        bool, typer.Option("--systemd", help="A service and a timer instead of a crontab line.")
    ] = False,
) -> None:
    """Print what cron or systemd needs to sweep this installation every minute.

    Example: boxoffice cron print | sudo tee /etc/cron.d/boxoffice
    Example: boxoffice cron print --systemd
    """
    from boxoffice.present.schedules import Job, crontab, units

    job = Job.of_installation(typed().settings())
    out = output()
    document: dict[str, Any]
    if systemd:
        text = "".join(f"# /etc/systemd/system/{name}\n{body}\n" for name, body in units(job))
        document = {"units": [{"name": name, "text": body} for name, body in units(job)]}
        hint = "Save both, then: systemctl enable --now boxoffice-sweep.timer"
    else:
        text = crontab(job)
        document = {"crontab": text}
        hint = "This is for /etc/cron.d; for `crontab -e`, leave out the user name."
    out.emit(document, text=lambda: text)
    out.talk(hint)
    if job.needs_password_file:
        from boxoffice.present.words import reason

        out.warn(reason("cron.password_left_out", {"user": job.user}))
