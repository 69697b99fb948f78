"""Letters on their way out: sent once, put off, paused, given up; and what becomes of them when something dies."""

import asyncio
import sys
import textwrap
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import structlog

from datasources.people import letters
from datasources.people.letters import Delivery, delivery
from datasources.people.letters.carriers import Receipt, Word
from datasources.people.letters.delivery import (
    CLAIM_S,
    KEEPS_KEYS_S,
    MOST_DEFERRALS,
    MOST_REFUSALS,
    SHOWN_S,
    WAITS_S,
    delay_s,
)
from datasources.people.letters.folder import FolderCarrier
from datasources.people.letters.posting import MOST_BODY_CHARS
from datasources.people.letters.smtp import SmtpCarrier, SmtpServer
from datasources.store.database import Database
from datasources.store.people import letters as outbox
from tests.datasources.people.letters.mail_server import MailServer
from tests.datasources.people.letters.outbox import (
    BODY,
    NOW,
    RECIPIENT,
    SUBJECT,
    Carrier,
    Clock,
    contents,
    lay_in,
    rows,
    whole,
)

TAKEN = Receipt(Word.TAKEN)
LATER = Receipt(Word.LATER, "SMTP_450")
REFUSED = Receipt(Word.REFUSED, "SMTP_550")
DOWN = Receipt(Word.UNAVAILABLE, "UNREACHABLE")
SENDER = "ehrenamt@kreis.example"
DAY_S = 86_400


async def test_letters_are_sent_in_the_order_they_came_and_emptied(db: Database) -> None:
    carrier = Carrier()
    await lay_in(db, "b", "a")
    await lay_in(db, "c", now=NOW - 5)
    assert await Delivery(db, carrier, Clock()).round() == 3
    assert carrier.sent == ["c", "b", "a"]
    for row in await rows(db):
        assert contents(row) == (None, None, None)
        assert (row.sent_at, row.claimed_by, row.claimed_until, row.failure) == (NOW, None, None, None)
    assert await Delivery(db, carrier, Clock()).round() == 0
    assert len(carrier.sent) == 3


async def test_a_letter_refused_for_now_is_put_off_for_longer_each_time_and_sent_in_the_end(db: Database) -> None:
    clock, carrier = Clock(), Carrier([LATER, LATER, LATER, TAKEN])
    sending = Delivery(db, carrier, clock)
    await lay_in(db, "a")
    waited = []
    for _ in range(4):
        await sending.round()
        (row,) = await rows(db)
        waited.append(row.due_at - clock.now)
        clock.now = row.due_at - 1
        assert await sending.round() == 0
        clock.now = row.due_at
    assert waited[:3] == [60, 240, 960]
    assert carrier.sent == ["a"]
    assert len(carrier.asked) == 4


def test_delays_end_at_six_hours() -> None:
    assert [delay_s(attempts) // 60 for attempts in (0, 1, 2, 3, 4, 5, 6, 23, 10_000)] == [
        1, 4, 16, 64, 256, 360, 360, 360, 360,
    ]  # fmt: skip


@pytest.mark.parametrize(("receipt", "most"), [(REFUSED, MOST_REFUSALS), (LATER, MOST_DEFERRALS)])
async def test_a_letter_that_nobody_takes_is_given_up_emptied_and_shown(
    db: Database, receipt: Receipt, most: int
) -> None:
    clock, carrier = Clock(), Carrier([receipt])
    sending = Delivery(db, carrier, clock)
    await lay_in(db, "a")
    for tries in range(1, most + 3):
        await sending.round()
        (row,) = await rows(db)
        assert len(carrier.asked) == min(tries, most)
        assert (row.recipient is None) == (tries >= most)
        clock.now += 6 * 3_600
    assert contents(row) == (None, None, None)
    assert [(each.state, each.failure, each.letters) for each in await outbox.counts(db)] == [
        ("GIVEN_UP", receipt.kind, 1)
    ]


async def test_one_letter_refused_does_not_keep_the_others(db: Database) -> None:
    carrier = Carrier([REFUSED, TAKEN])
    await lay_in(db, "a", "b", "c")
    assert await Delivery(db, carrier, Clock()).round() == 2
    assert carrier.sent == ["b", "c"]


