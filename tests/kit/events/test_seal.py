"""The journal: it only grows, and whoever changes it behind the product's back is found, with the place."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import NOW
from xietong.domain.people.events import CalendarChanged
from xietong.kit.append_only import lifted
from xietong.kit.events.announce import announce
from xietong.kit.events.models import HappenedEvent, Seal, SealedEvent
from xietong.kit.events.seal import seal_everything, verify_journal

LATER = NOW + timedelta(hours=2)


def announce_some(count: int) -> list[int]:
    with transaction.atomic():
        return [announce(CalendarChanged(year=2000 + n, days=n), by=None, now=NOW).pk for n in range(count)]


def findings() -> list[str]:
    return [f"{f.where}{f.message}" for f in verify_journal(now=LATER)]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(AssertionError, match="transaction"):
        announce(CalendarChanged(year=2026, days=1), by=None, now=NOW)


@pytest.mark.django_db
def test_a_sealed_journal_verifies_and_grows_by_further_seals():
    announce_some(5)
    assert seal_everything(now=NOW) == 1
    announce_some(3)
    assert seal_everything(now=NOW) == 1
    assert seal_everything(now=NOW) == 0
    assert [s.number for s in Seal.objects.order_by("number")] == [1, 2]
    assert SealedEvent.objects.count() == 8
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [HappenedEvent, Seal, SealedEvent])
def test_the_database_itself_refuses_changes(model, act):
    announce_some(2)
    seal_everything(now=NOW)
    rows = model.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(
            **{"digest" if model is not HappenedEvent else "name": "x"}
        ) if act == "update" else rows._raw_delete("default")


@pytest.mark.django_db
def test_every_kind_of_tampering_is_found_with_its_place():
    ids = announce_some(6)
    seal_everything(now=NOW)
    announce_some(2)
    seal_everything(now=NOW)
    tamperings = {
        "data": (
            lambda: HappenedEvent.objects.filter(pk=ids[2]).update(data={"year": 1, "days": 1}),
            f"操作记录第{ids[2]}条",
        ),
        "name": (
            lambda: HappenedEvent.objects.filter(pk=ids[0]).update(name="people.HeadChanged"),
            f"操作记录第{ids[0]}条",
        ),
        "at": (lambda: HappenedEvent.objects.filter(pk=ids[1]).update(at=LATER), f"操作记录第{ids[1]}条"),
        "by": (lambda: HappenedEvent.objects.filter(pk=ids[1]).update(by_id=7), f"操作记录第{ids[1]}条"),
        "deleted": (lambda: HappenedEvent.objects.filter(pk=ids[3])._raw_delete("default"), "已被删除"),
        "leaf": (lambda: SealedEvent.objects.filter(pk=ids[4]).update(digest="0" * 64), f"操作记录第{ids[4]}条"),
        "leaf cut": (lambda: SealedEvent.objects.filter(pk=ids[5])._raw_delete("default"), "应有 6 条"),
        "seal": (lambda: Seal.objects.filter(number=1).update(digest="f" * 64), "第1号"),
        "inserted": (
            lambda: HappenedEvent.objects.create(name="people.CalendarChanged", data={}, at=NOW),
            "仍未封签",
        ),
    }
    for what, (tamper, place) in tamperings.items():
        with lifted(connection), transaction.atomic():
            tamper()
            found = findings()
            transaction.set_rollback(True)
        assert any(place in line for line in found), (what, found)
    assert findings() == []


@pytest.mark.django_db
def test_a_missing_seal_is_named():
    for _ in range(3):
        announce_some(1)
        seal_everything(now=NOW)
    with lifted(connection), transaction.atomic():
        second = Seal.objects.get(number=2)
        SealedEvent.objects.filter(seal=second)._raw_delete("default")
        Seal.objects.filter(number=2)._raw_delete("default")
        found = findings()
        transaction.set_rollback(True)
    assert "封签第2号" in found[0]
