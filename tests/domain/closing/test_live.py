"""`xietong verify` and `xietong archive`: a live database in which anything was changed behind the product is found."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.cast import NOW
from tests.domain.closing.ending import ready_to_archive, sealed
from xietong.domain.closing.models import Archive
from xietong.domain.closing.queries import live
from xietong.domain.closing.services.archive import file_of
from xietong.domain.signoffs.models import Signature, SignedContent
from xietong.kit.append_only import lifted
from xietong.kit.canonical import canonical_bytes, digest_of
from xietong.kit.clock import clock_at
from xietong.kit.events.models import HappenedEvent, Seal, SealedEvent
from xietong.kit.events.seal import seal_everything
from xietong.kit.files.models import Attachment

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def collaboration(cast):
    """Ready to be archived; its journal is sealed."""
    collaboration = ready_to_archive(cast)
    seal_everything(now=NOW)
    return collaboration


def findings() -> list[str]:
    return [f"{finding.where}：{finding.message}" for finding in live.findings(now=LATER)]


def write(sql: str, *values) -> None:
    """As somebody with the database's password would, with the triggers lifted."""
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_database_that_nobody_touched_is_whole(collaboration):
    assert findings() == []


def test_a_changed_event_is_found(collaboration):
    event = HappenedEvent.objects.filter(name="closing.AcceptancePassed").get()
    write("UPDATE events_happenedevent SET name = 'closing.AcceptanceFailed' WHERE id = %s", event.pk)

    assert findings()[0] == f"操作记录第{event.pk}条：记录在封签后被改动。"


def test_a_removed_event_and_one_slipped_in_are_found(collaboration):
    event = HappenedEvent.objects.filter(name="closing.LeftoverAssigned").get()
    write("DELETE FROM events_happenedevent WHERE id = %s", event.pk)
    assert findings()[0] == f"操作记录第{event.pk}条：记录已被删除。"

    HappenedEvent.objects.create(name="closing.LeftoverAssigned", data=event.data, context_id=collaboration.pk, at=NOW)
    assert any("超过一小时仍未封签" in found for found in findings())


def test_a_removed_leaf_and_a_changed_seal_are_found(collaboration):
    leaf = SealedEvent.objects.order_by("event_id").first()
    write("DELETE FROM events_sealedevent WHERE event_id = %s", leaf.pk)
    assert findings()[0].startswith("操作记录封签第1号")


def test_a_seal_taken_out_of_the_middle_is_found(collaboration):
    for _ in range(2):
        HappenedEvent.objects.create(name="people.CalendarChanged", data={}, at=NOW)
        seal_everything(now=NOW)
    second = Seal.objects.get(number=2)
    write("DELETE FROM events_sealedevent WHERE seal_id = %s", second.pk)
    write("DELETE FROM events_seal WHERE id = %s", second.pk)

    assert findings()[0].startswith("操作记录封签第2号：此封签缺失")


def signature() -> Signature:
    return Signature.objects.order_by("pk").first()


@pytest.mark.parametrize(
    "column, value, message",
    [
        ("person_id", "other", "签字人"),
        ("at", "2026-01-01 00:00:00+00:00", "时间"),
        ("subject_id", 999_999, "所指的文件"),
        ("digest", "0" * 64, "摘要"),
    ],
)
def test_a_changed_signature_row_is_found(cast, collaboration, column, value, message):
    row = signature()
    value = cast.stranger.pk if value == "other" else value
    write(f"UPDATE signoffs_signature SET {column} = %s WHERE id = %s", value, row.pk)

    found = findings()

    assert found[0].startswith(f"签名第{row.pk}号")
    assert any(message in line for line in found)


