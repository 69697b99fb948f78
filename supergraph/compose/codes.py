"""The codes of composition errors, as the field knows them, and what mends each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MENDS: Mapping[str, str] = MappingProxyType(
    {
        "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE": "Put the requirement on the object types that implement "
        "the interface.",
        "CONTEXT_NAME_CONTAINS_UNDERSCORE": "Name the context without an underscore.",
        "CONTEXT_NAME_INVALID": "Name the context with letters and digits, beginning with a letter.",
        "CONTEXT_NOT_SET": "Set the context with @context on a type above the field, in the same subgraph.",
        "CONTEXT_NO_RESOLVABLE_KEY": "Give the type of the field a resolvable @key in this subgraph.",
        "CONTEXT_INVALID_SELECTION": 'Write field: "$context { field }" and select one field that the type '
        "with @context has.",
        "COST_APPLIED_TO_INTERFACE_FIELD": "Put @cost on the fields of the object types that implement the interface.",
        "DEFAULT_VALUE_USES_INACCESSIBLE": "Remove @inaccessible from what the default names, or choose "
        "another default.",
        "DIRECTIVE_COMPOSITION_ERROR": "Define the directive, link the specification it is from, and use one "
        "name and specification everywhere.",
        "DIRECTIVE_DEFINITION_INVALID": "Leave the definition out (composing adds it), or write it as the "
        "specification does.",
        "EMPTY_MERGED_ENUM_TYPE": "Repeat the enum in full in each subgraph that has it.",
        "EMPTY_MERGED_INPUT_TYPE": "Repeat at least one field in each subgraph that has the input type.",
        "ENUM_VALUE_MISMATCH": "An enum used as input and as output must be repeated in full in each "
        "subgraph that has it.",
        "EXTENSION_WITH_NO_BASE": "Define the type in one subgraph, without `extend` or @extends.",
        "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH": "Write the same default as the subgraph that resolves the field.",
        "EXTERNAL_ARGUMENT_MISSING": "Repeat the argument where the field is @external.",
        "EXTERNAL_ARGUMENT_TYPE_MISMATCH": "Write the argument's type as the subgraph that resolves the field does.",
        "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE": "A field that is resolved elsewhere can carry no other "
        "federation directive: remove one of them.",
        "EXTERNAL_MISSING_ON_BASE": "Remove @external in the subgraph that resolves the field, or add the "
        "field to one.",
        "EXTERNAL_ON_INTERFACE": "Mark the fields of the object types that implement the interface instead.",
        "EXTERNAL_TYPE_MISMATCH": "Write the field's type as the subgraph that resolves it does.",
        "EXTERNAL_UNUSED": "Remove the field, or @external if the subgraph resolves it.",
        "FIELD_ARGUMENT_DEFAULT_MISMATCH": "Write the same default in all subgraphs.",
        "FIELD_ARGUMENT_TYPE_MISMATCH": "Write types that differ by nullability only.",
        "FIELD_TYPE_MISMATCH": "Write the same type in all subgraphs; nullability may differ, and one may be "
        "a subtype of the other.",
        "IMPLEMENTED_BY_INACCESSIBLE": "Hide the interface's field too, or show the field that implements it.",
        "INPUT_FIELD_DEFAULT_MISMATCH": "Write the same default in all subgraphs.",
        "INTERFACE_FIELD_NO_IMPLEM": "Add the field to the type, in any subgraph, or remove it from the interface.",
        "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE": "Define all implementations of the interface there, or "
        "make the key `resolvable: false`.",
        "INTERFACE_KEY_NOT_ON_IMPLEMENTATION": "Repeat the @key on each type that implements the interface "
        "in this subgraph.",
        "INTERFACE_OBJECT_USAGE_ERROR": "Give the type a @key, and define the interface with that @key in "
        "another subgraph.",
        "INVALID_FIELD_SHARING": "Mark the field @shareable in all of them, keep it in one of them, or leave "
        "it out with `ignore`.",
        "INVALID_GRAPHQL": "Correct the SDL: it must be valid GraphQL once federation's directives are defined.",
        "INVALID_LINK_DIRECTIVE_USAGE": "Import what the linked version has (@interfaceObject from v2.3, "
        "@context from v2.8, @cost from v2.9), once.",
        "INVALID_LINK_IDENTIFIER": "Write the address as https://host/name/v1.2.",
        "INVALID_SHAREABLE_USAGE": "Mark the fields of the object types that implement the interface instead.",
        "INVALID_SUBGRAPH_NAME": "Give each subgraph a name of its own, beginning with a letter.",
        "INVALID_IGNORE": "Write what is left out as Type.field, as the subgraph's SDL spells it.",
        "KEY_DIRECTIVE_IN_FIELDS_ARG": "Remove the directive from the selection.",
        "KEY_FIELDS_HAS_ARGS": "Choose fields without arguments.",
        "KEY_FIELDS_SELECT_INVALID_TYPE": "Choose fields of scalar, enum or object types.",
        "KEY_INVALID_FIELDS": "Select fields that the type has in this subgraph.",
        "KEY_INVALID_FIELDS_TYPE": "Write the selection as a string.",
        "KEY_UNSUPPORTED_ON_INTERFACE": "Link federation v2.3 or later, or remove the @key from the interface.",
        "LINK_IMPORT_NAME_MISMATCH": "Import it under the same name in all subgraphs.",
        "LIST_SIZE_APPLIED_TO_NON_LIST": "Put @listSize on lists, or name the lists below it in `sizedFields`.",
        "LIST_SIZE_INVALID_ASSUMED_SIZE": "Assume zero or more.",
        "LIST_SIZE_INVALID_SIZED_FIELD": "Name fields of the type that the field returns.",
        "LIST_SIZE_INVALID_SLICING_ARGUMENT": "Name arguments of the field, of type Int or Int!.",
        "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL": "Move the directive to the subgraph that resolves the field.",
        "MISSING_TRANSITIVE_AUTH_REQUIREMENTS": "Demand of the field at least what is demanded of the fields "
        "it @requires or reads from a context.",
        "NO_QUERIES": "Add a query field to a subgraph.",
        "NO_SUBGRAPHS": "Name at least one subgraph.",
        "ONLY_INACCESSIBLE_CHILDREN": "Mark the type @inaccessible too, or show one of them.",
        "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE": "A field that is overridden, or overrides, can carry "
        "neither @external, @provides nor @requires.",
        "OVERRIDE_FROM_SELF_ERROR": "Name the subgraph that resolved the field before.",
        "OVERRIDE_LABEL_INVALID": "Begin with a letter, go on with letters, digits and _-:./, or write "
        "percent(0) to percent(100).",
        "OVERRIDE_ON_INTERFACE": "Put @override on the fields of the object types.",
        "OVERRIDE_SOURCE_HAS_OVERRIDE": "Keep one @override for the field.",
        "PROVIDES_DIRECTIVE_IN_FIELDS_ARG": "Remove the directive from the selection.",
        "PROVIDES_FIELDS_HAS_ARGS": "Choose fields without arguments.",
        "PROVIDES_FIELDS_MISSING_EXTERNAL": "Mark the fields @external, or remove @provides: the subgraph "
        "resolves them anyway.",
        "PROVIDES_INVALID_FIELDS": "Select fields that the returned type has in this subgraph.",
        "PROVIDES_INVALID_FIELDS_TYPE": "Write the selection as a string.",
        "PROVIDES_ON_NON_OBJECT_FIELD": "Use @provides on fields that return an object, an interface or a union.",
        "PROVIDES_UNSUPPORTED_ON_INTERFACE": "Put @provides on the fields of the object types.",
        "QUERY_ROOT_TYPE_INACCESSIBLE": "Remove @inaccessible from the query type.",
        "REFERENCED_INACCESSIBLE": "Mark what refers to it @inaccessible too, or show the type.",
        "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH": "Add the argument to the other subgraphs, or make it optional.",
        "REQUIRED_INACCESSIBLE": "Show it, or make it optional.",
        "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH": "Add the field to the other subgraphs, or make it optional.",
        "REQUIRES_DIRECTIVE_IN_FIELDS_ARG": "Remove the directive from the selection.",
        "REQUIRES_FIELDS_MISSING_EXTERNAL": "Mark the fields @external, or remove @requires: the subgraph "
        "resolves them anyway.",
        "REQUIRES_INVALID_FIELDS": "Select fields that the type has in this subgraph, marked @external.",
        "REQUIRES_INVALID_FIELDS_TYPE": "Write the selection as a string.",
        "REQUIRES_UNSUPPORTED_ON_INTERFACE": "Put @requires on the fields of the object types.",
        "ROOT_MUTATION_USED": "Rename the type that is not the mutation root.",
        "ROOT_QUERY_USED": "Rename the type that is not the query root.",
        "ROOT_SUBSCRIPTION_USED": "Rename the type that is not the subscription root.",
        "SATISFIABILITY_ERROR": "Add a @key that the subgraphs share, resolve the field in a subgraph that "
        "can be reached, or mark it @shareable there.",
        "TYPE_KIND_MISMATCH": "Define the type as the same kind everywhere, or rename one of them.",
        "TOO_LARGE": "Split the schema, or raise the bound.",
        "UNKNOWN_LINK_VERSION": "Link a version between v2.0 and v2.9.",
    }
)
