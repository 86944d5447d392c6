"""The audit chain notices what was changed, removed, moved or cut off."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, update

from cases import audit
from cases.store import Store
from cases.tables import AuditEvent
from humiao.errors import HumiaoError
from humiao.privacy import MasterKey


def fill(store: Store, links: int = 5) -> audit.Head:
    with store.session() as work:
        for number in range(links):
            audit.append(work, "lin", "ticket:read", f"ticket/{number}", {"number": number, "level": "red", "x": None})
        head = audit.head(work)
        work.commit()
    return head


def verified(store: Store, expect: audit.Head | None = None) -> audit.VerifyResult:
    with store.session(reading=True) as work:
        return audit.verify(work, expect)


def tamper(store: Store, *statements: object) -> None:
    with store.session() as work:
        for statement in statements:
            work.db.execute(statement)  # type: ignore[call-overload]
        work.commit()


def test_a_chain_left_alone_is_whole(store: Store) -> None:
    head = fill(store)

    assert verified(store) == audit.VerifyResult(True, 5, None, head)
    assert verified(store, head).ok


def test_an_empty_chain_is_whole(store: Store) -> None:
    assert verified(store).ok


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "bai"},
        {"action": "ticket:closed"},
        {"subject": "ticket/9"},
        {"detail": {"number": 9}},
        {"digest": "0" * 64},
        {"previous": "0" * 64},
    ],
)
def test_a_changed_link_is_found(store: Store, change: dict[str, object]) -> None:
    fill(store)
    tamper(store, update(AuditEvent).where(AuditEvent.seq == 3).values(**change))

    result = verified(store)

    assert (result.ok, result.first_bad, result.checked) == (False, 3, 2)


def test_a_link_whose_moment_was_moved_is_found(store: Store) -> None:
    fill(store)
    with store.session() as work:
        row = work.db.get_one(AuditEvent, 2)
        row.at = row.at.replace(year=2020)
        work.commit()

    assert verified(store).first_bad == 2


def test_a_link_removed_from_the_middle_is_found(store: Store) -> None:
    fill(store)
    tamper(store, delete(AuditEvent).where(AuditEvent.seq == 3))

    assert verified(store).first_bad == 3


def test_a_removed_link_is_found_even_when_the_others_move_up(store: Store) -> None:
    fill(store)
    tamper(
        store,
        delete(AuditEvent).where(AuditEvent.seq == 3),
        update(AuditEvent).where(AuditEvent.seq == 4).values(seq=3),
        update(AuditEvent).where(AuditEvent.seq == 5).values(seq=4),
    )

    assert verified(store).first_bad == 3


def test_two_links_that_changed_places_are_found(store: Store) -> None:
    fill(store)
    tamper(
        store,
        update(AuditEvent).where(AuditEvent.seq == 2).values(seq=99),
        update(AuditEvent).where(AuditEvent.seq == 3).values(seq=2),
        update(AuditEvent).where(AuditEvent.seq == 99).values(seq=3),
    )

    assert verified(store).first_bad == 2


def test_a_cut_off_end_is_found_only_against_a_head_kept_elsewhere(store: Store) -> None:
    head = audit.Head.parse(str(fill(store)))
    tamper(store, delete(AuditEvent).where(AuditEvent.seq > 3))

    assert verified(store).ok
    assert verified(store, head).first_bad == 4


def test_an_end_that_was_cut_off_and_grown_again_is_found(store: Store) -> None:
    head = fill(store)
    tamper(store, delete(AuditEvent).where(AuditEvent.seq > 3))
    fill(store)

    assert verified(store).ok
    assert verified(store, head).first_bad == 5


def test_a_true_link_of_an_earlier_end_does_not_fit_into_the_chain_that_grew_since(store: Store) -> None:
    fill(store)
    with store.session() as work:
        old = audit.recent(work, 1)[0]
        earlier = {
            name: getattr(old, name) for name in ("at", "actor", "action", "subject", "detail", "previous", "digest")
        }
    tamper(store, delete(AuditEvent).where(AuditEvent.seq > 3))
    fill(store)
    tamper(store, update(AuditEvent).where(AuditEvent.seq == 5).values(**earlier))

    assert verified(store).first_bad == 5


def test_a_chain_signed_with_another_key_is_bad_from_the_start(store: Store, store_url: str) -> None:
    fill(store)
    stranger = Store(store_url, MasterKey.from_secret(b"b" * 32))

    assert verified(stranger).first_bad == 1
    stranger.close()


def test_links_written_at_once_stay_in_one_chain(store: Store) -> None:
    threads = [threading.Thread(target=fill, args=(store, 5)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    result = verified(store)

    assert (result.ok, result.checked) == (True, 20)


def test_what_is_rolled_back_leaves_no_link(store: Store) -> None:
    with store.session() as work:
        audit.append(work, "lin", "ticket:read", "ticket/1")
    fill(store, 1)

    assert verified(store).checked == 1


@pytest.mark.parametrize("fact", ["爸爸打我", "x" * 81, 1.5, ["list"]])
def test_a_persons_words_do_not_fit_into_the_trail(store: Store, fact: object) -> None:
    with store.session() as work, pytest.raises(ValueError, match="audit trail"):
        audit.append(work, "lin", "ticket:read", "ticket/1", {"text": fact})  # type: ignore[dict-item]


def test_the_latest_links_come_first_and_pages_turn(store: Store) -> None:
    fill(store)

    with store.session(reading=True) as work:
        assert [e.seq for e in audit.recent(work, 2)] == [5, 4]
        assert [e.seq for e in audit.recent(work, 2, before=4)] == [3, 2]
        assert [e.seq for e in audit.recent(work, subject="ticket/0")] == [1]


def test_what_is_no_head_is_refused_with_a_hint() -> None:
    with pytest.raises(HumiaoError, match="HM050"):
        audit.Head.parse("12")
