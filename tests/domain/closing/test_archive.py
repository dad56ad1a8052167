"""Asking for the archive, building it in the worker, what stops it, what survives a kill."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import NOW, actor
from tests.domain.closing.ending import accepted_collaboration, ready_to_archive, sealed
from tests.make import make_collaboration
from xietong.domain.closing import services, verifier
from xietong.domain.closing.models import Archive
from xietong.domain.closing.services import package as packages
from xietong.domain.closing.services.archive import file_of
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.events.seal import seal_everything
from xietong.kit.files.models import Attachment
from xietong.kit.jobs.work import run_all
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_folder():
    """Archives of other tests are not in the way."""
    folder = Path(settings.ARCHIVES_FOLDER)
    for path in folder.glob("*") if folder.is_dir() else ():
        path.unlink()


def test_a_sealed_archive_verifies_and_archives_the_collaboration(cast):
    collaboration = ready_to_archive(cast)

    archive = sealed(collaboration, cast)

    path = file_of(archive)
    assert path.name == "智能门锁X3上市-20261123.zip"
    assert list(verifier.findings(path)) == []
    assert verifier.file_digest(path) == archive.digest
    collaboration.refresh_from_db()
    assert collaboration.state == "archived"
    assert HappenedEvent.objects.get(name="closing.ArchiveSealed").data["digest"] == archive.digest


def test_the_package_holds_everything_and_no_secret(cast):
    archive = sealed(ready_to_archive(cast), cast)

    with zipfile.ZipFile(file_of(archive)) as zipped:
        names = [name.split("/", 1)[1] for name in zipped.namelist()]
        top = zipped.namelist()[0].split("/")[0]
        manifest = json.loads(zipped.read(f"{top}/manifest.json"))
        scores = json.loads(zipped.read(f"{top}/数据/closing.Score.json"))["rows"]
        people = zipped.read(f"{top}/数据/people.json").decode()
        everything = b"".join(zipped.read(name) for name in zipped.namelist() if "/数据/" in name)
    assert manifest["title"] == "智能门锁X3上市"
    assert manifest["retention"] == "30年"
    folders = {name.split("/")[0] for name in names}
    assert folders == {
        "文件",
        "附件",
        "数据",
        "签名",
        "操作记录",
        "verify.py",
        "说明.txt",
        "归档目录.xlsx",
        "manifest.json",
    }
    assert any("成果验收表" in name and name.endswith(".pdf") for name in names)
    assert any("复盘报告" in name and name.endswith(".pdf") for name in names)
    assert not any("成果验收表" in name and name.endswith(".docx") for name in names)  # signed
    assert any("遗留事项清单" in name and name.endswith(".xlsx") for name in names)
    assert {line["path"] for line in archive.contents} == set(names) - {"manifest.json"}
    assert all(set(score) == {"dimension", "score", "words"} for score in scores)
    assert "陈静" in people
    assert "@" not in people
    assert b"password" not in everything


def test_the_same_data_give_the_same_bytes(cast):
    collaboration = ready_to_archive(cast)
    archive = services.ask_archive(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    seal_everything(now=NOW)
    first = packages.build(archive, collaboration, name="x-20261123", now=NOW)

    again = packages.build(archive, collaboration, name="x-20261123", now=NOW)

    differing = [a["path"] for a, b in zip(first.contents, again.contents, strict=True) if a != b]
    assert differing == []
    assert first.digest == again.digest


def test_it_is_asked_by_the_right_people_at_the_right_time(cast):
    collaboration = accepted_collaboration(cast)
    with pytest.raises(NotNow, match="尚未发起复盘"):
        services.ask_archive(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    running = make_collaboration(cast, "execution")
    with pytest.raises(NotNow, match="收尾复盘阶段"):
        services.ask_archive(running, by=actor(cast.chen, running), now=NOW)
    with pytest.raises(Forbidden):
        services.ask_archive(collaboration, by=actor(cast.wang, collaboration), now=NOW)
    with pytest.raises(Problems):
        services.ask_archive(collaboration, retention="一年", by=actor(cast.chen, collaboration), now=NOW)


def test_an_altered_or_missing_attachment_is_named_and_nothing_is_sealed(cast):
    collaboration = ready_to_archive(cast)
    first, second = Attachment.objects.order_by("pk")[:2]
    path = Path(settings.FILES_FOLDER) / first.path
    content = path.read_bytes()
    path.write_bytes(content + b"!")
    other = Path(settings.FILES_FOLDER) / second.path
    other.rename(other.with_suffix(".away"))
    archive = services.ask_archive(collaboration, by=actor(cast.chen, collaboration), now=NOW)

    run_all(now=NOW)

    archive.refresh_from_db()
    assert archive.state == "failed"
    assert "附件《成果.pdf》的内容与登记的摘要不符" in archive.error
    assert "附件《成果.pdf》的内容不在了" in archive.error
    assert list(Path(settings.ARCHIVES_FOLDER).glob("*")) == []
    collaboration.refresh_from_db()
    assert collaboration.state == "closing"

    path.write_bytes(content)
    other.with_suffix(".away").rename(other)
    assert sealed(collaboration, cast, now=NOW + timedelta(minutes=5)).state == "sealed"


def test_a_second_archive_of_the_same_name_gets_a_suffix(cast):
    sealed(ready_to_archive(cast), cast)
    archive = sealed(ready_to_archive(cast), cast)

    assert archive.name == "智能门锁X3上市-20261123-2"


def test_what_happens_while_the_package_is_built_is_in_the_package(cast, monkeypatch):
    """Somebody finishes a leftover in the middle: the package is built again, of one moment."""
    collaboration = ready_to_archive(cast)
    leftover = collaboration.leftovers.get()
    archive = services.ask_archive(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    built = []

    def build_and_disturb(*arguments, **named):
        result = packages.build(*arguments, **named)
        if not built:
            services.finish_leftover(leftover, evidence="已上架", by=actor(cast.ma, collaboration), now=NOW)
        built.append(result)
        return result

    monkeypatch.setattr("xietong.domain.closing.services.archive.build", build_and_disturb)
    services.seal_package(archive.pk, now=NOW)

    archive.refresh_from_db()
    assert (archive.state, len(built)) == ("sealed", 2)
    with zipfile.ZipFile(file_of(archive)) as zipped:
        name = next(n for n in zipped.namelist() if n.endswith("closing.Leftover.json"))
        assert "已上架" in zipped.read(name).decode()


def test_a_sealed_archive_is_not_sealed_again(cast):
    archive = sealed(ready_to_archive(cast), cast)

    assert services.seal_package(archive.pk, now=NOW + timedelta(days=1)) == archive.digest
    assert Archive.objects.get().sealed_at == NOW


KILLED = """
import os, signal, sys, threading, time
from pathlib import Path
import django
from django.db import connections
django.setup()
connections["default"].settings_dict["NAME"] = sys.argv[2]
from xietong.domain.closing.services import package
from xietong.domain.closing.services.archive import seal_package
from tests.cast import NOW
folder = package.folder()
def kill():
    while not list(folder.glob(".*.part")) or list(folder.glob(".*.part"))[0].stat().st_size < 20000:
        time.sleep(0.001)
    os.kill(os.getpid(), signal.SIGKILL)
threading.Thread(target=kill, daemon=True).start()
seal_package(int(sys.argv[1]), now=NOW)
"""


@pytest.mark.django_db(transaction=True)
def test_kill_in_the_middle_leaves_no_half_package_and_the_job_runs_again(cast):
    collaboration = ready_to_archive(cast)
    archive = services.ask_archive(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    folder = Path(settings.ARCHIVES_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    database = str(connection.settings_dict["NAME"])  # the test's own

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(archive.pk), database],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list(folder.glob("*.zip")) == []
    archive.refresh_from_db()
    assert archive.state == "asked"
    run_all(now=NOW)
    archive.refresh_from_db()
    assert archive.state == "sealed", archive.error
    assert [path.name for path in folder.iterdir()] == [archive.path]
    assert list(verifier.findings(file_of(archive))) == []
