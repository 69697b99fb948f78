"""The two languages of a problem's sentence and of the way out of it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A message and, where there is one, a hint, each in German and English, with `{parameter}` places."""

    de: str
    en: str
    hint_de: str | None = None
    hint_en: str | None = None

    def message(self, language: Literal["de", "en"]) -> str:
        return self.de if language == "de" else self.en

    def hint(self, language: Literal["de", "en"]) -> str | None:
        return self.hint_de if language == "de" else self.hint_en
