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
    import signal

    # An import has places where Python can raise nothing, and Ctrl-C would be lost in them. As
    # long as nothing is open it ends the process by itself.
    by_python = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if by_python:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from boxoffice.cli.boundary import run

    try:
        if by_python:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return run(args)
    except KeyboardInterrupt:
        return 130


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
