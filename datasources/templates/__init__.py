"""Workbooks to fill in: clubs, dates and opportunities under German headings that are read without any mapping.

    /templates/vereine.xlsx    /templates/termine.xlsx    /templates/angebote.xlsx

Each has its headings, one example row that is passed over, drop-downs for what comes from a list, and a sheet that
explains every column. A table with these headings, as a workbook or as CSV, is read by the template's own mapping;
columns may be left out and stand in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from datasources.mapping.cells import fold
from datasources.templates.clubs import CLUBS
from datasources.templates.dates import DATES
from datasources.templates.form import Heading, Template, example_test
from datasources.templates.opportunities import OPPORTUNITIES
from datasources.templates.workbooks import template_workbook

__all__ = [
    "TEMPLATES",
    "Heading",
    "Template",
    "example_test",
    "recognise_template",
    "routes",
    "template_headings",
    "template_workbook",
]

MIN_HEADINGS: Final = 3
"""Headings that a table must share with a template to be read by it. They must also be half of its own: a list of
members has a name, a street and a town, too, and is no list of clubs."""

TEMPLATES: Final = (CLUBS, DATES, OPPORTUNITIES)


def template_headings() -> list[str]:
    """Every heading of every template, each once."""
    return list(dict.fromkeys(heading.text for template in TEMPLATES for heading in template.headings))


def recognise_template(header: Sequence[str]) -> Template | str:
    """The template that a table was filled in from; else the name of the one it comes nearest to."""
    present = {fold(name) for name in header if name}
    shared = {template.name: sum(fold(each.text) in present for each in template.headings) for template in TEMPLATES}
    best = max(TEMPLATES, key=lambda template: (_has_needed(template, present), shared[template.name]))
    if _has_needed(best, present) and shared[best.name] >= max(MIN_HEADINGS, len(present) / 2):
        return best
    return best.name


def _has_needed(template: Template, present: set[str]) -> bool:
    return all(fold(each.text) in present for each in template.headings if each.needed and each.path != "origin_id")


def routes() -> list[Route]:
    """`/templates/NAME.xlsx`, each built when it is first asked for."""
    return [
        Route(f"/templates/{template.name}.xlsx", _Download(template).respond, methods=["GET"])
        for template in TEMPLATES
    ]


@dataclass(slots=True)
class _Download:
    template: Template
    workbook: bytes | None = None

    async def respond(self, request: Request) -> Response:
        if self.workbook is None:
            self.workbook = template_workbook(self.template)
        return Response(
            self.workbook,
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            headers={
                "Content-Disposition": f'attachment; filename="{self.template.name}.xlsx"',
                "Cache-Control": "public, max-age=86400",
            },
        )
