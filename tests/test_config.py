"""Settings: which layer wins, who said so, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from boxoffice.cli.global_options import FORMATS, GLOBAL_OPTIONS
from boxoffice.cli.help import topic_text
from boxoffice.config import Settings, load
from boxoffice.config_gateways import GATEWAY_KEYS
from boxoffice.config_keys import BY_NAME, KEYS, locale_of
from boxoffice.config_keys import FORMATS as KEY_FORMATS
from boxoffice.errors import Invalid
from boxoffice.present.words import sentence


def read(
    folder: Path,
    *,
    system: str | None = None,
    user: str | None = None,
    project: str | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
    config_file: str | None = None,
) -> Settings:
    texts = {"system.toml": system, "user.toml": user, "boxoffice.toml": project}
    for name, text in texts.items():
        if text is not None:
            (folder / name).write_text(text)
    return load(
        flags=flags,
        environ=environ or {},
        config_file=config_file,
        folder=folder,
        system_file=folder / "system.toml",
        user_file=folder / "user.toml",
    )


def refusal(folder: Path, **layers: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read(folder, **layers)
    assert sentence(caught.value) != type(caught.value).__doc__
    return caught.value


def test_the_later_layer_wins_and_says_so(tmp_path: Path) -> None:
    line = "hold_minutes = {}\n"
    layers: dict[str, Any] = {}
    seen = [read(tmp_path).source("hold_minutes")]
    for name, value in (("system", 6), ("user", 7), ("project", 8)):
        layers[name] = line.format(value)
        found = read(tmp_path, **layers)
        assert found.hold_minutes == value
        seen.append(found.source("hold_minutes"))
    found = read(tmp_path, **layers, environ={"BOXOFFICE_HOLD_MINUTES": "9"})
    assert found.hold_minutes == 9
    seen.append(found.source("hold_minutes"))
    assert seen == [
        "default",
        str(tmp_path / "system.toml"),
        str(tmp_path / "user.toml"),
        str(tmp_path / "boxoffice.toml"),
        "environment BOXOFFICE_HOLD_MINUTES",
    ]


def test_a_typed_flag_beats_everything(tmp_path: Path) -> None:
    found = read(tmp_path, environ={"BOXOFFICE_TILL": "a"}, flags={"till": "b"})
    assert (found.till, found.source("till")) == ("b", "flag --till")


def test_a_named_file_takes_the_place_of_the_folders(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("hold_minutes = 9\n")
    project = "hold_minutes = 8\npending_minutes = 30\n"
    found = read(tmp_path, project=project, config_file="own.toml")
    assert (found.hold_minutes, found.pending_minutes) == (9, 15)
    by_variable = read(tmp_path, environ={"BOXOFFICE_CONFIG": str(tmp_path / "own.toml")})
    assert by_variable.hold_minutes == 9


@pytest.mark.parametrize("path", ["house.db", "./house.db", "sub/../house.db"])
def test_a_path_in_a_file_counts_from_that_file(tmp_path: Path, path: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "own.toml").write_text(f'db = "{path}"\n')
    assert read(tmp_path, config_file="other/own.toml").db == str(other / "house.db")
    assert read(tmp_path, flags={"db": path}).db == str(tmp_path / "house.db")


def test_a_home_is_expanded_and_an_address_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/rao")
    assert read(tmp_path, flags={"db": "~/a.db"}).db == "/home/rao/a.db"
    address = "postgresql://rao@db/box"
    assert read(tmp_path, flags={"db": address}).db == address
    assert read(tmp_path, flags={"db": address}).is_postgres is True
    assert read(tmp_path).is_postgres is False


def test_one_theatre_can_have_its_own_rules(tmp_path: Path) -> None:
    project = 'theatre = "regal"\nhold_minutes = 5\n[theatres.regal]\nhold_minutes = 7\n'
    found = read(tmp_path, project=project)
    regal = found.for_theatre("regal")
    assert (found.hold_minutes, regal.hold_minutes) == (5, 7)
    assert regal.source("hold_minutes") == f"{tmp_path / 'boxoffice.toml'} [theatres.regal]"
    assert found.for_theatre("plaza") == found
    exported = read(tmp_path, project=project, environ={"BOXOFFICE_HOLD_MINUTES": "9"})
    assert exported.for_theatre("regal").hold_minutes == 9


@pytest.mark.parametrize(
    ("project", "code", "words"),
    [
        ("hold_minuts = 5\n", "config.unknown_key", "Did you mean hold_minutes?"),
        ("zebra = 5\n", "config.unknown_key", "boxoffice help config"),
        ("hold_minutes = 0\n", "config.bad_value", "from 1 to 1440"),
        ("hold_minutes = true\n", "config.bad_value", "a whole number"),
        ("hold_minutes = 5.5\n", "config.bad_value", "a whole number"),
        ('hold_minutes = "x"\n', "config.bad_value", "a whole number"),
        ('business_day_ends = "25:00"\n', "config.bad_value", "05:00"),
        ('format = "xml"\n', "config.bad_value", "rich, plain, csv, json, markdown"),
        ('quiet = "perhaps"\n', "config.bad_value", "yes or no"),
        ('till = ""\n', "config.bad_value", "text"),
        ('till = "a\\u001b[2J"\n', "config.bad_value", "text"),
        ('locale = "../x"\n', "config.bad_value", "language"),
        ("hold_minutes = \n", "config.not_toml", "not proper TOML"),
        ("theatres = 3\n", "config.theatres_shape", "[theatres.NAME]"),
        ("[theatres.a]\nhold_minute = 3\n", "config.unknown_theatre_key", "hold_minutes"),
        ('[theatres.a]\ndb = "x"\n', "config.unknown_theatre_key", "turnaround_minutes"),
    ],
)
def test_a_file_with_a_mistake_is_refused(
    tmp_path: Path, project: str, code: str, words: str
) -> None:
    error = refusal(tmp_path, project=project)
    assert error.code == code
    assert error.details["where"] == str(tmp_path / "boxoffice.toml")
    assert words in sentence(error)


def test_a_file_in_latin_1_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boxoffice.toml").write_bytes('till = "Käthe"\n'.encode("latin-1"))
    assert refusal(tmp_path).code == "config.not_toml"


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boxoffice.toml").mkdir()
    assert refusal(tmp_path).code == "config.unreadable"


def test_a_named_file_has_to_be_there(tmp_path: Path) -> None:
    assert refusal(tmp_path, config_file="none.toml").code == "config.missing_file"


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"BOXOFFICE_THEATER": "regal"}, "config.unknown_variable"),
        ({"BOXOFFICE_HOLD_MINUTE": "3"}, "config.unknown_variable"),
        ({"BOXOFFICE_HOLD_MINUTES": "-3"}, "config.bad_value"),
        ({"BOXOFFICE_HOLD_MINUTES": "1e9"}, "config.bad_value"),
        ({"BOXOFFICE_OUTPUT": "xml"}, "config.bad_value"),
    ],
)
def test_a_variable_with_a_mistake_is_refused(
    tmp_path: Path, environ: dict[str, str], code: str
) -> None:
    assert refusal(tmp_path, environ=environ).code == code


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    assert read(tmp_path, environ={"BOXOFFICE_SOMETHING_ELSE": "1"}).hold_minutes == 5


@pytest.mark.parametrize(
    ("environ", "color", "source"),
    [
        ({}, "auto", "default"),
        ({"NO_COLOR": ""}, "auto", "default"),
        ({"NO_COLOR": "0"}, "never", "environment NO_COLOR"),
        ({"TERM": "xterm"}, "auto", "default"),
        ({"TERM": "dumb"}, "never", "environment TERM"),
        (
            {"NO_COLOR": "1", "BOXOFFICE_COLOR": "always"},
            "always",
            "environment BOXOFFICE_COLOR",
        ),
    ],
)
def test_who_wants_no_colour(
    tmp_path: Path, environ: dict[str, str], color: str, source: str
) -> None:
    found = read(tmp_path, environ=environ)
    assert (found.color, found.source("color")) == (color, source)


@pytest.mark.parametrize(
    ("raw", "locale"),
    [
        ("de_DE.UTF-8@euro", "de_DE"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("pt_BR", "pt_BR"),
        ("../etc", "en"),
    ],
)
def test_the_locale_of_the_system(raw: str, locale: str) -> None:
    assert locale_of(raw) == locale


def test_the_till_is_user_host_and_terminal(tmp_path: Path) -> None:
    import pwd

    name = pwd.getpwuid(os.getuid()).pw_name
    assert read(tmp_path, environ={"USER": "somebody"}).till.startswith(f"{name}@")


def test_every_key_is_a_setting_and_stands_in_the_manual() -> None:
    fields = set(Settings.__dataclass_fields__) - {"sources", "theatres", "gateways"}
    assert set(BY_NAME) == fields
    text = topic_text("config")
    for key in KEYS:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{key.name}` |"))
        default = key.default if not isinstance(key.default, bool) else str(key.default).lower()
        shown = key.shown_default or default
        variables = " ".join(f"`{name}`" for name in key.variables)
        assert row == f"| `{key.name}` | {shown} | {variables} | {key.help} |"


def test_every_setting_of_a_gateway_stands_in_the_manual() -> None:
    text = topic_text("config")
    for key in GATEWAY_KEYS:
        row = f"| `{key.name}` | {key.shown_default or key.default} | {key.help} |"
        assert [line for line in text.splitlines() if line.startswith(row)] == [row]


def test_gateways_are_read_from_files_and_the_later_file_wins(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        system='[gateways.stripe]\nkey_file = "stripe.key"\ncapture = "manual"\n',
        project='[gateways.stripe]\ncapture = "automatic"\n[gateways.sim]\nkind = "simulated"\n',
    ).gateways
    system, project = tmp_path / "system.toml", tmp_path / "boxoffice.toml"
    assert found == {
        "stripe": {
            "key_file": (str(tmp_path / "stripe.key"), f"{system} [gateways.stripe]"),
            "capture": ("automatic", f"{project} [gateways.stripe]"),
        },
        "sim": {"kind": ("simulated", f"{project} [gateways.sim]")},
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gateways = 3", "config.gateways_shape"),
        ("[gateways]\nstripe = 3", "config.gateways_shape"),
        ('[gateways."Big One"]\nkind = "stripe"', "config.gateway_name"),
        ('[gateways.stripe]\nkey = "sk_live_abcdefgh"', "config.unknown_gateway_key"),
        ('[gateways.stripe]\nkey_file = "sk_live_abcdefgh"', "config.bad_value"),
        ('[gateways.stripe]\nkey_env = "sk_live_abcdefgh"', "config.bad_value"),
        ('[gateways.stripe]\nwebhook_secret_env = "abcdefgh"', "config.bad_value"),
        ('[gateways.stripe]\nbase_url = "https://ann:abcdefgh@example.org"', "config.bad_value"),
        ('[gateways.stripe]\ncurrencies = "EUR"', "config.bad_value"),
        ('[gateways.stripe]\ncurrencies = ["EUR 5"]', "config.bad_value"),
    ],
)
def test_a_secret_typed_as_a_setting_is_refused_and_not_repeated(
    tmp_path: Path, text: str, code: str
) -> None:
    error = refusal(tmp_path, project=text)
    assert error.code == code
    assert "abcdefgh" not in f"{error} {error!r} {sentence(error)}"


def test_every_flag_sets_something_that_exists() -> None:
    beside = {"config_file", "op_key", "dry_run"}
    assert {spec.sets for spec in GLOBAL_OPTIONS} - beside <= set(BY_NAME)
    assert FORMATS == KEY_FORMATS


def test_a_database_has_one_name_by_whatever_link_it_is_reached(tmp_path: Path) -> None:
    house = tmp_path / "house" / "house.db"
    house.parent.mkdir()
    house.touch()
    (tmp_path / "link.db").symlink_to(house)
    (tmp_path / "folder").symlink_to(house.parent)
    for path in ("link.db", "folder/house.db", "folder/../link.db"):
        assert read(tmp_path, flags={"db": path}).db == str(house)


def test_what_the_system_says_of_supervisors_nobody_else_changes(tmp_path: Path) -> None:
    line = 'supervisors = "{}"\n'
    later: dict[str, Any] = {
        "user": line.format("me"),
        "project": line.format("me") + "[theatres.rex]\n" + line.format("me"),
        "environ": {"BOXOFFICE_SUPERVISORS": "me"},
    }
    assert read(tmp_path, **later).for_theatre("rex").supervisors == "me"
    found = read(tmp_path, system=line.format("ann"), **later)
    assert (found.supervisors, found.for_theatre("rex").supervisors) == ("ann", "ann")
    own = read(tmp_path, system="[theatres.rex]\n" + line.format("eve"), **later)
    assert (own.supervisors, own.for_theatre("rex").supervisors) == ("", "eve")
    assert own.source("supervisors") == "default"
