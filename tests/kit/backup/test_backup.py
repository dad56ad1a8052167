"""A backup is whole or it is not a backup; it is restored into an empty place only, and only when it proves itself."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from tests.conftest import NOW
from xietong.kit.backup import places
from xietong.kit.backup.package import BadBackup, read_manifest, unpack, write_backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attachment(settings, tmp_path):
    settings.FILES_FOLDER, settings.ARCHIVES_FOLDER = tmp_path / "files", tmp_path / "archives"
    path = tmp_path / "files/2026/06/report"
    path.parent.mkdir(parents=True)
    path.write_bytes("验收报告".encode())
    (path.parent / ".half-written.part").write_bytes(b"x")
    return path


@pytest.fixture
def backup(attachment, tmp_path) -> Path:
    ContentType.objects.create(app_label="proof", model="kept")
    path = tmp_path / f"one{places.SUFFIX}"
    write_backup(path, now=NOW)
    return path


def test_a_backup_names_every_row_and_every_file(backup, attachment):
    manifest = read_manifest(backup)

    assert manifest["rows"]["django_content_type"] == ContentType.objects.count()
    assert [name for name in manifest["files"] if name.startswith("files/")] == ["files/2026/06/report"]
    assert backup.stat().st_mode & 0o777 == 0o600
    assert not [path for path in backup.parent.iterdir() if path.name.startswith(".")]


def _rewritten(backup: Path, change) -> Path:
    """The same backup after somebody changed a member (None: left out)."""
    target = backup.with_name("changed.tar")
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        for entry in old:
            content = change(entry.name, old.extractfile(entry).read())
            if content is None:
                continue
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target


@pytest.mark.parametrize(
    "change, place",
    [
        (lambda name, content: b"forged" if name == "files/2026/06/report" else content, "files/2026/06/report"),
        (lambda name, content: None if name == "files/2026/06/report" else content, "files/2026/06/report"),
        (lambda name, content: None if name == "manifest.json" else content, "manifest.json"),
        (lambda name, content: b"{" if name == "manifest.json" else content, "changed.tar"),
        (lambda name, content: content[:-1] if name.startswith("database") else content, "database"),
    ],
    ids=["changed", "missing", "no-manifest", "bad-manifest", "cut-database"],
)
def test_a_changed_backup_is_refused_and_the_place_is_named(backup, tmp_path, change, place):
    with pytest.raises(BadBackup, match=place):
        unpack(_rewritten(backup, change), tmp_path / "out")


def test_a_cut_file_is_refused(backup, tmp_path):
    cut = tmp_path / "cut.tar"
    cut.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])

    with pytest.raises(BadBackup):
        unpack(cut, tmp_path / "out")


def test_a_member_cannot_leave_the_folder(backup, tmp_path):
    """Even one that the manifest names."""
    evil = tmp_path / "evil.tar"
    manifest = read_manifest(backup)
    manifest["files"] = {"files/../../outside": {"size": 1, "sha256": ""}}
    with tarfile.open(evil, "w") as tar:
        for name, content in [("files/../../outside", b"x"), ("manifest.json", json.dumps(manifest).encode())]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))

    with pytest.raises(BadBackup, match="outside"):
        unpack(evil, tmp_path / "deep/out")
    assert not (tmp_path / "outside").exists()


def test_restore_refuses_a_place_with_data(backup):
    with pytest.raises(CommandError, match="这里已有数据"):
        call_command("restore", str(backup))


def test_only_the_newest_backups_are_kept(attachment, settings, tmp_path):
    settings.BACKUPS_FOLDER = tmp_path / "backups"
    for day in range(1, 4):
        path = settings.BACKUPS_FOLDER / f"2026060{day}{places.SUFFIX}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"old")
        os.utime(path, (day, day))

    call_command("backup", "--keep", "2", stdout=io.StringIO())

    kept = places.kept_backups()
    assert len(kept) == 2
    assert kept[0].name == f"20260603{places.SUFFIX}"


def _elsewhere(folder: Path, database_url: str, *command: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "XIETONG_DATA": str(folder)}
    surroundings.pop("XIETONG_DATABASE_URL", None)
    if database_url:
        surroundings["XIETONG_DATABASE_URL"] = database_url
    words = [sys.executable, "-m", "xietong.config.cli", *command]
    return subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)


@pytest.fixture
def empty_database():
    """The address of another, empty database of the same kind."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"restored_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = os.environ["XIETONG_DATABASE_URL"]
    yield address.replace("/xietong?", f"/{name}?")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_what_was_backed_up_stands_again_elsewhere(backup, empty_database, tmp_path):
    place = tmp_path / "elsewhere"

    restored = _elsewhere(place, empty_database, "restore", str(backup))

    assert restored.returncode == 0, restored.stderr
    assert (place / "files/2026/06/report").read_bytes() == "验收报告".encode()
    asked = (
        "from django.contrib.contenttypes.models import ContentType as C; print(C.objects.filter(model='kept').count())"
    )
    assert _elsewhere(place, empty_database, "manage", "shell", "--no-imports", "-c", asked).stdout.strip() == "1"
    assert not list(place.glob(".restore-*"))


@pytest.mark.slow
def test_a_backup_whose_rows_do_not_count_restores_nothing(backup, empty_database, tmp_path):
    def one_more(name, content):
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["rows"]["django_content_type"] += 1
        return json.dumps(manifest).encode()

    place = tmp_path / "elsewhere"

    restored = _elsewhere(place, empty_database, "restore", str(_rewritten(backup, one_more)))

    assert restored.returncode == 1
    assert "django_content_type" in restored.stderr
    assert not (place / "files").exists()
    assert _elsewhere(place, empty_database, "restore", str(backup)).returncode == 0
