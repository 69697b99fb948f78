"""Every error of the engine, its stable codes, and the one place where the unexpected is masked.

    SupergraphError
    ├── GraphError              what a client reads: a GraphQLError with a code, a message and a hint
    └── OutboundError           what another server did, or where the hub refused to go
        ├── AddressRefused      scheme, host or address that the policy does not allow
        │   └── NotPublic       this machine or a local network
        ├── RedirectRefused     too many, or to a place that the policy does not allow
        ├── Unreachable         no name, no connection, broken connection          (transient)
        │   ├── UnknownHost     no name server knows it
        │   └── BadCertificate  no TLS as required
        ├── TimedOut            a read or the whole exchange took too long         (transient)
        ├── StatusRefused       an answer that is no success, e.g. 404 or 503      (some are transient)
        ├── TooLarge            more bytes than allowed, before or after decompression
        ├── BadEncoding         a body that is not what its headers say
        └── CircuitOpen         not asked at all: the host failed too often just now

A client sees GraphQL errors that carry `extensions.code` and nothing else; whatever else a resolver raises is logged
under a reference and answered as INTERNAL_SERVER_ERROR with that reference (`mask`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Self

import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from supergraph.quoting import unquoted

log = structlog.get_logger(__name__)


class ErrorCode(StrEnum):
    """The values of `extensions.code`: each with the HTTP status of a request that fails with it, and what it means.

    The status is that of a request error (nothing was executed); an error of one field leaves the answer at 200.
    """

    status: int
    description: str

    def __new__(cls, value: str, status: int, description: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.status = status
        member.description = description
        return member

    BAD_REQUEST = "BAD_REQUEST", 400, "The HTTP request is not a GraphQL request: its body or a parameter is malformed."
    BATCHING_NOT_SUPPORTED = "BATCHING_NOT_SUPPORTED", 400, "The body is a list; send one operation per request."
    METHOD_NOT_ALLOWED = (
        "METHOD_NOT_ALLOWED",
        405,
        "Only GET and POST are answered, and a mutation only by POST.",
    )
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE", 406, "None of the media types in Accept can be answered."
    UNSUPPORTED_MEDIA_TYPE = (
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        "The body's Content-Type, charset or Content-Encoding is not one that the hub reads.",
    )
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT", 408, "The request's body took too long to arrive."
    BODY_TOO_LARGE = "BODY_TOO_LARGE", 413, "The request's body or address has more bytes than allowed."
    PERSISTED_QUERY_NOT_SUPPORTED = (
        "PERSISTED_QUERY_NOT_SUPPORTED",
        400,
        "The request names a document by its hash; send the document itself.",
    )
    SUBSCRIPTION_NEEDS_STREAM = (
        "SUBSCRIPTION_NEEDS_STREAM",
        406,
        "A subscription came over a transport that can answer only once; use a WebSocket or Server-Sent Events.",
    )
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED", 400, "The document is not GraphQL."
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED", 400, "The document does not fit the schema."
    OPERATION_NOT_FOUND = (
        "OPERATION_NOT_FOUND",
        400,
        "The document holds no operation, several without an operationName, or none of that name.",
    )
    OPERATION_TOO_LARGE = "OPERATION_TOO_LARGE", 400, "The document has more bytes or tokens than allowed."
    OPERATION_TOO_DEEP = "OPERATION_TOO_DEEP", 400, "The selection, fragments included, is nested deeper than allowed."
    TOO_MANY_ALIASES = "TOO_MANY_ALIASES", 400, "The operation, fragments included, has more aliases than allowed."
    TOO_MANY_DIRECTIVES = "TOO_MANY_DIRECTIVES", 400, "The operation, fragments included, has too many directives."
    TOO_MANY_FIELDS = "TOO_MANY_FIELDS", 400, "The operation selects more fields than allowed, in one place or in all."
    TOO_MANY_ROOT_FIELDS = "TOO_MANY_ROOT_FIELDS", 400, "The operation has more root fields than allowed."
    OPERATION_TOO_COSTLY = (
        "OPERATION_TOO_COSTLY",
        400,
        "The estimated cost, or what the answer holds, is above its limit; "
        "ask for smaller pages or fewer nested lists.",
    )
    VARIABLES_TOO_LARGE = "VARIABLES_TOO_LARGE", 400, "The variables hold more values than allowed."
    INTROSPECTION_TOO_LARGE = (
        "INTROSPECTION_TOO_LARGE",
        400,
        "The introspection query is larger or deeper than the standard one; /schema.graphql has the whole schema.",
    )
    BAD_USER_INPUT = "BAD_USER_INPUT", 400, "A variable or argument has a value that is not allowed here."
    UNAUTHENTICATED = "UNAUTHENTICATED", 401, "Nobody is signed in, or the token is not valid."
    FORBIDDEN = "FORBIDDEN", 403, "Whoever is asking may not see or do this."
    NOT_FOUND = "NOT_FOUND", 404, "What the operation refers to does not exist."
    CONFLICT = "CONFLICT", 409, "What was to be changed has been changed by someone else in the meantime."
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS", 429, "The allowance of this client is used up for now."
    SOURCE_UNAVAILABLE = (
        "SOURCE_UNAVAILABLE",
        503,
        "A source that is asked at query time is down, slow or broken; the other fields are answered.",
    )
    SERVER_BUSY = "SERVER_BUSY", 503, "As many operations as allowed are running; try again shortly."
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED", 504, "The operation took longer than allowed and was stopped."
    INTERNAL_SERVER_ERROR = (
        "INTERNAL_SERVER_ERROR",
        500,
        "A defect of the hub; the reference in the message leads to its log.",
    )


class SupergraphError(Exception):
    """The root of the tree."""


class GraphError(GraphQLError, SupergraphError):
    """An error that a client is meant to read; raise it in a resolver, or return it in a batch.

        raise GraphError(ErrorCode.BAD_USER_INPUT, "first is 500, at most 100 is allowed", hint="Read page by page.")

    `details` are further entries of `extensions` (values that JSON knows); `hint` says the way out.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        hint: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        extensions: dict[str, Any] = {"code": code.value}
        if hint is not None:
            extensions["hint"] = hint
        if details:
            extensions.update(details)
        super().__init__(message, extensions=extensions)
        self.code = code
        self.hint = hint


