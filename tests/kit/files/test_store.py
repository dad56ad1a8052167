"""Attachments: the content decides, stored whole or not at all, changes on disk are seen."""

import io

import pytest

from tests.cast import NOW
from xietong.kit.files import store
from xietong.kit.files.models import Attachment
from xietong.kit.problems import Problems


@pytest.fixture
def folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    return tmp_path


def keep(cast, content=b"%PDF-1.7 report", name="报告.pdf"):
    return store.keep(
        io.BytesIO(content), name=name, size=len(content), subject_kind="task", subject_id=1, context_id=None,
        by_id=cast.chen.pk, now=NOW,
    )  # fmt: skip


def test_a_file_is_kept_with_its_digest_under_a_random_name(cast, folder):
    kept = keep(cast)
    assert store.open_content(kept).read() == b"%PDF-1.7 report"
    assert store.is_intact(kept)
    assert "报告" not in kept.path
    assert (folder / kept.path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("a.exe", b"MZ", "不接受"),
        ("a.pdf", b"PK\x03\x04", "内容不是 pdf"),
        ("a.png", b"<svg onload=alert(1)>", "内容不是 png"),
        ("a.txt", b"a\x00b", "不是文本"),
        ("a.pdf", b"", "空的"),
        ("noextension", b"x", "不接受"),
        ("a.svg", b"<svg/>", "不接受"),
    ],
)
def test_what_may_not_be_kept_is_refused_and_leaves_nothing(cast, folder, name, content, words):
    with pytest.raises(Problems, match=words):
        keep(cast, content, name)
    assert not Attachment.objects.exists()
    assert not [p for p in folder.rglob("*") if p.is_file()]


def test_a_full_disk_leaves_neither_file_nor_row(cast, folder, monkeypatch):
    def full(fd):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(cast)
    assert not Attachment.objects.exists()
    assert not [p for p in folder.rglob("*") if p.is_file()]


def test_a_changed_or_lost_content_is_seen(cast, folder):
    kept = keep(cast)
    (folder / kept.path).chmod(0o600)
    (folder / kept.path).write_bytes(b"%PDF-1.7 forged")
    assert not store.is_intact(kept)
    (folder / kept.path).unlink()
    assert not store.is_intact(kept)


@pytest.mark.parametrize(
    "name, clean",
    [
        ("C:\\x\\报告.pdf", "报告.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("", "附件"),
    ],
)
def test_names_lose_folders_and_invisible_characters(name, clean):
    assert store.clean_name(name) == clean
