"""Texts that people write are plain; what is wrong with one is told without repeating it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.people.texts import checked, checked_email, checked_phone
from datasources.problems import Problem, catalogue


def code_of(found: str | Problem) -> str:
    assert isinstance(found, Problem), found
    assert found.path == "input.text"
    assert found.message("de") != found.message("en")
    return found.code


def test_a_text_is_normalised_and_stripped() -> None:
    assert checked("  Mu\u0308ller \u00a0 Straße ", "input.text", most=80) == "Müller Straße"
    assert checked("eins\r\nzwei\u2028drei \n", "input.text", most=80, lines=True) == "eins\nzwei\ndrei"
    assert checked("a < b, 3 > 2 & <3", "input.text", most=80) == "a < b, 3 > 2 & <3"
    assert checked("👩‍👩‍👧 läuft", "input.text", most=80) == "👩‍👩‍👧 läuft"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<b>hallo</b>", "TEXT_HTML"),
        ("hallo <script", "TEXT_HTML"),
        ("</p>", "TEXT_HTML"),
        ("<!-- x -->", "TEXT_HTML"),
        ("hal\x00lo", "TEXT_CONTROL_CHARACTERS"),
        ("hal\x1b[31mlo", "TEXT_CONTROL_CHARACTERS"),
        ("hal\x7flo", "TEXT_CONTROL_CHARACTERS"),
        ("Lena\u202eatreV", "TEXT_CONTROL_CHARACTERS"),
        ("Le\ufeffna", "TEXT_CONTROL_CHARACTERS"),
        ("Lena\ud83d", "TEXT_NOT_UNICODE"),
        ("\udc00Lena", "TEXT_NOT_UNICODE"),
        ("eins\nzwei", "TEXT_NOT_ONE_LINE"),
        ("eins\u2029zwei", "TEXT_NOT_ONE_LINE"),
        ("", "TEXT_EMPTY"),
        ("  \t\n ", "TEXT_EMPTY"),
        ("x", "TEXT_TOO_SHORT"),
        ("x" * 81, "TEXT_OVERLONG"),
        ("x" * 1_000_000, "TEXT_OVERLONG"),
    ],
)
def test_what_is_no_plain_text_is_refused(text: str, code: str) -> None:
    assert code_of(checked(text, "input.text", most=80, least=2)) == code


def test_lengths_are_allowed_up_to_and_at_the_limit() -> None:
    assert checked("x" * 80, "input.text", most=80) == "x" * 80
    assert checked("xy", "input.text", most=80, least=2) == "xy"
    assert checked("u\u0308" * 80, "input.text", most=80) == "ü" * 80


@given(st.text(max_size=200), st.booleans())
def test_what_passes_passes_again_unchanged(text: str, lines: bool) -> None:
    once = checked(text, "input.text", most=100, lines=lines)
    if isinstance(once, str):
        assert checked(once, "input.text", most=100, lines=lines) == once
        assert once.encode("utf-8")
        assert "\x00" not in once
    else:
        assert once.code in catalogue()
        assert set(once.parameters) <= {"most", "least"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" lena.vogt@beispiel.example ", "lena.vogt@beispiel.example"),
        ("Lena.Vogt+hub@Beispiel.EXAMPLE", "Lena.Vogt+hub@beispiel.example"),
        ("lena@müller.example", "lena@xn--mller-kva.example"),
        ("o'neill_1@a-b.c.example", "o'neill_1@a-b.c.example"),
        ("x" * 64 + "@beispiel.example", "x" * 64 + "@beispiel.example"),
    ],
)
def test_mail_addresses_are_read(text: str, address: str) -> None:
    assert checked_email(text, "input.text") == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lena",
        "lena@",
        "@beispiel.example",
        "lena@beispiel",
        "lena@@beispiel.example",
        "lena vogt@beispiel.example",
        "lena@beispiel.example\nBcc: alle@beispiel.example",
        "Lena <lena@beispiel.example>",
        "lena@beispiel.example, papa@beispiel.example",
        ".lena@beispiel.example",
        "le..na@beispiel.example",
        "lena@-beispiel.example",
        "lena@beispiel..example",
        "lena@127.0.0.1",
        "lena@[127.0.0.1]",
        "léna@beispiel.example",
        "lena@straße.example",
        "lena\ud800@beispiel.example",
        "lena@\ud800.example",
        "x" * 65 + "@beispiel.example",
        "lena@" + "x" * 64 + ".example",
        "lena@" + "xy." * 80 + "example",
        "x" * 100_000 + "@beispiel.example",
    ],
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    assert code_of(checked_email(text, "input.text")) == "MAIL_ADDRESS_UNREADABLE"


@given(st.text(max_size=300))
def test_an_address_that_passes_is_one_word_of_ascii(text: str) -> None:
    found = checked_email(text, "input.text")
    if isinstance(found, str):
        assert found.isascii()
        assert len(found.split()) == 1
        assert found.count("@") == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" 02654  12345 ", "02654 12345"),
        ("+49 (0) 2654 / 123-45", "+49 (0) 2654 / 123-45"),
        ("12345", "12345"),
        ("+491701234567890", "+491701234567890"),
    ],
)
def test_telephone_numbers_are_read(text: str, number: str) -> None:
    assert checked_phone(text, "input.text") == number


@pytest.mark.parametrize(
    "text", ["", "1234", "1234567890123456", "02654 12345 (abends)", "٠٢٦٥٤١٢٣٤٥", "02+654 123", "5" * 100_000]
)
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    assert code_of(checked_phone(text, "input.text")) == "TELEPHONE_NUMBER_UNREADABLE"
