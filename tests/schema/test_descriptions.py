"""Nothing in the graph goes unexplained: what is served is read by people who run municipalities."""

import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLSchema, is_enum_type, is_input_object_type, is_interface_type, is_object_type

from schema.build import build_schema

FEDERATION = re.compile(r"^(_Service|_Any|_Entity|_FieldSet|FieldSet|federation__|link__|__)")
BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Everything of the graph that can have a description, but for what the federation specification adds."""
    for name, named in schema.type_map.items():
        if FEDERATION.match(name) or name in BUILT_IN:
            continue
        yield name, named.description
        if is_enum_type(named):
            for value, definition in named.values.items():
                yield f"{name}.{value}", definition.description
        elif is_input_object_type(named):
            for field, input_field in named.fields.items():
                yield f"{name}.{field}", input_field.description
        elif is_object_type(named) or is_interface_type(named):
            for field, output_field in named.fields.items():
                if field in ("_service", "_entities"):
                    continue
                yield f"{name}.{field}", output_field.description
                for argument, definition in output_field.args.items():
                    yield f"{name}.{field}({argument}:)", definition.description


ALL = list(described(build_schema()._schema))


def test_every_part_of_the_graph_has_a_description() -> None:
    assert [name for name, text in ALL if not text] == []
    assert len(ALL) > 500


@pytest.mark.parametrize(("name", "text"), ALL)
def test_descriptions_are_short_sentences(name: str, text: str | None) -> None:
    assert text is not None
    assert text == text.strip(), name
    assert len(text) <= 260, name
    assert text.endswith((".", "?", ":", ")")) or text[-1].isalnum(), name
    assert not re.search(r"\b(resolver|dataloader|NULLable|batch)\b", text, flags=re.IGNORECASE), name
