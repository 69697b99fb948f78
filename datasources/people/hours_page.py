"""The statement of hours as a page to print: what one hands in for the volunteer card.

    GET /me/hours?year=2026&language=de      200 text/html, for whoever is signed in, about themselves
                                             400 no such year; 401 nobody is signed in; 404 no profile yet

It is made on the server, without scripts, in German or English; the style is part of it.
"""

import hashlib
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from datasources.people.hours import FIRST_YEAR, LEAST_WEEKS, PER_WEEK, PER_YEAR, HoursStatement, statements_of
from datasources.people.viewer import Viewer
from datasources.problems import LANGUAGES, Language
from datasources.store.database import Database
from datasources.store.people import profiles
from supergraph.errors import GraphError
from supergraph.view.negotiation import parse_languages

__all__ = ["page", "routes"]


@dataclass(frozen=True, slots=True)
class _Words:
    """The page's words in one language."""

    locale: str
    title: str
    of: str
    on: str
    activity: str
    organization: str
    hours: str
    total: str
    average: str
    reached: str
    not_reached: str
    nothing: str
    rule: str
    confirmed: str
    issued: str
    place: str


_WORDS: Final[dict[Language, _Words]] = {
    "de": _Words(
        locale="de_DE",
        title="Nachweis über ehrenamtliche Stunden {year}",
        of="für {name}",
        on="Tag",
        activity="Tätigkeit",
        organization="Organisation",
        hours="Stunden",
        total="Summe",
        average="Im Durchschnitt {average} Stunden pro Woche",
        reached="Die Stunden für die Ehrenamtskarte sind erreicht.",
        not_reached="Die Stunden für die Ehrenamtskarte sind noch nicht erreicht.",
        nothing="In diesem Jahr sind noch keine Stunden bestätigt.",
        rule="Gefordert sind {week} Stunden pro Woche oder {year} Stunden im Jahr. Der Durchschnitt zählt vom ersten "
        "Tag an, mindestens über {weeks} Wochen. Über die Karte entscheidet die Gemeinde.",
        confirmed="Jede Zeile hat die genannte Organisation bestätigt.",
        issued="Ausgestellt am {day} durch {title}",
        place="Ort, Datum, Unterschrift",
    ),
    "en": _Words(
        locale="en_GB",
        title="Statement of volunteering hours {year}",
        of="for {name}",
        on="Day",
        activity="Activity",
        organization="Organisation",
        hours="Hours",
        total="Total",
        average="On average {average} hours a week",
        reached="The hours for the volunteer card are reached.",
        not_reached="The hours for the volunteer card are not reached yet.",
        nothing="No hours have been confirmed in this year yet.",
        rule="Asked for are {week} hours a week or {year} hours a year. The average counts from the first day on, over "
        "{weeks} weeks at least. The municipality decides on the card.",
        confirmed="Each line was confirmed by the organisation it names.",
        issued="Issued on {day} by {title}",
        place="Place, date, signature",
    ),
}
_STYLE: Final = """
:root { color-scheme: light; }
body { font: 11pt/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1c2430;
       background: #eef1f5; margin: 0; padding: 2rem 1rem; }
main { background: #fff; max-width: 46rem; margin: 0 auto; padding: 2.5rem 3rem; border-radius: 6px;
       box-shadow: 0 1px 6px rgb(20 30 50 / 14%); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
.of { font-size: 1.1rem; margin: .2rem 0 1.6rem; color: #465365; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid #d9dfe7;
         overflow-wrap: anywhere; hyphens: auto; }
th { font-size: .85rem; color: #465365; border-bottom: 2px solid #1c2430; }
th:first-child, td:first-child { padding-left: 0; white-space: nowrap; }
.number { text-align: right; padding-right: 0; white-space: nowrap; }
tfoot td { font-weight: 650; border-bottom: none; border-top: 2px solid #1c2430; }
.result { margin: 1.6rem 0 0; padding: .8rem 1rem; border-left: 4px solid #8a94a3; background: #f5f7fa; }
.result.reached { border-color: #1d7a46; background: #eef8f1; }
.result p { margin: 0; }
.result p:first-child { font-weight: 650; }
.small { font-size: .85rem; color: #465365; margin: 1.2rem 0 0; }
.signature { margin-top: 4rem; width: 55%; border-top: 1px solid #1c2430; font-size: .85rem; padding-top: .25rem; }
@media (max-width: 34rem) {
  body { padding: 0; font-size: 10pt; }
  main { padding: 1.5rem 1rem; border-radius: 0; }
  table { font-size: 9pt; }
  th, td { padding: .4rem .3rem; }
}
@media print {
  @page { size: A4; margin: 20mm 18mm; }
  body { background: none; padding: 0; font-size: 10.5pt; }
  main { box-shadow: none; border-radius: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  tr, .result, .closing { break-inside: avoid; }
}
"""
_STYLE_HASH: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "cache-control": "private, no-store",
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "vary": "Authorization, Accept-Language",
}