async def test_a_server_that_is_down_for_a_day_loses_nothing_and_counts_against_no_letter(db: Database) -> None:
    clock, carrier = Clock(), Carrier([DOWN])
    sending = Delivery(db, carrier, clock)
    keys = [f"guardian:{number}" for number in range(30)]
    await lay_in(db, *keys)
    while clock.now < NOW + DAY_S:
        await sending.round()
        clock.now += 20
    assert len(carrier.asked) < 110, "a pause of up to 15 minutes"
    assert {row.attempts for row in await rows(db)} == {0}
    assert {each.state for each in await outbox.counts(db)} == {"WAITING"}
    carrier.says = [TAKEN]
    for _ in range(60):
        await sending.round()
        clock.now += 20
    assert sorted(carrier.sent) == sorted(keys)


async def test_a_pause_is_for_all_letters_and_ends(db: Database) -> None:
    clock, carrier = Clock(), Carrier([DOWN, TAKEN])
    sending = Delivery(db, carrier, clock)
    await lay_in(db, "a", "b")
    await sending.round()
    clock.now += 59
    await sending.round()
    assert len(carrier.asked) == 1
    clock.now += 1
    assert await sending.round() == 2


async def test_two_that_send_at_once_send_each_letter_once(db: Database) -> None:
    carriers = [Carrier(takes_s=0.001) for _ in range(3)]
    keys = [f"guardian:{number}" for number in range(20)]
    await lay_in(db, *keys)
    clock = Clock()
    await asyncio.gather(*(Delivery(db, carrier, clock).round() for carrier in carriers))
    assert sorted(key for carrier in carriers for key in carrier.sent) == sorted(keys)


