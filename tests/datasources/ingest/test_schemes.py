"""Identifiers in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.ingest.schemes import check_digit_is_wrong, normal


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("DE-VR", "Koblenz VR 2726", ("DE-VR", "Koblenz VR 2726")),
        ("de-vr", " Amtsgericht  Koblenz,  VR 02726 ", ("DE-VR", "Koblenz VR 2726")),
        ("DE-VR", "AG Montabaur VR-Nr. 1 b".upper(), ("DE-VR", "MONTABAUR VR 1 B")),
        ("AT-ZVR", "ZVR-Zahl: 076 722 629", ("AT-ZVR", "076722629")),
        ("CH-UID", "che109740078", ("CH-UID", "CHE-109.740.078")),
        ("DE-WIDNR", "de 136695976 - 00001", ("DE-WIDNR", "DE136695976-00001")),
        ("Sportbund Rheinland", "07 - 11", ("SPORTBUND-RHEINLAND", "07 - 11")),
    ],
)
def test_registers_numbers_have_one_form(scheme: str, value: str, expected: tuple[str, str]) -> None:
    assert normal(scheme, value) == expected


@pytest.mark.parametrize(("scheme", "value"), [("", "1"), ("DE-VR", " "), ("X", "1" * 201)])
def test_what_is_no_identifier_joins_nothing(scheme: str, value: str) -> None:
    assert normal(scheme, value) is None


@pytest.mark.parametrize(
    ("scheme", "value", "wrong"),
    [
        ("DE-WIDNR", "DE136695976-00001", False),
        ("DE-WIDNR", "DE136695975-00001", True),
        ("CH-UID", "CHE-109.740.078", False),
        ("CH-UID", "CHE-109.740.079", True),
        ("CH-UID", "CHE-109", True),
        ("DE-VR", "Koblenz VR 1", False),
    ],
)
def test_check_digits_are_looked_at_where_there_are_some(scheme: str, value: str, wrong: bool) -> None:
    assert check_digit_is_wrong(scheme, value) is wrong


@given(st.sampled_from(["DE-VR", "AT-ZVR", "CH-UID", "DE-WIDNR", "X"]), st.text(max_size=60))
def test_a_normal_form_is_its_own_normal_form(scheme: str, value: str) -> None:
    once = normal(scheme, value)
    if once is not None:
        assert normal(*once) == once
        check_digit_is_wrong(*once)
