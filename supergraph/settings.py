"""Settings, read once at the door: a TOML file, then variables of the environment over it.

A wrong or unknown setting stops the start. Every mistake is told at once, each with its name, its value, where it was
found and the way out; the values of secrets are not told.

    [limits]                 # hub.toml          HUB_LIMITS__DEPTH=12   # the same, as a variable
    depth = 12

A table `{ env = "NAME" }` anywhere in the file stands for the value of that variable, so that secrets stay out of it.
"""

import difflib
import os
import re
import tomllib
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_SHOWN_CHARS = 80
_SECRET_WORDS = ("header", "secret", "token", "url", "pass", "auth", "credential", "api_key")
"""Settings so named are told without their value, misspelt ones too."""
_LISTS: Final = frozenset({"tuple_type", "list_type", "set_type", "frozen_set_type"})
_TABLES: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})
_WAYS_OUT: Final[Mapping[str, str]] = {
    "missing": "it is required; give it a value",
    "string_type": "write a text, in quotes",
    "int_parsing": "write a whole number",
    "int_parsing_size": "write a smaller number",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
}
"""What to write, by pydantic's type of error; other errors say it themselves."""
_CHARACTERS: Final = (
    ("a-z", "small letters"),
    ("A-Z", "capital letters"),
    (r"0-9|\\d", "digits"),
    (r"-\]", "hyphens"),
    (r"\[[^\]]*_", "underscores"),
)
"""What a pattern allows, in words."""

S = TypeVar("S", bound=BaseSettings)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One setting that cannot be used."""

    name: str
    found: str
    place: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.place}: {self.name} = {self.found}: {self.way_out}"


class SettingsError(Exception):
    """The settings cannot be used; `mistakes` holds every reason."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


def load(model: type[S], file: Path | None, environ: Mapping[str, str] | None = None) -> S:
    """The settings of `model` from a TOML file (None: no file) and the environment. Raises SettingsError."""
    variables = dict(os.environ if environ is None else environ)
    written, mistakes = _read_file(file, variables)
    prefix = str(model.model_config.get("env_prefix", ""))
    unknown = _unknown_variables(model, prefix, variables)
    if mistakes:
        raise SettingsError([*mistakes, *unknown])
    for mistake in unknown:
        del variables[mistake.name]

    class Loaded(model):  # type: ignore[valid-type,misc]
        """The model, with its sources in the order of this module."""

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], **_: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (_Environment(settings_cls, variables), _File(settings_cls, written))

    try:
        loaded = Loaded()
    except ValidationError as error:
        raise SettingsError([*_mistakes_of(error, model, file, prefix, variables), *unknown]) from None
    if unknown:
        raise SettingsError(unknown)
    return cast(S, model.model_construct(_fields_set=loaded.model_fields_set, **dict(loaded)))


class _File(PydanticBaseSettingsSource):
    def __init__(self, settings_cls: type[BaseSettings], written: dict[str, Any]) -> None:
        super().__init__(settings_cls)
        self._written = written

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return self._written.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return self._written


class _Environment(EnvSettingsSource):
    def __init__(self, settings_cls: type[BaseSettings], environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(settings_cls)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._environ.items()}

    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        """What is no JSON stays the text it is: the model then refuses it by name, with everything else."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except (ValueError, RecursionError):
            return value


def _read_file(file: Path | None, environ: Mapping[str, str]) -> tuple[dict[str, Any], list[Mistake]]:
    if file is None:
        return {}, []
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            return {}, [Mistake("(the file)", f"{file.stat().st_size} bytes", str(file), f"at most {MAX_FILE_BYTES}")]
        written = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}, [Mistake("(the file)", "missing", str(file), "make it, or name another with --config")]
    except IsADirectoryError:
        return {}, [Mistake("(the file)", "a directory", str(file), "name the file in it with --config")]
    except OSError as error:
        reason = error.strerror or "not readable"
        return {}, [Mistake("(the file)", reason, str(file), "check its path and permissions, or name another")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Mistake("(the file)", "not readable as TOML", str(file), str(error))]
    except RecursionError:
        return {}, [Mistake("(the file)", "not readable as TOML", str(file), "nest its values less")]
    mistakes: list[Mistake] = []
    return _with_variables(written, environ, str(file), "", mistakes), mistakes


def _with_variables(value: Any, environ: Mapping[str, str], place: str, path: str, mistakes: list[Mistake]) -> Any:
    """The value with every `{ env = "NAME" }` in it, at any depth, replaced by the variable's value."""
    match value:
        case {"env": str(name)} if len(value) == 1:
            if name not in environ:
                mistakes.append(Mistake(path, f'{{ env = "{name}" }}', place, f"set the variable {name}"))
                return ""
            return environ[name]
        case dict():
            return {
                key: _with_variables(inner, environ, place, f"{path}.{key}".lstrip("."), mistakes)
                for key, inner in value.items()
            }
        case list():
            return [
                _with_variables(inner, environ, place, f"{path}[{index}]", mistakes)
                for index, inner in enumerate(value)
            ]
        case _:
            return value


