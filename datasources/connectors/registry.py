"""Which connector reads which kind of source, and what can be said of a source before it is read.

connector_for(SourceKind.CSV)(content, declaration)        drafts and problems
check(declaration)                                         what is wrong with its mapping, before anything is read
further_tables(declaration)                                files and addresses that its mapping joins
suggest_mapping(content, SourceKind.CSV)                   a mapping to begin with, from the headings
"""

from collections.abc import Mapping
from types import MappingProxyType

from datasources.connectors import Connector, icalendar, tabular
from datasources.connectors.suggestion import suggest_mapping
from datasources.connectors.tabular import further_tables
from datasources.declarations import SourceDeclaration
from datasources.problems import Problem
from datasources.vocabulary import Severity, SourceKind

__all__ = ["CONNECTORS", "check", "connector_for", "further_tables", "suggest_mapping"]

CONNECTORS: Mapping[SourceKind, Connector] = MappingProxyType(
    {SourceKind.ICALENDAR: icalendar.read, **dict.fromkeys(tabular.KINDS, tabular.read)}
)


def connector_for(kind: SourceKind) -> Connector:
    """The connector of a kind. Raises KeyError for a kind that `check` refuses."""
    return CONNECTORS[kind]


def check(declaration: SourceDeclaration) -> list[Problem]:
    """What is wrong with how a source is declared to be read."""
    if declaration.kind not in CONNECTORS:
        parameters = {"kind": declaration.kind.value, "known": ", ".join(sorted(CONNECTORS))}
        return [Problem(Severity.ERROR, "KIND_NOT_READ", path="kind", parameters=parameters)]
    if declaration.kind in tabular.KINDS:
        return tabular.check_tabular(declaration)
    return []