def test_a_changed_record_and_a_record_rewritten_with_its_digest_are_found(collaboration):
    row = signature()
    forged = bytes(row.record).replace("同意".encode(), "反对".encode())
    write("UPDATE signoffs_signature SET record = %s WHERE id = %s", forged, row.pk)
    assert "签名记录与其摘要不符" in findings()[0]

    write("UPDATE signoffs_signature SET digest = %s WHERE id = %s", digest_of(forged), row.pk)
    assert "操作记录中的签名摘要与签名不同" in findings()[0]


def test_a_changed_content_is_found_wherever_it_was_signed(collaboration):
    content = SignedContent.objects.filter(signatures__isnull=False).first()
    write("UPDATE signoffs_signedcontent SET content = %s WHERE digest = %s", canonical_bytes({"a": 1}), content.digest)

    assert "所签内容与其摘要不符" in findings()[0]


def test_a_removed_signature_is_found(collaboration):
    row = signature()
    write("UPDATE signoffs_signoff SET signature_id = NULL WHERE signature_id = %s", row.pk)
    write("DELETE FROM signoffs_signature WHERE id = %s", row.pk)

    found = findings()

    assert any("标为已签，却没有签名" in line for line in found)
    assert any(f"签名第{row.pk}号：签名已被删除" in line for line in found)


def test_a_changed_or_missing_attachment_is_found(collaboration):
    row = Attachment.objects.order_by("pk").first()
    path = Path(settings.FILES_FOLDER) / row.path
    content = path.read_bytes()
    path.write_bytes(content + b"!")
    assert findings() == [f"附件《成果.pdf》（第{row.pk}号）：磁盘上的内容缺失，或与登记的摘要不符。"]
    path.unlink()
    assert len(findings()) == 1


def test_a_changed_or_missing_archive_is_found(cast, collaboration):
    archive = sealed(collaboration, cast)
    seal_everything(now=NOW)
    path = file_of(archive)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    assert findings()[0].startswith(f"归档包《{archive.name}》：SHA-256 与登记不符。第一处：")
    path.unlink()
    assert findings()[0] == f"归档包《{archive.name}》：文件不在了。"


def run(*arguments, at=LATER) -> tuple[int, str]:
    out = StringIO()
    with clock_at(at):
        try:
            call_command(*arguments, stdout=out)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_commands_list_write_and_verify(cast, collaboration, tmp_path):
    archive = sealed(collaboration, cast)
    seal_everything(now=NOW)

    _code, listed = run("archive", "--list")
    assert archive.digest in listed
    assert run("archive", collaboration.number, "--out", str(tmp_path / "a.zip"))[0] == 0
    assert (tmp_path / "a.zip").read_bytes() == file_of(archive).read_bytes()
    code, said = run("verify", str(tmp_path / "a.zip"))
    assert (code, "核验通过" in said) == (0, True)
    code, said = run("verify")
    assert (code, "核验通过" in said) == (0, True), said


def test_verify_names_the_first_bad_place_and_with_all_every_one(cast, collaboration, tmp_path):
    row = signature()
    write("UPDATE signoffs_signature SET subject_id = 999999 WHERE id = %s", row.pk)
    write("UPDATE events_happenedevent SET name = 'x' WHERE id = %s", HappenedEvent.objects.order_by("pk").first().pk)

    code, said = run("verify")
    assert code == 1
    assert said.startswith("✗ 操作记录第")
    assert said.count("✗") == 1
    code, said = run("verify", "--all")
    assert said.count("✗") >= 2
    with pytest.raises(CommandError, match="没有这个文件"):
        run("verify", str(tmp_path / "nothing.zip"))
    with pytest.raises(CommandError, match="还没有归档"):
        run("archive", collaboration.number, "--out", str(tmp_path / "a.zip"))


def test_a_package_that_agrees_with_itself_but_not_with_the_register_is_told(cast, collaboration, tmp_path):
    archive = sealed(collaboration, cast)
    Archive.objects.filter(pk=archive.pk).update(digest="0" * 64)

    code, said = run("verify", str(file_of(archive)))

    assert code == 1
    assert "不是封存时的那一份" in said
