"""Text as sources write it, made fit for the graph: one line, or CommonMark without HTML.

Sources mix plain text, Markdown and scraps of HTML in one column. Whatever comes in, what goes out holds no HTML that a
browser would run, no link but to the web, a mailbox or a telephone, and no character that cannot be shown or stored.

    one_line("  Sommer\\u0308fest\\x00\\n")              "Sommerẗfest" in NFC, on one line
    from_html("<p>Bitte <b>anmelden</b></p>")         "Bitte **anmelden**"
    from_plain("Beginn: 19 Uhr\\nOrt: Halle")          two lines that stay two lines
    clean_markdown("Kuchen <br> _und_ Kaffee")        HTML if it looks like HTML, else Markdown as it is

Each is a fixed point: applied to its own result, `one_line` and `clean_markdown` change nothing.
"""

import html
import re
import unicodedata
from typing import Final

import nh3
from markdownify import ATX, markdownify

MAX_TEXT_CHARS: Final = 100_000
"""Longer texts are cut: no description of an event or a club is longer than a book's chapter."""
MAX_HTML_TAGS: Final = 5_000
MAX_HTML_DEPTH: Final = 60
"""More tags than that, or deeper ones: the HTML is taken as its text alone, so that a hostile page
cannot exhaust the parser's time or the converter's stack."""

_BLOCK_TAGS: Final = ("blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul")
_TABLE_TAGS: Final = ("table", "tbody", "td", "th", "thead", "tr")
_INLINE_TAGS: Final = ("a", "b", "br", "code", "del", "em", "i", "span", "strong", "u")
_LINK_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_LOOKS_LIKE_HTML = re.compile(
    r"(?<!\\)</?(?:a|b|blockquote|body|br|code|del|div|em|font|h[1-6]|head|hr|html|html-blob|i|img|iframe|li|meta|ol|o:p|p|pre|"
    r"script|span|strong|style|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:p|div|br|ul|ol|table|h[1-6]|blockquote|pre|body|html)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>", re.IGNORECASE)
_VOID: Final = frozenset({"br", "hr"})

# Removed everywhere: controls, lone surrogates, the byte order mark, invisible direction marks that can disguise text.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_HARD_BREAK = re.compile(r"(?<! ) {2,}\n *(?=\S)")
_BACKSLASHES_AND_ANGLE = re.compile(r"(\\*)<(?=[A-Za-z/!?])")
_WEB_AUTOLINK = re.compile(r"<https?://[^\s<>]+>")
_LINK = re.compile(r"(\\*)\](\(\s*<?|:\s*<?)([^\s<>)]*)")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def one_line(text: str) -> str:
    """`text` in NFC on one line: controls and lone surrogates removed, white space collapsed and trimmed."""
    return " ".join(_plain(text[:MAX_TEXT_CHARS]).split())


def clean_markdown(text: str) -> str:
    """`text`, which may be Markdown, plain text or scraps of HTML, as CommonMark without HTML."""
    text = _plain(text[:MAX_TEXT_CHARS])
    if _LOOKS_LIKE_HTML.search(text):
        if not _BLOCK.search(text):
            # Inline tags strewn over plain text: the lines are the author's own.
            text = text.replace("\n", "<br>\n")
        return _from_html(text)
    return _tidy(text)


def from_html(markup: str) -> str:
    """HTML as CommonMark: scripts, styles and unknown tags dropped, text, lists, tables and web links kept."""
    return _from_html(_plain(markup[:MAX_TEXT_CHARS]))


def from_plain(text: str) -> str:
    """Plain text (or scraps of HTML, which calendars put into plain properties) as CommonMark that keeps its lines."""
    text = _plain(text[:MAX_TEXT_CHARS])
    if _LOOKS_LIKE_HTML.search(text):
        return clean_markdown(text)
    lines = [line.strip() for line in text.split("\n")]
    kept = [
        f"{line}  " if line and following else line for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return _tidy("\n".join(kept))


def _plain(text: str) -> str:
    text = _REMOVED.sub("", _LINE_BREAK.sub("\n", text))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _from_html(markup: str) -> str:
    if markup.count("<") > MAX_HTML_TAGS:
        return _tidy(_plain(html.unescape(_TAG.sub("", markup))))
    clean = nh3.clean(
        markup,
        tags={*_BLOCK_TAGS, *_TABLE_TAGS, *_INLINE_TAGS},
        attributes={"a": {"href"}},
        url_schemes=set(_LINK_SCHEMES),
        link_rel=None,
    )
    if _depth(clean) > MAX_HTML_DEPTH:
        return _tidy(_plain(html.unescape(_TAG.sub("", clean))))
    # Images are dropped before this: `images` is a field of its own.
    text = markdownify(clean, heading_style=ATX, bullets="-", escape_misc=False)
    return _tidy(_plain(_HARD_BREAK.sub("  \n", text)))


def _depth(markup: str) -> int:
    """The deepest nesting of well-formed markup, which nh3's always is."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[1]:
            depth -= 1
        elif tag[2].lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _tidy(text: str) -> str:
    text = text.replace("\xa0", " ")
    if "<" in text:
        text = _escape_tags(text)
    if "](" in text or "]:" in text:
        text = _LINK.sub(_escape_foreign_link, text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _escape_tags(text: str) -> str:
    """Every `<` that CommonMark would take for a tag, written so that it is read as a character."""

    def escaped(match: re.Match[str]) -> str:
        if len(match[1]) % 2 or _WEB_AUTOLINK.match(text, match.end() - 1):
            return match[0]
        return f"{match[1]}\\<"

    return _BACKSLASHES_AND_ANGLE.sub(escaped, text)


def _escape_foreign_link(match: re.Match[str]) -> str:
    """`[x](javascript:…)` and `[x]: data:…` made plain text; CommonMark reads entities and escapes in destinations."""
    destination = html.unescape(_ESCAPE.sub(r"\1", match[3]))
    scheme = _SCHEME.match(_REMOVED.sub("", destination))
    if scheme is None or scheme[1].lower() in _LINK_SCHEMES:
        return match[0]
    return f"{match[1]}]\\{match[2]}{match[3]}"