async def test_a_letter_that_could_not_be_noted_is_noted_later_and_not_sent_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, carrier = Clock(), Carrier()
    sending = Delivery(db, carrier, clock)
    await lay_in(db, "a")

    async def fail(*_: object) -> bool:
        raise OSError("the store does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "mark_sent", fail)
        for _ in range(3):
            with pytest.raises(OSError, match="the store"):
                await sending.round()
    clock.now += CLAIM_S + 1
    await sending.round()
    assert carrier.sent == ["a"]
    assert [each.state for each in await outbox.counts(db)] == ["SENT"]


async def test_a_round_ends_between_letters_when_it_is_told_to(db: Database) -> None:
    stop = asyncio.Event()

    class Stopping(Carrier):
        async def hand_over(self, letter: Any) -> Receipt:
            stop.set()
            return await super().hand_over(letter)

    await lay_in(db, "a", "b")
    assert await Delivery(db, Stopping(), Clock()).round(stop) == 1
    assert [each.state for each in await outbox.counts(db)] == ["SENT", "WAITING"]


async def test_a_round_is_bounded_and_the_next_goes_on(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST_IN_ROUND", 2)
    await lay_in(db, "a", "b", "c")
    sending = Delivery(db, Carrier(), Clock())
    assert [await sending.round() for _ in range(3)] == [2, 1, 0]


async def test_letters_wait_without_a_mail_server_and_operators_are_told_once(db: Database) -> None:
    sending = Delivery(db, None, Clock())
    with structlog.testing.capture_logs() as logs:
        assert await sending.round() == 0
        assert logs == []
        await lay_in(db, "a")
        for _ in range(3):
            await sending.round()
    assert [each["log_level"] for each in logs] == ["warning"]
    assert contents((await rows(db))[0]) == (RECIPIENT, SUBJECT, BODY)


async def test_logs_name_failures_and_nobody(db: Database) -> None:
    clock = Clock()
    sending = Delivery(db, Carrier([DOWN, DOWN, LATER, REFUSED]), clock)
    await lay_in(db, "guardian:geheim")
    with structlog.testing.capture_logs() as logs:
        for _ in range(12):
            await sending.round()
            clock.now += 6 * 3_600
    assert [each["event"] for each in logs] == [
        "no letters are taken at the moment; they wait",
        "letters are taken again",
        "a letter was given up",
    ]
    told = repr(logs)
    for secret in (RECIPIENT, SUBJECT, BODY, "geheim"):
        assert secret not in told


async def test_what_waited_too_long_is_emptied_shown_for_a_while_and_dropped(db: Database) -> None:
    clock = Clock()
    sending = Delivery(db, None, clock)
    await lay_in(db, "a")
    clock.now = NOW + WAITS_S - 1
    await sending.tidy()
    assert contents((await rows(db))[0]) == (RECIPIENT, SUBJECT, BODY)
    clock.now += 1
    await sending.tidy()
    (row,) = await rows(db)
    assert (contents(row), row.failure) == ((None, None, None), "WAITED_TOO_LONG")
    clock.now += SHOWN_S - 1
    await sending.tidy()
    assert len(await rows(db)) == 1
    clock.now += 1
    await sending.tidy()
    assert await rows(db) == []


async def test_the_key_of_a_sent_letter_goes_after_a_year(db: Database) -> None:
    clock = Clock()
    sending = Delivery(db, Carrier(), clock)
    await lay_in(db, "a")
    await sending.round()
    clock.now = NOW + KEEPS_KEYS_S - 1
    await sending.tidy()
    assert len(await rows(db)) == 1
    clock.now += 1
    await sending.tidy()
    assert await rows(db) == []


# ── a process that is killed between handing over and noting it ──────────────────────────────────────────────────────

_KILLED = """
    import asyncio
    from pathlib import Path
    from datasources.people.letters import Delivery
    from datasources.people.letters.folder import FolderCarrier
    from datasources.people.letters.smtp import SmtpCarrier, SmtpServer
    from datasources.store.database import Database
    from datasources.store.people import letters

    async def main():
        db = await Database.open({url!r}, migrate_first=False)
        async def hang(*_):
            print("taken", flush=True)
            await asyncio.sleep(60)
        letters.mark_sent = hang
        await Delivery(db, {carrier}, lambda: {now}).round()

    asyncio.run(main())
"""


async def kill_after_it_was_taken(db: Database, carrier: str) -> None:
    """Runs a process that hands a letter over, and kills it before it can note that."""
    url = db.url.render_as_string(hide_password=False)
    script = textwrap.dedent(_KILLED).format(url=url, carrier=carrier, now=NOW)
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    try:
        assert await asyncio.wait_for(child.stdout.readline(), 60) == b"taken\n"
    finally:
        child.kill()
        await child.wait()


async def test_a_folder_has_a_letter_once_whoever_is_killed(db: Database, tmp_path: Path) -> None:
    folder, clock = tmp_path / "mail", Clock()
    await lay_in(db, "a")
    await kill_after_it_was_taken(db, f"FolderCarrier(Path({str(folder)!r}), {SENDER!r})")
    (file,) = folder.iterdir()
    content = file.read_bytes()
    sending = Delivery(db, FolderCarrier(folder, SENDER), clock)
    assert await sending.round() == 0, "the claim of the dead goes on"
    clock.now += CLAIM_S
    assert await sending.round() == 1
    assert list(folder.iterdir()) == [file]
    assert file.read_bytes() == content
    assert [each.state for each in await outbox.counts(db)] == ["SENT"]


async def test_a_mail_server_is_given_the_same_mail_again_and_can_tell(db: Database) -> None:
    clock = Clock()
    async with MailServer().running() as server:
        await lay_in(db, "a")
        there = f"SmtpServer('127.0.0.1', {server.port}, 'none', 5)"
        await kill_after_it_was_taken(db, f"SmtpCarrier({there}, {SENDER!r})")
        sending = Delivery(db, SmtpCarrier(SmtpServer("127.0.0.1", server.port, "none", 5), SENDER), clock)
        assert await sending.round() == 0
        clock.now += CLAIM_S
        assert await sending.round() == 1
        assert await sending.round() == 0
    first, second = server.mails
    assert first == second
    assert message_from_bytes(first)["Message-ID"] is not None


async def test_a_letter_that_was_sent_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}")
    long = BODY * 2_000
    async with db.transaction() as transaction:
        for number, body in enumerate((BODY, long, BODY)):
            await letters.post(
                transaction,
                key=f"guardian:{number}",
                recipient=RECIPIENT,
                subject=SUBJECT,
                body=body[:MOST_BODY_CHARS],
                volunteer_pk=1,
                now=NOW,
            )
    assert await Delivery(db, Carrier(), Clock()).round() == 3
    await db.close()
    content = whole(tmp_path)
    assert b"guardian:1" in content
    for secret in (RECIPIENT, SUBJECT, BODY):
        assert secret.encode() not in content
