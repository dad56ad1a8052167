"""Ask for the archive, seal it in the worker, say when it could not be sealed, and note who took a copy."""

import logging
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from xietong.domain.closing import events, verifier
from xietong.domain.closing.models import Archive
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.queries.gate import acceptance_signed, leftovers_assigned, report_published
from xietong.domain.closing.rules import archive_name
from xietong.domain.closing.services.package import SOURCES, Unfit, build, folder, gather_documents_with
from xietong.domain.closing.states import ArchiveState, Retention
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.collaborations.states import Stage
from xietong.domain.people.queries import SYSTEM
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.events.models import HappenedEvent
from xietong.kit.events.seal import seal_everything
from xietong.kit.jobs.work import outside_transaction
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

__all__ = [
    "SOURCES",
    "ask_archive",
    "gather_documents_with",
    "open_archive",
    "recheck_archive",
    "seal_package",
    "take_archive",
]

log = logging.getLogger("xietong.closing")
TRIES = 3  # how often a package is built anew because somebody wrote meanwhile


def open_questions(collaboration: Collaboration) -> list[str]:
    """What the other three questions of the gate still ask, in words: the archive is the last."""
    items = [*acceptance_signed(collaboration), *report_published(collaboration), *leftovers_assigned(collaboration)]
    return [
        f"{item.message or item.requirement}" + (f"（{item.who}）" if item.who else "")
        for item in items
        if not item.done
    ]


@transaction.atomic
def ask_archive(
    collaboration: Collaboration, *, retention: str = Retention.THIRTY.label, by: Actor, now: datetime
) -> Archive:
    """Order the package; the worker builds it. Asked again after a failure it is a retry."""
    CLOSING.require("archive.ask", by.roles)
    require_running(collaboration)
    if collaboration.state != Stage.CLOSING:
        raise NotNow("归档在收尾复盘阶段进行。", state=collaboration.state)
    period = Retention.called(retention)
    if period is None:
        raise Problems(Problem("retention", "保管期限", f"应为：{'、'.join(r.label for r in Retention)}。", "choice"))
    if missing := open_questions(collaboration):
        raise NotNow("还不能归档：" + "；".join(missing[:5]) + "。", state=collaboration.state)
    there = Archive.objects.select_for_update().filter(collaboration=collaboration).first()
    if there:
        changes = {"asked_by_id": by.person_id, "asked_at": now, "retention": period.label, "error": ""}
        return take_step(there, "retry", by=by, now=now, changes=changes)
    try:
        with transaction.atomic():
            row = Archive.objects.create(
                collaboration=collaboration,
                retention=period.label,
                state_since=now,
                asked_by_id=by.person,
                asked_at=now,
            )
    except IntegrityError:
        raise NotNow("归档已经在进行中。") from None
    announce(events.ArchiveAsked(archive_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


@outside_transaction
def seal_package(archive_id: int, *, now: datetime) -> str:
    """The worker's job: build, check, and register the package. Killed at any point it is simply run again.

    Nothing is locked while the package is built; when somebody wrote into the collaboration meanwhile, it is built anew,
    so that data, documents and journal in it are of one moment.
    """
    archive = Archive.objects.get(pk=archive_id)
    if archive.state != ArchiveState.ASKED:
        return archive.digest
    collaboration = Collaboration.objects.select_related("lead", "initiating_department").get(
        pk=archive.collaboration_id
    )
    try:
        for _attempt in range(TRIES):
            seal_everything(now=now)
            before = _last_event(collaboration)
            taken = Archive.objects.exclude(pk=archive.pk).exclude(name="").values_list("name", flat=True)
            name = archive_name(collaboration.title, day_of(now), set(taken))
            built = build(archive, collaboration, name=name, now=now)
            with transaction.atomic():
                Archive.objects.select_for_update().get(pk=archive.pk)
                if _last_event(collaboration) != before:
                    continue
                changes = {
                    "name": name,
                    "path": built.path.name,
                    "size": built.size,
                    "digest": built.digest,
                    "contents": built.contents,
                    "sealed_at": now,
                    "checked_at": now,
                    "findings": [],
                    "error": "",
                }
                take_step(archive, "seal", by=SYSTEM, now=now, changes=changes, digest=built.digest)
            return built.digest
        raise Unfit("归档期间项目数据一直有人在改动，请稍后重试")
    except NotNow:
        return ""  # another worker sealed it first
    except Unfit as unfit:
        _fail(archive, str(unfit), now=now)
    except OSError as error:
        log.exception("archive %s could not be written", archive.pk)
        _fail(
            archive,
            f"归档包写入磁盘失败（{error.strerror or type(error).__name__}），请系统管理员检查磁盘空间",
            now=now,
        )
    except Exception as error:
        log.exception("archive %s failed", archive.pk)
        _fail(archive, f"生成归档文件时出错（{type(error).__name__}），请系统管理员查看日志", now=now)
    return ""


def _last_event(collaboration: Collaboration) -> int:
    newest = HappenedEvent.objects.filter(context_id=collaboration.pk).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def _fail(archive: Archive, why: str, *, now: datetime) -> None:
    take_step(archive, "fail", by=SYSTEM, now=now, changes={"error": why[:1000]}, why=why[:1000])


def file_of(archive: Archive) -> Path:
    return folder() / archive.path


def open_archive(archive: Archive) -> Path:
    """Where the package lies. NotNow when it is not sealed, or its file is gone."""
    if archive.state != ArchiveState.SEALED:
        raise NotNow(f"归档包{archive.state.label}，还不能下载。", state=archive.state)
    path = file_of(archive)
    if not path.is_file():
        raise NotNow("归档包的文件不在了，请系统管理员从备份恢复。")
    return path


@transaction.atomic
def take_archive(archive: Archive, *, by: Actor, now: datetime) -> Path:
    """Somebody takes a copy: lending is written down (domain.md §2.11)."""
    CLOSING.require("archive.take", by.roles)
    path = open_archive(archive)
    announce(
        events.ArchiveRead(archive_id=archive.pk, person_id=by.person_id or 0, context_id=archive.collaboration_id),
        by=by,
        now=now,
    )
    return path


@transaction.atomic
def recheck_archive(archive: Archive, *, by: Actor, now: datetime) -> list[str]:
    """Verify the package on disk now and keep what was found."""
    CLOSING.require("archive.take", by.roles)
    found = archive_findings(archive)
    Archive.objects.filter(pk=archive.pk).update(checked_at=now, findings=found)
    return found


def archive_findings(archive: Archive) -> list[str]:
    """What is wrong with a sealed package: the file itself against the register, then everything inside."""
    path = file_of(archive)
    if not path.is_file():
        return [f"{archive.name}：归档包的文件不在了。"]
    if path.stat().st_size != archive.size or verifier.file_digest(path) != archive.digest:
        inside = [f"{finding.where}：{finding.message}" for finding in verifier.findings(path)]
        return [f"{archive.name}：与登记的 SHA-256 不符，不是封存时的那一份。", *inside[:20]]
    return [f"{finding.where}：{finding.message}" for finding in verifier.findings(path)][:20]
