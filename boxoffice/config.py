"""Settings and where each came from: defaults, files, environment, typed flags; the later wins."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from boxoffice.config_gateways import GATEWAYS, Section, read_sections
from boxoffice.config_keys import BY_NAME, ENVIRONMENT_PREFIX, KEYS, Key, nearest
from boxoffice.errors import Invalid

SYSTEM_FILE = Path("/etc/boxoffice/config.toml")
PROJECT_FILE = "boxoffice.toml"
CONFIG_VARIABLE = "BOXOFFICE_CONFIG"
DEBUG_VARIABLE = "BOXOFFICE_DEBUG"
THEATRES = "theatres"
_SERVER = re.compile(r"postgres(ql)?(\+[a-z0-9]+)?://")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):/")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting with a typed value; `source` tells where a value came from."""

    db: str
    theatre: str
    till: str
    format: str
    color: str
    locale: str
    quiet: bool
    no_input: bool
    yes: bool
    hold_minutes: int
    pending_minutes: int
    late_minutes: int
    turnaround_minutes: int
    business_day_ends: str
    supervisors: str
    upi_address: str
    upi_name: str
    payment_failed: str
    late_money: str
    busy_seconds: int
    keep_operations_days: int
    journal: str
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    theatres: Mapping[str, Mapping[str, tuple[Any, str]]] = field(default_factory=dict, repr=False)
    gateways: Mapping[str, Section] = field(default_factory=dict, repr=False)

    def source(self, name: str) -> str:
        """Where the value came from: `default`, a file, `environment NAME` or `flag --name`."""
        return self.sources.get(name, "default")

    def for_theatre(self, key: str) -> Settings:
        """These settings as one theatre has them; what was typed or exported still wins."""
        own = {
            name: found
            for name, found in self.theatres.get(key, {}).items()
            if BY_NAME[name].is_final or not self.source(name).startswith(("environment", "flag"))
        }
        if not own:
            return self
        values = {name: value for name, (value, _) in own.items()}
        sources = {**self.sources, **{name: source for name, (_, source) in own.items()}}
        return replace(self, **values, sources=sources)

    @property
    def is_postgres(self) -> bool:
        return self.db.partition(":")[0].startswith("postgres") and "://" in self.db


class _Layers:
    """Collects values layer by layer."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.sources: dict[str, str] = {}
        self.theatres: dict[str, dict[str, tuple[Any, str]]] = {}
        self.gateways: dict[str, dict[str, tuple[Any, str]]] = {}
        self.final: frozenset[str] = frozenset()

    def close(self) -> None:
        """What is final by now stays, for all theatres alike."""
        named = {*self.values, *(name for own in self.theatres.values() for name in own)}
        self.final = frozenset(name for name in named if BY_NAME[name].is_final)

    def put(self, key: Key, value: object, *, where: str, folder: Path) -> None:
        if key.name in self.final:
            return
        self.values[key.name] = _absolute(key, key.read(value, where=where), folder=folder)
        self.sources[key.name] = where

    def put_file(self, path: Path, *, required: bool = False) -> None:
        where = str(path)
        for name, value in _read_toml(path, required=required).items():
            if name == THEATRES:
                self._put_theatres(value, where=where)
            elif name == GATEWAYS:
                self._put_gateways(value, where=where, folder=path.parent)
            else:
                self.put(_key(name, where=where), value, where=where, folder=path.parent)

    def _put_theatres(self, value: object, *, where: str) -> None:
        if not isinstance(value, dict) or not all(isinstance(own, dict) for own in value.values()):
            raise Invalid("config.theatres_shape", where=where)
        for theatre, own in value.items():
            for name, raw in own.items():
                key = _key(name, where=where, of_theatre=theatre)
                found = key.read(raw, where=where)
                if name in self.final:
                    continue
                source = f"{where} [{THEATRES}.{theatre}]"
                self.theatres.setdefault(theatre, {})[name] = (found, source)

    def _put_gateways(self, value: object, *, where: str, folder: Path) -> None:
        for gateway, own in read_sections(value, where=where, folder=folder).items():
            source = f"{where} [{GATEWAYS}.{gateway}]"
            section = self.gateways.setdefault(gateway, {})
            section.update({name: (found, source) for name, found in own.items()})

    def put_environment(self, environ: Mapping[str, str], *, folder: Path) -> None:
        _refuse_misspelt_variables(environ)
        for key in KEYS:
            for variable in key.variables:
                value = key.from_environment(variable, environ.get(variable, ""))
                if value is not None:
                    self.put(key, value, where=f"environment {variable}", folder=folder)
                    break

    def finished(self, flags: Mapping[str, Any], *, folder: Path) -> Settings:
        for name, value in flags.items():
            key = BY_NAME[name]
            self.put(key, value, where=f"flag {key.flag}", folder=folder)
        for key in KEYS:
            if key.name not in self.values:
                self.values[key.name] = _default(key)
        return Settings(
            **self.values,
            sources=self.sources,
            theatres=self.theatres,
            gateways=self.gateways,
        )


def load(
    *,
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    config_file: str | None = None,
    folder: Path | None = None,
    system_file: Path = SYSTEM_FILE,
    user_file: Path | None = None,
) -> Settings:
    """Read every layer; `flags` holds only what was typed, `config_file` replaces the project's."""
    environ = os.environ if environ is None else environ
    folder = folder or _current_folder()
    layers = _Layers()
    layers.put_file(system_file)
    layers.close()
    layers.put_file(user_file or _user_file())
    chosen = config_file or environ.get(CONFIG_VARIABLE)
    if chosen:
        layers.put_file(_from(folder, chosen), required=True)
    else:
        layers.put_file(folder / PROJECT_FILE)
    layers.put_environment(environ, folder=folder)
    return layers.finished(flags or {}, folder=folder)


