"""`boxoffice config`: which settings count here, and who says so."""

from __future__ import annotations

from boxoffice.cli.global_options import typed
from boxoffice.cli.session import output
from boxoffice.config_keys import KEYS


def view() -> None:
    """Show every setting, its value and where it came from.

    Example: boxoffice config view
    """
    from boxoffice.domain.addresses import without_password
    from boxoffice.present.tables import Column, Table

    settings = typed().settings()
    if settings.theatre:
        settings = settings.for_theatre(settings.theatre)
    rows = []
    for key in KEYS:
        value = getattr(settings, key.name)
        shown = without_password(value) if key.name == "db" else value
        rows.append((key.name, shown, settings.source(key.name), key.variables[0]))
    for gateway, section in settings.gateways.items():
        for name, (value, source) in section.items():
            shown = ", ".join(value) if isinstance(value, tuple) else value
            rows.append((f"gateways.{gateway}.{name}", shown, source, ""))
    table = Table(
        name="settings",
        columns=(
            Column("name", "Setting"),
            Column("value", "Value", is_flexible=True, is_wrapped=True),
            Column("source", "From", is_flexible=True, is_wrapped=True),
            Column("variable"),
        ),
        rows=tuple(rows),
    )
    names = ("name", "value", "source", "variable")
    document = {"settings": [dict(zip(names, row, strict=True)) for row in rows]}
    output().emit(document, table=lambda: table)