def _unknown_variables(model: type[BaseSettings], prefix: str, environ: Mapping[str, str]) -> list[Mistake]:
    mistakes = []
    for name in sorted(environ):
        if not name.upper().startswith(prefix):
            continue
        path = name[len(prefix) :].lower().split("__")
        near = _unknown_in(model, path)
        if near is not None:
            way_out = f"unknown; did you mean {prefix}{near.upper()}?" if near else "unknown; remove it"
            mistakes.append(Mistake(name, _shown(environ[name], name), "environment", way_out))
    return mistakes


def _unknown_in(model: type[BaseModel], path: Sequence[str]) -> str | None:
    """None where the path names a setting; else the nearest known one, or "" where none is near."""
    head, *rest = path
    if head not in model.model_fields:
        near = _near(model, head, is_whole=not rest)
        return "__".join([*near, *rest])
    if not rest:
        return None
    inner = _model_in(model.model_fields[head].annotation)
    if inner is None:
        return head
    near_rest = _unknown_in(inner, rest)
    return f"{head}__{near_rest}" if near_rest else near_rest


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation such as `Limits`, `Limits | None` or `list[Source]` speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, Annotated, list, tuple):
        for argument in get_args(annotation):
            if (found := _model_in(argument)) is not None:
                return found
    return None


def _mistakes_of(
    error: ValidationError, model: type[BaseModel], file: Path | None, prefix: str, environ: Mapping[str, str]
) -> list[Mistake]:
    mistakes = []
    for detail in error.errors(include_url=False):
        location = [part for part in detail["loc"] if not str(part).startswith(("function-", "constrained-"))]
        name = ".".join(str(part) for part in location) or "(the settings)"
        variable = _variable_of(location, prefix, environ)
        way_out = _way_out(detail, is_variable=variable is not None)
        found = _shown(detail.get("input"), name)
        if detail["type"] == "extra_forbidden":
            near = _nearest(model, location)
            way_out = f"unknown setting; did you mean {near}?" if near else "unknown setting; remove it"
        elif detail["type"] == "missing":
            found = "missing"
        elif detail["type"] in _LISTS | _TABLES:
            found = "…"  # a whole list or table, whatever secrets are in it
        mistakes.append(Mistake(name, found, variable or str(file or "settings"), way_out))
    return mistakes


def _variable_of(location: Sequence[str | int], prefix: str, environ: Mapping[str, str]) -> str | None:
    """The variable that a setting, or the list or table it stands in, was read from."""
    names = {key.upper() for key in environ}
    for length in range(len(location), 0, -1):
        variable = prefix + "__".join(str(part) for part in location[:length]).upper()
        if variable in names:
            return variable
    return None


def _way_out(detail: Mapping[str, Any], *, is_variable: bool) -> str:
    kind = detail["type"]
    if kind in _LISTS:
        return (
            'write a list as JSON, such as ["one", "two"]'
            if is_variable
            else 'write a list, such as ["one", "two"], or [[…]] above each of its tables'
        )
    if kind in _TABLES:
        return (
            'write an object as JSON, such as {"name": "value"}, or a variable for each of its settings'
            if is_variable
            else "write a table: its name in brackets, and each of its settings below"
        )
    if kind == "string_pattern_mismatch":
        return _in_words(detail["ctx"]["pattern"])
    return _WAYS_OUT.get(kind) or str(detail["msg"]).removeprefix("Value error, ")


def _in_words(pattern: str) -> str:
    """What a text must look like."""
    if choice := re.fullmatch(r"\^\(([\w|]+)\)\$", pattern):
        return f"write one of {', '.join(choice[1].split('|'))}"
    allowed = [words for characters, words in _CHARACTERS if re.search(characters, pattern)]
    return f"use only {', '.join(allowed)}, in the form {pattern}" if allowed else f"use the form {pattern}"


def _nearest(model: type[BaseModel], location: Sequence[str | int]) -> str | None:
    inner: type[BaseModel] | None = model
    for part in location[:-1]:
        if inner is not None and isinstance(part, str):
            field = inner.model_fields.get(part)
            inner = _model_in(field.annotation) if field is not None else None
    if inner is None:
        return None
    return ".".join(_near(inner, str(location[-1]), is_whole=True)) or None


def _near(model: type[BaseModel], name: str, *, is_whole: bool) -> Sequence[str]:
    """The path of the setting nearest in name, those of the model itself first; nothing where none is near.

    Where the name is the `is_whole` path that was written, it may lack the table it belongs in.
    """
    if near := difflib.get_close_matches(name, model.model_fields, n=1):
        return near
    paths = {path[-1]: path for path in _inner_paths(model)} if is_whole else {}
    near = difflib.get_close_matches(name, paths, n=1)
    return paths[near[0]] if near else ()


def _inner_paths(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """The paths of all settings in tables of the model; lists of tables have no paths of their own."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from ((name, *path) for path in _inner_paths(inner))
            yield from ((name, each) for each in inner.model_fields)


def _shown(value: object, name: str) -> str:
    secret = isinstance(value, SecretStr) or any(word in name.lower() for word in _SECRET_WORDS) or "://" in str(value)
    if secret or isinstance(value, dict | list):
        return "…"
    return repr(value)[:MAX_SHOWN_CHARS]
