"""doctor says what is wrong, how one sees it, and what to do; its exit code tells a script."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from tests.conftest import NOW
from xietong.kit.health import checks
from xietong.kit.health.register import Level, examine, health_check
from xietong.kit.jobs.models import Job, WorkerBeat

pytestmark = pytest.mark.django_db


def test_the_database_of_the_tests_is_sound():
    assert checks.database(NOW).level == Level.GOOD
    assert checks.schema(NOW).level == Level.GOOD


def test_a_worker_without_a_beat_is_a_fault():
    assert checks.worker(NOW).level == Level.BROKEN

    WorkerBeat.objects.create(worker="one", at=NOW - timedelta(seconds=20))
    assert checks.worker(NOW).level == Level.GOOD

    assert checks.worker(NOW + timedelta(minutes=5)).level == Level.BROKEN


def test_a_job_that_waits_long_is_worth_a_look():
    Job.objects.create(task="x", run_after=NOW - timedelta(minutes=5), queued_at=NOW)
    assert checks.queue(NOW).level == Level.GOOD

    assert checks.queue(NOW + timedelta(minutes=20)).words == "最早的任务已等待 25 分钟"


def test_a_job_that_failed_for_good_is_worth_a_look():
    Job.objects.create(task="x", run_after=NOW, queued_at=NOW, status=Job.FAILED)

    assert checks.queue(NOW).level == Level.WARNING


def test_a_file_in_the_place_of_the_folder_is_a_fault(settings, tmp_path):
    (tmp_path / "taken").write_text("x")
    settings.FILES_FOLDER = tmp_path / "taken"

    found = checks.files(NOW)

    assert found.level == Level.BROKEN
    assert str(tmp_path / "taken") in found.words


def test_a_check_that_fails_is_a_finding_too(monkeypatch):
    monkeypatch.setattr("xietong.kit.health.register._checks", {})

    @health_check("坏的检查")
    def fails(now):
        raise RuntimeError("线路断开")

    assert examine(NOW)["坏的检查"].level == Level.BROKEN
    assert "线路断开" in examine(NOW)["坏的检查"].words


def test_doctor_ends_with_1_when_something_is_broken():
    out = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", stdout=out)

    assert ended.value.code == 1
    rows = {row["name"]: row for row in json.loads(out.getvalue())}
    assert rows["后台任务"]["level"] == "broken"
    assert rows["后台任务"]["remedy"]