def load_flags_only(flags: Mapping[str, Any]) -> Settings:
    """What was typed on top of the defaults: for help, which a broken file must not hide."""
    return _Layers().finished(flags, folder=Path("/"))


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise Invalid("config.no_folder", reason=error.strerror) from error


def _default(key: Key) -> Any:
    if key.name == "db":
        import platformdirs

        return _real(Path(platformdirs.user_data_dir("boxoffice", False)) / "boxoffice.db")
    if key.name == "till":
        return _till()
    return key.default


def _user_file() -> Path:
    import platformdirs

    return Path(platformdirs.user_config_dir("boxoffice", False)) / "config.toml"


def _till() -> str:
    """This seat at this machine: user@host:tty."""
    from boxoffice.context import system_actor

    terminal = "-"
    for stream in (0, 1, 2):
        try:
            terminal = os.ttyname(stream).removeprefix("/dev/")
            break
        except OSError:
            continue
    return f"{system_actor()}@{os.uname().nodename.partition('.')[0]}:{terminal}"


def _absolute(key: Key, value: Any, *, folder: Path) -> Any:
    if key.name != "db" or _SERVER.match(value):
        return value
    if scheme := _SCHEME.match(value):
        raise Invalid("config.db_scheme", scheme=scheme[1])
    return _real(folder / os.path.expanduser(value))


def _real(path: Path) -> str:
    """One name for one file: what lies beside a database is found by every way to it."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return os.path.abspath(path)


def _from(folder: Path, path: str) -> Path:
    return Path(os.path.abspath(folder / os.path.expanduser(path)))


def _read_toml(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        if required:
            raise Invalid("config.missing_file", where=str(path)) from None
        return {}
    except OSError as error:
        raise Invalid("config.unreadable", where=str(path), reason=error.strerror) from error
    except ValueError as error:
        raise Invalid("config.not_toml", where=str(path), reason=str(error)) from error


def _key(name: str, *, where: str, of_theatre: str = "") -> Key:
    offered = [key.name for key in KEYS if key.per_theatre or not of_theatre]
    if name in offered:
        return BY_NAME[name]
    details = {"key": name, "where": where, "nearest": nearest(name, offered)}
    if of_theatre:
        raise Invalid("config.unknown_theatre_key", theatre=of_theatre, offered=offered, **details)
    raise Invalid("config.unknown_key", **details)


def _refuse_misspelt_variables(environ: Mapping[str, str]) -> None:
    """A variable that is nearly one of ours is a mistake; any other is somebody else's."""
    known = {name for key in KEYS for name in key.variables} | {CONFIG_VARIABLE, DEBUG_VARIABLE}
    ours = sorted(name.removeprefix(ENVIRONMENT_PREFIX) for name in known)
    for variable in environ:
        if variable.startswith(ENVIRONMENT_PREFIX) and variable not in known:
            close = nearest(variable.removeprefix(ENVIRONMENT_PREFIX), ours, cutoff=0.8)
            if close:
                raise Invalid(
                    "config.unknown_variable",
                    key=variable,
                    nearest=ENVIRONMENT_PREFIX + close,
                    where="environment",
                )


def is_debugging() -> bool:
    """Whether BOXOFFICE_DEBUG asks for tracebacks."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def interpreter() -> str:
    """The absolute path of the Python that runs this program."""
    return os.path.abspath(sys.executable)
