"""The entry of `boxoffice` and `bo`: answers --version at once, leaves the rest to the boundary."""

import gc
import sys

OBJECTS_PER_COLLECTION = 200_000
"""A command line lives for half a second: collecting garbage in it is a tenth of its time."""


def main(argv: "list[str] | None" = None) -> int:
    """Run one command line and answer its exit code."""
    args = sys.argv[1:] if argv is None else argv
    if sys.platform == "win32":
        sys.stderr.write("boxoffice runs on Linux and macOS; on Windows, use WSL.\n")
        return 1
    if args[:1] in (["--version"], ["-V"]):
        from boxoffice import __version__

        return _say(f"boxoffice {__version__}\n")
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    try:
        return _load_and_run(args)
    except KeyboardInterrupt:
        return 130


def _load_and_run(args: "list[str]") -> int:
    """While the program loads nothing is open, and Ctrl-C ends the process by itself.

    An import has places where Python can raise nothing, in which a KeyboardInterrupt is lost.
    """
    import signal
    import threading

    by_python = (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
        and threading.current_thread() is threading.main_thread()
    )
    if by_python:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from boxoffice.cli.boundary import run
    finally:
        if by_python:
            signal.signal(signal.SIGINT, signal.default_int_handler)
    return run(args)


def _say(line: str) -> int:
    """Who closed stdout or the pipe has had enough, which is no failure; a full disk is one."""
    if sys.stdout is None:
        return 0
    try:
        sys.stdout.write(line)
        sys.stdout.flush()
    except OSError as error:
        from boxoffice.cli.output import discard_stdout

        discard_stdout()
        return 0 if isinstance(error, BrokenPipeError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