class OutboundError(SupergraphError):
    """Another server could not be asked, or its answer cannot be used.

    `subject` is the redacted address, `hint` the way out, `transient` whether the same request may succeed later.
    The text never holds credentials, query values or fragments. It is English, for logs; `code` and `details` (numbers
    of the rule, such as a status) are what other languages say it with.
    """

    code: ClassVar[str] = "OUTBOUND"

    def __init__(
        self,
        subject: str,
        rule: str,
        *,
        hint: str,
        transient: bool = False,
        details: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{subject}: {rule}")
        self.details = dict(details or {})
        self.subject = subject
        self.rule = rule
        self.hint = hint
        self.transient = transient


class AddressRefused(OutboundError):
    """Scheme, host or address that the outbound policy does not allow."""

    code = "ADDRESS_REFUSED"


class NotPublic(AddressRefused):
    """An address of this machine or of a local network, which the configuration does not allow by name."""

    code = "NOT_PUBLIC"


class RedirectRefused(OutboundError):
    """Too many redirects, or one that is not followed (from https to http, or of a POST)."""

    code = "REDIRECT_REFUSED"


class Unreachable(OutboundError):
    """No such name, no connection, or a connection that broke."""

    code = "UNREACHABLE"

    def __init__(self, subject: str, rule: str, *, hint: str, transient: bool = True) -> None:
        super().__init__(subject, rule, hint=hint, transient=transient)


class UnknownHost(Unreachable):
    """A host name that cannot be resolved."""

    code = "UNKNOWN_HOST"


class BadCertificate(Unreachable):
    """A server without a valid certificate, or without TLS as required."""

    code = "BAD_CERTIFICATE"


class TimedOut(OutboundError):
    """One read, or the whole exchange, took longer than allowed."""

    code = "TIMED_OUT"

    def __init__(self, subject: str, rule: str, *, hint: str, transient: bool = True) -> None:
        super().__init__(subject, rule, hint=hint, transient=transient)


class StatusRefused(OutboundError):
    """An answer whose status is no success; `retry_after_s` is what the server asked for, if anything."""

    code = "STATUS_REFUSED"

    def __init__(
        self, subject: str, status: int, *, hint: str, transient: bool, retry_after_s: float | None = None
    ) -> None:
        details = {"status": str(status)}
        super().__init__(subject, f"answered with status {status}", hint=hint, transient=transient, details=details)
        self.status = status
        self.retry_after_s = retry_after_s


class TooLarge(OutboundError):
    """More bytes than allowed, before or after decompression."""

    code = "TOO_LARGE"

    def __init__(self, subject: str, rule: str, *, hint: str, limit: int) -> None:
        super().__init__(subject, rule, hint=hint, details={"limit": str(limit)})
        self.limit = limit


class BadEncoding(OutboundError):
    """A body that is not what its headers say: broken gzip, an encoding that was not asked for."""

    code = "BAD_ENCODING"


class CircuitOpen(OutboundError):
    """Not asked at all, because the host failed too often just now."""

    code = "CIRCUIT_OPEN"

    def __init__(self, subject: str, *, retry_after_s: float) -> None:
        super().__init__(
            subject,
            "was not asked, because its host failed repeatedly just now",
            hint=f"It is tried again in {retry_after_s:.0f} s at the latest.",
            transient=True,
            details={"seconds": f"{retry_after_s:.0f}"},
        )
        self.retry_after_s = retry_after_s


def mask(errors: Sequence[GraphQLError], **about: object) -> list[GraphQLError]:
    """Errors as a client may read them, in the same order.

    Those with a code pass. Errors of the request that graphql-core finds itself (syntax, variables, arguments) get
    theirs. An OutboundError is a source that is down, which is told without its address. All others are defects: each
    kind is logged once per operation, with `about` and its traceback, under a reference, and the client reads the
    reference instead of the message.
    """
    references: dict[tuple[object, ...], str] = {}
    return [_visible(error) or _unavailable(error, about) or _masked(error, references, about) for error in errors]


def coded(error: GraphQLError, code: ErrorCode) -> GraphQLError:
    """The same error with a code, unless it has one; then it is graphql-core's, and quotes nothing any more."""
    if "code" not in (error.extensions or {}):
        error.message = unquoted(error.message)
        error.extensions = {**(error.extensions or {}), "code": code.value}
    return error


def status_of(code: object) -> int:
    """The HTTP status of a request that fails with this code; 400 for one that is not ours."""
    known = ErrorCode.__members__.get(code) if isinstance(code, str) else None
    return known.status if known is not None else 400


def _visible(error: GraphQLError) -> GraphQLError | None:
    """The error itself if a client may read it, else None."""
    if "code" in (error.extensions or {}):
        return error
    if isinstance(error, GraphQLSyntaxError):
        return coded(error, ErrorCode.GRAPHQL_PARSE_FAILED)
    cause = error.original_error
    if error.path is None and (cause is None or error.nodes):
        return coded(error, ErrorCode.BAD_USER_INPUT)  # variables that could not be coerced
    if isinstance(cause, GraphQLError) and cause.nodes:
        return coded(error, ErrorCode.BAD_USER_INPUT)  # an argument, which has a place in the document
    return None  # a resolver's exception, or a value that its scalar could not answer


def _unavailable(error: GraphQLError, about: Mapping[str, object]) -> GraphQLError | None:
    """SOURCE_UNAVAILABLE where a resolver let an OutboundError through, else None."""
    cause = error.original_error
    if not isinstance(cause, OutboundError):
        return None
    log.warning("source_unavailable", subject=cause.subject, rule=cause.rule, reason=cause.code, **about)
    return GraphQLError(
        "the source cannot be asked just now",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": ErrorCode.SOURCE_UNAVAILABLE.value},
    )


def _masked(
    error: GraphQLError, references: dict[tuple[object, ...], str], about: Mapping[str, object]
) -> GraphQLError:
    cause = error.original_error or error
    place = ".".join(str(step) for step in error.path or () if isinstance(step, str))
    kind = (type(cause), place, _raised_at(cause))
    reference = references.get(kind)
    if reference is None:
        reference = references[kind] = secrets.token_hex(6)
        log.error("internal_error", reference=reference, place=place, exc_info=cause, **about)
    return GraphQLError(
        f"internal error (reference {reference})",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": ErrorCode.INTERNAL_SERVER_ERROR.value, "reference": reference},
    )


def _raised_at(cause: BaseException) -> tuple[str, int] | None:
    """File and line of the innermost frame: two failures at one place are one kind."""
    trace = cause.__traceback__
    if trace is None:
        return None
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno
