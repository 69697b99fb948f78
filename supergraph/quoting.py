"""What graphql-core says of a request, without what stood in it: a value may be somebody's name or address, and
messages end up in logs of clients.

    Float cannot represent non numeric value: 'Lena'           Float cannot represent non numeric value.
    Expected value of type 'ContactInput' to …, found: {…}.    Expected value of type 'ContactInput' to ….

Where the value stands is told by the message's path and by its place in the document.
"""

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["unquoted"]

_SUGGESTION: Final = re.compile(r" Did you mean the enum value[^\"]*?\?$")
_REPLACED: Final[Sequence[tuple[re.Pattern[str], str]]] = [
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"(\?) [Ff]ound:? .*", r"\1"),
        (r"[,;.]? [Ff]ound: .*", "."),
        (r", found [\"{\[0-9-].*", "."),
        (r"( cannot represent [A-Za-z0-9 -]*value): .*", r"\1."),
        (r"\b(Unexpected|found) (Name|String|BlockString|Int|Float|Comment) .*", r"\1 \2."),
        (r"( has invalid value[^:]*: ).* is no (DateTime|Date|URL)\b", r"\1this is no \2"),
        (r"^['\"].* is no (DateTime|Date|URL)\b", r"This is no \1"),
        (r"\bValue ['\"].*['\"] does not exist in", "The value does not exist in"),
    )
]


def unquoted(message: str) -> str:
    """The message without the values that it quotes; a suggestion of an enum's value stays."""
    suggestion = _SUGGESTION.search(message)
    text = message
    for pattern, replacement in _REPLACED:
        text = pattern.sub(replacement, text)
    return text if suggestion is None or text == message else text + suggestion[0]
