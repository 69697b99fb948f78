"""Why a token is refused: reasons that stay the same, sentences, ways out. None of them repeats what a token holds."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from supergraph.errors import ErrorCode, GraphError

__all__ = ["Reason", "refusal"]


class Reason(StrEnum):
    """The values of `extensions.reason` beside UNAUTHENTICATED; KEYS_UNAVAILABLE stands beside SOURCE_UNAVAILABLE."""

    SCHEME_NOT_SUPPORTED = "SCHEME_NOT_SUPPORTED"
    TOKEN_TOO_LARGE = "TOKEN_TOO_LARGE"
    TOKEN_MALFORMED = "TOKEN_MALFORMED"
    TYPE_NOT_ALLOWED = "TYPE_NOT_ALLOWED"
    ALGORITHM_NOT_ALLOWED = "ALGORITHM_NOT_ALLOWED"
    ISSUER_UNKNOWN = "ISSUER_UNKNOWN"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    KEYS_UNAVAILABLE = "KEYS_UNAVAILABLE"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    CLAIM_MISSING = "CLAIM_MISSING"
    AUDIENCE_WRONG = "AUDIENCE_WRONG"
    TOKEN_NOT_YET_VALID = "TOKEN_NOT_YET_VALID"
    TOKEN_EXPIRED = "TOKEN_EXPIRED"
    TOKEN_UNKNOWN = "TOKEN_UNKNOWN"
    TOKEN_REVOKED = "TOKEN_REVOKED"


RETRY_AFTER_S: Final = 5
"""What a client is told to wait when an issuer's keys cannot be had."""

_SENTENCES: Final[dict[Reason, tuple[str, str]]] = {
    Reason.SCHEME_NOT_SUPPORTED: (
        "the Authorization is of a scheme that is not read here",
        "Send Authorization: Bearer and the token, or leave the header out.",
    ),
    Reason.TOKEN_TOO_LARGE: (
        "the token is longer than is read here",
        "Have the issuer put fewer claims into it: 8192 characters are read.",
    ),
    Reason.TOKEN_MALFORMED: (
        "the token is neither a signed JWT nor an API token of this hub",
        "Send it whole, as the issuer gave it: three parts with dots between them.",
    ),
    Reason.TYPE_NOT_ALLOWED: (
        "the JWT was made for something else: its typ is neither JWT nor at+jwt",
        "Send the access token.",
    ),
    Reason.ALGORITHM_NOT_ALLOWED: (
        "the token is signed by an algorithm that this hub does not accept from its issuer",
        "Have the issuer sign with one of the algorithms that the hub's settings name; unsigned tokens are never read.",
    ),
    Reason.ISSUER_UNKNOWN: (
        "the token is of an issuer that this hub does not know",
        "Sign in with an issuer of this hub; its operator names them in the settings, letter by letter as in iss.",
    ),
    Reason.KEY_UNKNOWN: (
        "the token is signed by a key that its issuer does not publish",
        "Fetch a new token; a key that was published just now is known within a minute.",
    ),
    Reason.KEYS_UNAVAILABLE: (
        "the token cannot be checked, because its issuer's keys cannot be had just now",
        "Try again shortly; without a token, what is public is answered.",
    ),
    Reason.SIGNATURE_INVALID: ("the token's signature does not fit it", "Fetch a new one from the issuer."),
    Reason.CLAIM_MISSING: (
        "the token lacks a claim that is needed, or has it in another form",
        "Have the issuer state iss, sub, aud and exp.",
    ),
    Reason.AUDIENCE_WRONG: (
        "the token was issued for someone else, not for this hub",
        "Ask the issuer for a token whose aud is the one that the hub's settings name.",
    ),
    Reason.TOKEN_NOT_YET_VALID: (
        "the token is not valid yet",
        "Wait until its nbf and iat have come; if they have, set the clocks.",
    ),
    Reason.TOKEN_EXPIRED: ("the token has expired", "Fetch a new one and send the request again."),
    Reason.TOKEN_UNKNOWN: ("no API token like this was made here", "Ask the hub's operator for a new one."),
    Reason.TOKEN_REVOKED: ("the API token was revoked", "Ask the hub's operator for a new one."),
}


def refusal(reason: Reason, **details: object) -> GraphError:
    """The error of a token that is refused; `details` are further entries of `extensions`."""
    message, hint = _SENTENCES[reason]
    code = ErrorCode.UNAUTHENTICATED
    if reason is Reason.KEYS_UNAVAILABLE:
        code, details = ErrorCode.SOURCE_UNAVAILABLE, {"retryAfter": RETRY_AFTER_S, **details}
    return GraphError(code, message, hint=hint, details={"reason": reason.value, **details})
