"""Settings: what a wrong one says, and which source wins."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from supergraph.settings import MAX_FILE_BYTES, SettingsError, load


class Depths(BaseModel):
    model_config = ConfigDict(extra="forbid")

    depth: int = Field(default=12, ge=1)
    tokens: int = 2000


class Partner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    token: SecretStr = SecretStr("")


class Sample(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUB_", env_nested_delimiter="__", extra="forbid")

    port: int = 8000
    limits: Depths = Field(default_factory=Depths)
    partners: list[Partner] = Field(default_factory=list)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "hub.toml"
    file.write_text(text, "utf-8")
    return file


def mistakes(tmp_path: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(Sample, written(tmp_path, text), environ or {})
    return [str(mistake) for mistake in caught.value.mistakes]


def test_without_file_and_variables_the_defaults_hold() -> None:
    settings = load(Sample, None, {})
    assert (settings.port, settings.limits.depth, settings.partners) == (8000, 12, [])
    assert type(settings) is Sample


def test_a_variable_wins_over_the_file_and_leaves_its_neighbours(tmp_path: Path) -> None:
    file = written(tmp_path, "[limits]\ndepth = 5\ntokens = 7\n")
    settings = load(Sample, file, {"HUB_LIMITS__DEPTH": "9"})
    assert (settings.limits.depth, settings.limits.tokens) == (9, 7)


def test_an_unknown_setting_names_the_nearest_known_one(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "[limits]\ndept = 5\n")
    assert "limits.dept" in told
    assert "did you mean depth?" in told


def test_an_unknown_variable_names_the_nearest_known_one(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "", {"HUB_LIMITS__DEPHT": "5"})
    assert "HUB_LIMITS__DEPHT" in told
    assert "did you mean HUB_LIMITS__DEPTH?" in told


def test_variables_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    assert load(Sample, written(tmp_path, ""), {"HUBBLE": "1", "PATH": "x"}).port == 8000


def test_all_mistakes_are_told_at_once_with_name_value_and_place(tmp_path: Path) -> None:
    told = mistakes(tmp_path, 'port = "eight"\n[limits]\ndepth = 0\n')
    assert len(told) == 2
    assert any("port" in line and "'eight'" in line and "hub.toml" in line for line in told)
    assert any("limits.depth" in line and "greater than or equal to 1" in line for line in told)


def test_a_wrong_variable_is_told_as_a_variable(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "", {"HUB_PORT": "eight"})
    assert told.startswith("HUB_PORT: port = 'eight'")


def test_a_secret_comes_from_its_variable_and_is_never_told(tmp_path: Path) -> None:
    file = written(tmp_path, '[[partners]]\nname = "a"\ntoken = { env = "PARTNER" }\n')
    assert load(Sample, file, {"PARTNER": "s3cret"}).partners[0].token.get_secret_value() == "s3cret"
    (told,) = mistakes(tmp_path, file.read_text("utf-8"))
    assert "set the variable PARTNER" in told
    (wrong,) = mistakes(tmp_path, '[[partners]]\nname = "a"\ntoken = 5\n')
    assert "5" not in wrong.split("hub.toml", 1)[1].split(": ", 2)[1]


def test_a_missing_broken_or_huge_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="missing"):
        load(Sample, tmp_path / "none.toml", {})
    assert "not readable as TOML" in mistakes(tmp_path, "port = ")[0]
    assert "at most" in mistakes(tmp_path, "#" * (MAX_FILE_BYTES + 1))[0]
    assert load(Sample, written(tmp_path, "#" * MAX_FILE_BYTES), {}).port == 8000


def test_unknown_variables_are_told_together_with_wrong_values(tmp_path: Path) -> None:
    told = mistakes(tmp_path, "[limits]\ndepth = 0\n", {"HUB_LIMITS__DEPHT": "5", "HUB_PORT": "eight", "HUB_XYZ": "7"})
    assert len(told) == 4
    assert any("HUB_LIMITS__DEPHT = '5': unknown; did you mean HUB_LIMITS__DEPTH?" in line for line in told)
    assert any("HUB_XYZ = '7': unknown; remove it" in line for line in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_DATABASE_ULR", "postgresql://hub:geheim@db/hub"),
        ("HUB_PASSWORT", "geheim"),
        ("HUB_TOKENS", "geheim"),
        ("HUB_AUTHORIZATION", "geheim"),
    ],
)
def test_value_of_an_unknown_variable_that_may_be_secret_is_not_told(tmp_path: Path, name: str, value: str) -> None:
    (told,) = mistakes(tmp_path, "", {name: value})
    assert name in told
    assert "geheim" not in told


class Fetching(BaseModel):
    model_config = ConfigDict(extra="forbid")

    total_s: float = 120.0
    is_patient: bool = True


class Tables(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fetching: Fetching = Field(default_factory=Fetching)


class Wide(Sample):
    hosts: tuple[str, ...] = ()
    level: str = Field("info", pattern="^(debug|info)$")
    key: str = Field("a", pattern=r"^[a-z0-9][a-z0-9-]*$")
    ars: str = Field("07", pattern=r"^\d{2}$")
    outbound: Tables = Field(default_factory=Tables)


def told_of(tmp_path: Path, text: str, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(Wide, written(tmp_path, text), variables)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize("value", ["[{", "geheim", "", "[" * 100_000, "5", '"geheim"'])
def test_variable_that_is_not_the_json_it_should_be_is_told_without_its_value(tmp_path: Path, value: str) -> None:
    (told,) = told_of(tmp_path, "", HUB_PARTNERS=value)
    assert told == 'HUB_PARTNERS: partners = …: write a list as JSON, such as ["one", "two"]'


def test_variable_of_a_table_that_is_no_json_is_told_with_what_else_is_wrong(tmp_path: Path) -> None:
    told = told_of(tmp_path, 'port = "acht"\n', HUB_LIMITS="{geheim", HUB_LIMITS__DEPTH="3")
    assert len(told) == 2
    assert any(line.startswith("HUB_LIMITS: limits = …: write an object as JSON") for line in told)
    assert any("port = 'acht': write a whole number" in line for line in told)
    assert "geheim" not in "".join(told)


def test_what_is_wrong_within_a_variable_is_told_of_that_variable(tmp_path: Path) -> None:
    told = told_of(tmp_path, "", HUB_PARTNERS='[{"nmae": "geheim"}]')
    assert sorted(told) == [
        "HUB_PARTNERS: partners.0.name = missing: it is required; give it a value",
        "HUB_PARTNERS: partners.0.nmae = 'geheim': unknown setting; did you mean name?",
    ]


def test_settings_file_that_is_a_directory_or_not_readable_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\(the file\) = a directory: name the file in it with --config"):
        load(Sample, tmp_path, {})
    with pytest.raises(SettingsError, match="Not a directory: check its path"):
        load(Sample, written(tmp_path, "") / "hub.toml", {})


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("depht = 5", "limits.depth"),
        ("depth = 5", "limits.depth"),
        ("total = 5", "outbound.fetching.total_s"),
        ("total_s = 5", "outbound.fetching.total_s"),
        ("prot = 5", "port"),  # what stands at the top itself comes first
        ("fetchin = 5", "outbound.fetching"),
    ],
)
def test_setting_written_outside_its_table_is_told_where_it_belongs(tmp_path: Path, text: str, near: str) -> None:
    (told,) = told_of(tmp_path, text)
    assert told.endswith(f"unknown setting; did you mean {near}?")
    name, value = text.split(" = ")
    (told,) = told_of(tmp_path, "", **{f"HUB_{name.upper()}": value})
    assert told.endswith(f"unknown; did you mean HUB_{near.replace('.', '__').upper()}?")


def test_settings_of_lists_are_not_suggested(tmp_path: Path) -> None:
    (told,) = told_of(tmp_path, "name = 5")
    assert "partners" not in told


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("[[partners]]\n", "it is required; give it a value"),
        ('port = "acht"', "write a whole number"),
        ("port = 1.5", "write a whole number"),
        ('level = "laut"', "write one of debug, info"),
        ('key = "Ä b"', "use only small letters, digits, hyphens, in the form ^[a-z0-9][a-z0-9-]*$"),
        ('ars = "Mayen"', r"use only digits, in the form ^\d{2}$"),
        ('hosts = "a"', 'write a list, such as ["one", "two"], or [[…]] above each of its tables'),
        ("hosts = [5]", "write a text, in quotes"),
        ("limits = 5", "write a table: its name in brackets, and each of its settings below"),
        ('outbound.fetching.total_s = "lang"', "write a number"),
        ('outbound.fetching.is_patient = "sehr"', "write true or false"),
    ],
)
def test_wrong_value_is_told_with_what_to_write(tmp_path: Path, text: str, way_out: str) -> None:
    (told,) = told_of(tmp_path, text)
    assert told.endswith(f": {way_out}")