def page(statement: HoursStatement, *, name: str | None, issuer: str, today: date, language: Language) -> str:
    """The statement as HTML. `name` is whose it is, `issuer` what the hub is called."""
    words = _WORDS[language]

    def number(value: float) -> str:
        return escape(format_decimal(value, format="#,##0.##", locale=words.locale))

    def day(value: date) -> str:
        return escape(format_date(value, format="medium", locale=words.locale))

    title = escape(words.title.format(year=statement.year))
    lines = "".join(
        f"<tr><td>{day(date.fromisoformat(entry.on))}</td><td>{escape(entry.title)}</td>"
        f'<td>{escape(entry.organization or "")}</td><td class="number">{number(entry.hours)}</td></tr>\n'
        for entry in statement.entries
    )
    table = (
        f"<table><thead><tr><th>{words.on}</th><th>{words.activity}</th><th>{words.organization}</th>"
        f'<th class="number">{words.hours}</th></tr></thead>\n<tbody>\n{lines}</tbody>\n'
        f'<tfoot><tr><td colspan="3">{words.total}</td><td class="number">{number(statement.total)}</td></tr></tfoot>'
        "</table>"
        if statement.entries
        else f"<p>{words.nothing}</p>"
    )
    rule = words.rule.format(week=number(PER_WEEK), year=number(PER_YEAR), weeks=LEAST_WEEKS)
    return f"""<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{_STYLE}</style></head>
<body><main>
<h1>{title}</h1>
<p class="of">{escape(words.of.format(name=name)) if name else ""}</p>
{table}
<div class="closing">
<div class="result{" reached" if statement.reached else ""}">
<p>{words.reached if statement.reached else words.not_reached}</p>
<p>{words.average.format(average=number(statement.weekly_average))}</p></div>
<p class="small">{words.confirmed} {rule}</p>
<p class="small">{escape(words.issued.format(day=day(today), title=issuer))}</p>
<div class="signature">{words.place}</div>
</div>
</main></body></html>
"""


def routes(
    db: Database,
    admit: Callable[[str | None], Viewer | Awaitable[Viewer]],
    *,
    title: str,
    language: Language = "de",
    timezone: str = "Europe/Berlin",
    clock: Callable[[], float] = time.time,
) -> list[Route]:
    """The page's address. `admit` makes a viewer of an Authorization, as `entrance.Entrance.viewer` does; `title` is
    what the hub is called, `language` that of those who name none."""
    zone = ZoneInfo(timezone)

    async def answer(request: Request) -> Response:
        try:
            admitted = admit(", ".join(request.headers.getlist("authorization")) or None)
            viewer = admitted if isinstance(admitted, Viewer) else await admitted
        except GraphError as error:
            return _refused(error.code.status, error.message)
        if not viewer.is_person:
            return _refused(401, "This page is for people who are signed in. Send the token: Authorization: Bearer …")
        profile = None if viewer.account_pk is None else await profiles.of_account(db, viewer.account_pk)
        if profile is None:
            return _refused(404, "There is no profile yet, and so there are no hours.")
        today = datetime.fromtimestamp(int(clock()), zone).date()
        year = _year_of(request.query_params.get("year"), today)
        if year is None:
            return _refused(400, f"year is a year from {FIRST_YEAR} to {today.year}.")
        (statement,) = await statements_of(db, [profile.pk], year, today, zone)
        spoken = _language_of(request, language)
        shown = page(statement, name=profile.display_name, issuer=title, today=today, language=spoken)
        return HTMLResponse(shown, headers=_HEADERS | {"content-language": spoken})

    return [Route("/me/hours", answer, methods=["GET"], name="hours")]


def _year_of(asked: str | None, today: date) -> int | None:
    if asked is None:
        return today.year
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        return None
    return year if FIRST_YEAR <= (year := int(asked)) <= today.year else None


def _language_of(request: Request, otherwise: Language) -> Language:
    named = request.query_params.get("language")
    wanted: Sequence[str] = parse_languages(request.headers.get("accept-language")) if named is None else [named]
    return next((each for tag in wanted for each in LANGUAGES if tag.partition("-")[0].lower() == each), otherwise)


def _refused(status: int, message: str) -> Response:
    headers = _HEADERS | ({"www-authenticate": "Bearer"} if status == 401 else {})
    return PlainTextResponse(f"{message}\n", status, headers=headers)
