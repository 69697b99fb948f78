"""An answer as bytes of JSON."""

from __future__ import annotations

import orjson
from graphql import GraphQLError

from supergraph.engine import Answer, refused
from supergraph.errors import mask


def encode(answer: Answer) -> tuple[Answer, bytes]:
    """The answer and its JSON. A value that JSON does not know is a defect: then the answer is that defect's."""
    try:
        return answer, orjson.dumps(answer.formatted())
    except (TypeError, ValueError, RecursionError) as error:
        failed = refused(*mask([GraphQLError("not JSON", original_error=error)]))
        return failed, orjson.dumps(failed.formatted())
