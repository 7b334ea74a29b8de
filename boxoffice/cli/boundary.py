"""The one place where errors become sentences and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

from typer._click import exceptions as click
from typer.exceptions import Abort, Exit

from boxoffice.cli import completion
from boxoffice.cli.exit_codes import ExitCode, exit_code
from boxoffice.cli.global_options import Typed
from boxoffice.cli.output import discard_stdout, is_terminal, prepare_streams, wrapped, write_err
from boxoffice.cli.root import Root, build_root
from boxoffice.cli.stopping import Ending, Terminated
from boxoffice.errors import BoxofficeError, Failed, Invalid


class StoppedError(BoxofficeError):
    """It was stopped before it was done."""


def run(args: Sequence[str]) -> int:
    """Run one command line; whatever happens becomes an exit code and one sentence."""
    words, ending = Typed(), Ending()
    with ending.on_signals():
        try:
            prepare_streams()
            return _call(list(args), words)
        except BaseException as error:  # noqa: BLE001
            return _answer(_meant(error, ending), words, args)


def _call(args: list[str], words: Typed) -> int:
    prog = program_name()
    root = build_root(prog)
    if completion.requested():
        return completion.answer(root, prog)
    result = call(root, prog, args, words)
    return int(result) if isinstance(result, int) else ExitCode.DONE


def call(root: Root, prog: str, args: list[str], words: Typed) -> Any:
    """Parse and invoke, without Typer's own way of leaving the program."""
    with root.make_context(prog, args, obj=words) as context:
        return root.invoke(context)


def program_name() -> str:
    """`bo` where that was typed, else `boxoffice`."""
    return "bo" if os.path.basename(sys.argv[0]) == "bo" else "boxoffice"


def _meant(error: BaseException, ending: Ending) -> BaseException:
    """The stop that was asked for, where nobody expected the error that came of it."""
    if isinstance(error, Exit | SystemExit) or as_known(error).code != "usage.unexpected":
        return error
    return ending.meant_by(error)


def _answer(error: BaseException, words: Typed, args: Sequence[str]) -> int:
    try:
        return _code_of(error, words, args)
    except Terminated:
        return ExitCode.TERMINATED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception:  # noqa: BLE001
        write_err("The program met something it did not expect, and could not even say what.\n")
        return ExitCode.FAILURE


def _code_of(error: BaseException, words: Typed, args: Sequence[str]) -> int:
    match error:
        case Exit():
            return error.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else int(bool(error.code))
        case click.NoArgsIsHelpError() if not _wants_json(words, args):
            write_err(error.format_message() + "\n")
            return ExitCode.USAGE
        case Terminated():
            _report_stop("usage.terminated", words, args)
            return ExitCode.TERMINATED
        case KeyboardInterrupt() | Abort():
            _report_stop("usage.interrupted", words, args)
            return ExitCode.INTERRUPTED
        case OSError(errno=errno.EPIPE):
            discard_stdout()
            return ExitCode.DONE
        case _:
            known = as_known(error)
            report(known, words, args)
            _show_traceback(error)
            return exit_code(known)


def _report_stop(code: str, words: Typed, args: Sequence[str]) -> None:
    """On a terminal it is told on a line of its own: a question may stand there, and a ^C."""
    if is_terminal(sys.stderr):
        write_err("\n")
    report(_stopped(code, words), words, args)


def _stopped(code: str, words: Typed) -> StoppedError:
    """What is known of a write that was stopped, and who can tell the rest."""
    if words.is_answered:
        return StoppedError(code, found="answered")
    if words.is_kept:
        return StoppedError(code, found="kept", op_key=words.op_key_at_work)
    if not words.may_have_written:
        return StoppedError(code)
    found = "named" if words.op_key else "unknown"
    return StoppedError(code, found=found, op_key=words.op_key_at_work)


def as_known(error: BaseException) -> BoxofficeError:
    """Any error as one of ours, so that it has a code and a sentence."""
    match error:
        case BoxofficeError():
            return error
        case click.UsageError():
            return _usage(error)
        case click.ClickException():
            return Invalid("usage.wrong", message=error.format_message(), command="boxoffice")
        case OSError():
            reason = error.strerror or type(error).__name__
            return Failed("usage.system", reason=reason, path=str(error.filename or ""))
        case MemoryError():
            return Failed("usage.memory")
        case RecursionError():
            return Failed("usage.too_deep")
        case _:
            return Failed("usage.unexpected", error=type(error).__name__)


def _usage(error: click.UsageError) -> Invalid:
    command = error.ctx.command_path if error.ctx else "boxoffice"
    if isinstance(error, click.NoArgsIsHelpError):
        return Invalid("usage.missing_command", command=command)
    if isinstance(error, click.NoSuchOption):
        nearest = sorted(error.possibilities or ())
        return Invalid(
            "usage.unknown_option", option=error.option_name, nearest=nearest, command=command
        )
    return Invalid("usage.wrong", message=error.format_message(), command=command)


def report(error: BoxofficeError, words: Typed, args: Sequence[str]) -> None:
    """Say what went wrong on stderr: one JSON document with --json, else one sentence."""
    from boxoffice.present.words import sentence

    op_key = str(error.details.get("op_key") or words.op_key_at_work or words.op_key)
    message = sentence(error)
    if _wants_json(words, args):
        write_err(_document(error, message=message, op_key=op_key))
        return
    reached = str(error.details.get("op_key") or "")
    tail = f"(operation key {reached})" if reached and reached not in message else ""
    between = "\n" if is_terminal(sys.stderr) else " "
    write_err(f"{wrapped(message)}{tail and between}{tail}\n")


def _document(error: BoxofficeError, *, message: str, op_key: str) -> str:
    import json

    from boxoffice.present.formats.json import with_null

    body = {
        "code": error.code,
        "message": message,
        "details": {name: each for name, each in error.details.items() if name != "op_key"},
        "retryable": error.retryable,
        "op_key": op_key,
    }
    return json.dumps({"error": with_null(body)}, default=str) + "\n"


def _wants_json(words: Typed, args: Sequence[str]) -> bool:
    """Whether JSON is wanted, even where parsing stopped short of the flag or settings are bad."""
    if "format" in words.settings_typed:
        return bool(words.settings_typed["format"] == "json")
    before = args[: list(args).index("--")] if "--" in args else args
    if "--json" in before or "--format=json" in before:
        return True
    try:
        return words.settings().format == "json"
    except Exception:  # noqa: BLE001
        return os.environ.get("BOXOFFICE_OUTPUT") == "json"


def _show_traceback(error: BaseException) -> None:
    from boxoffice.config import is_debugging

    if is_debugging():
        import traceback

        write_err("".join(traceback.format_exception(error)))
