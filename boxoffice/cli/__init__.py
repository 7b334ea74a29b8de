"""The command line: Typer commands, loaded only when they are called."""
