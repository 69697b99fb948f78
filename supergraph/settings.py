"""Settings, read once at the door: a TOML file, then variables of the environment over it.

A wrong or unknown setting stops the start. Every mistake is told at once, each with its name, its value, where it was
found and the way out; the values of secrets are not told.

    [limits]                 # hub.toml          HUB_LIMITS__DEPTH=12   # the same, as a variable
    depth = 12

A table `{ env = "NAME" }` anywhere in the file stands for the value of that variable, so that secrets stay out of it.
"""

import difflib
import os
import tomllib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_SHOWN_CHARS = 80
_SECRET_WORDS = ("header", "secret", "token", "url", "pass", "auth", "credential", "api_key")
"""Settings so named are told without their value, misspelt ones too."""

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


def _read_file(file: Path | None, environ: Mapping[str, str]) -> tuple[dict[str, Any], list[Mistake]]:
    if file is None:
        return {}, []
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            return {}, [Mistake("(the file)", f"{file.stat().st_size} bytes", str(file), f"at most {MAX_FILE_BYTES}")]
        written = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}, [Mistake("(the file)", "missing", str(file), "make it, or name another with --config")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Mistake("(the file)", "not readable as TOML", str(file), str(error))]
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
        near = difflib.get_close_matches(head, model.model_fields, n=1)
        return "__".join([near[0], *rest]) if near else ""
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
        variable = prefix + "__".join(str(part) for part in location).upper()
        place = variable if variable in {key.upper() for key in environ} else str(file or "settings")
        way_out = detail["msg"].removeprefix("Value error, ")
        if detail["type"] == "extra_forbidden":
            near = _nearest(model, location)
            way_out = f"unknown setting; did you mean {near}?" if near else "unknown setting; remove it"
        mistakes.append(Mistake(name, _shown(detail.get("input"), name), place, way_out))
    return mistakes


def _nearest(model: type[BaseModel], location: Sequence[str | int]) -> str | None:
    inner: type[BaseModel] | None = model
    for part in location[:-1]:
        if inner is not None and isinstance(part, str):
            field = inner.model_fields.get(part)
            inner = _model_in(field.annotation) if field is not None else None
    if inner is None:
        return None
    near = difflib.get_close_matches(str(location[-1]), inner.model_fields, n=1)
    return near[0] if near else None


def _shown(value: object, name: str) -> str:
    secret = isinstance(value, SecretStr) or any(word in name.lower() for word in _SECRET_WORDS) or "://" in str(value)
    if secret or isinstance(value, dict | list):
        return "…"
    return repr(value)[:MAX_SHOWN_CHARS]
