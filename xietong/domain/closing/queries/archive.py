"""Readings about archives: the register, completeness before sealing, the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Q

from xietong.domain.closing import verifier
from xietong.domain.closing.models import Acceptance, Archive, Leftover, Retrospective
from xietong.domain.closing.queries.facts import counted
from xietong.domain.closing.queries.gate import acceptance_signed, lead_name, leftovers_assigned, report_published
from xietong.domain.closing.states import AcceptanceState, ArchiveState, RetrospectiveState
from xietong.domain.collaborations.models import Application, Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.collaborations.states import ApplicationState, Stage
from xietong.domain.duties.models import ProcessMap, ResponsibilityList
from xietong.domain.meetings.models import Meeting, Minutes
from xietong.domain.meetings.states import MeetingState, MinutesState
from xietong.domain.planning.models import ChangeRequest, Plan, Task
from xietong.domain.signoffs.models import Signature
from xietong.domain.tracking.models import Alert, CoordinationLetter, Snapshot, SupportRequest
from xietong.kit.events.models import HappenedEvent
from xietong.kit.files.models import Attachment
from xietong.kit.gate import GateItem
from xietong.kit.steps import buttons


def all_archives() -> list[Archive]:
    return list(Archive.objects.select_related("collaboration").order_by("sealed_at", "pk"))


def archive_of(collaboration: Collaboration) -> Archive | None:
    return Archive.objects.filter(collaboration=collaboration).select_related("asked_by").first()


def archive_by_number(number: str) -> Archive:
    """For commands. Raises Archive.DoesNotExist."""
    return Archive.objects.select_related("collaboration").get(collaboration__number=number)


def register_findings(path: Path) -> Iterator[verifier.Finding]:
    """Does the register know a package of this name, or of this undertaking, with another digest?"""
    if not path.is_file():
        return
    digest = verifier.file_digest(path)
    if Archive.objects.filter(digest=digest).exists():
        return
    package = verifier.Package(path)
    try:
        number = verifier.read_json(package, verifier.MANIFEST).get("number")
        row = Archive.objects.filter(Q(name=package.top) | Q(collaboration__number=number)).exclude(digest="").first()
    finally:
        package.close()
    if row:
        yield verifier.Finding(
            path.name, f"SHA-256 为 {digest}，与归档登记的 {row.digest} 不符：内部自洽，但不是封存时的那一份。"
        )


@dataclass(frozen=True)
class Part:
    """One kind of document in the completeness list (N18)."""

    label: str
    count: int
    needed: bool
    owner: str  # who owes it when it is missing
    page: str
    note: str = ""

    @property
    def missing(self) -> bool:
        return self.needed and not self.count


def completeness(collaboration: Collaboration) -> list[Part]:
    """What will be in the package and what is missing, and who owes it. One statement."""
    counts: Any = (
        Collaboration.objects.filter(pk=collaboration.pk)
        .annotate(
            n_application=counted(Application.objects.filter(state=ApplicationState.APPROVED)),
            n_map=counted(ProcessMap.objects.filter(state="published")),
            n_duties=counted(ResponsibilityList.objects.filter(state="confirmed")),
            n_tasks=counted(Task.objects.all()),
            n_plan=counted(Plan.objects.filter(state__in=["published", "superseded"])),
            n_meetings=counted(Meeting.objects.filter(state=MeetingState.CLOSED)),
            n_minutes=counted(Minutes.objects.filter(state=MinutesState.ISSUED)),
            n_snapshots=counted(Snapshot.objects.all()),
            n_alerts=counted(Alert.objects.all()),
            n_support=counted(SupportRequest.objects.all()),
            n_letters=counted(CoordinationLetter.objects.exclude(state__in=["draft", "void"])),
            n_changes=counted(ChangeRequest.objects.all()),
            n_acceptance=counted(Acceptance.objects.filter(state=AcceptanceState.PASSED)),
            n_report=counted(Retrospective.objects.filter(state=RetrospectiveState.PUBLISHED)),
            n_leftovers=counted(Leftover.objects.all()),
            n_files=counted(Attachment.objects.all(), "context_id"),
            n_signatures=counted(Signature.objects.all(), "context_id"),
            n_events=counted(HappenedEvent.objects.all(), "context_id"),
        )
        .values()
        .get()
    )
    lead = lead_name(collaboration)
    late = max(0, counts["n_meetings"] - counts["n_minutes"])
    # fmt: off
    rows = (
        #  label                 count            needed  page                    note
        ("跨部门协同任务申请表",  "n_application", True,   "/application",         ""),
        ("协同流程图",           "n_map",         True,   "/process-map",         ""),
        ("部门职责清单",         "n_duties",      True,   "/responsibilities",    ""),
        ("任务清单",             "n_tasks",       True,   "/tasks",               ""),
        ("协同计划书",           "n_plan",        True,   "/plan",                "含各版本"),
        ("会议纪要",             "n_minutes",     bool(counts["n_meetings"]), "/meetings", f"{late} 次会议尚无纪要" if late else ""),
        ("进度跟踪表",           "n_snapshots",   False,  "/tracking",            "归档时另附当时的跟踪表"),
        ("预警处理单",           "n_alerts",      False,  "/alerts",              ""),
        ("协作支持请求单",       "n_support",     False,  "/support",             ""),
        ("资源协调函",           "n_letters",     False,  "/letters",             ""),
        ("变更申请单",           "n_changes",     False,  "/plan",                ""),
        ("成果验收表",           "n_acceptance",  True,   "/acceptance",          ""),
        ("复盘报告",             "n_report",      True,   "/retrospective",       ""),
        ("遗留事项清单",         "n_leftovers",   False,  "/leftovers",           ""),
        ("附件",                 "n_files",       False,  "/documents",           "逐件核对摘要，缺失或改动即不封存"),
        ("电子签名",             "n_signatures",  True,   "/events",              "签名记录与所签内容的原始字节"),
        ("操作记录",             "n_events",      True,   "/events",              "连同封签链"),
    )
    # fmt: on
    return [Part(label, counts[key], needed, lead, page, note) for label, key, needed, page, note in rows]


@dataclass(frozen=True)
class ArchivePage:
    archive: Archive | None
    parts: list[Part]
    missing: int
    gate: list[GateItem]
    may_ask: bool
    may_take: bool
    waiting: bool
    buttons: dict[str, str]
    groups: list[tuple[str, str, list[dict[str, Any]]]]  # (label, kind, lines of the catalogue)


GROUPS = (
    ("文件", "document"),
    ("附件", "attachment"),
    ("签名记录", "signature"),
    ("所签内容", "content"),
    ("操作记录与封签", "journal"),
    ("数据", "data"),
    ("核验程序与说明", "about"),
)


def _groups(archive: Archive) -> list[tuple[str, str, list[dict[str, Any]]]]:
    found = [(label, kind, [line for line in archive.contents if line["kind"] == kind]) for label, kind in GROUPS]
    return [group for group in found if group[2]]


def archive_page(place: Place) -> ArchivePage:
    collaboration, roles = place.collaboration, place.actor.roles
    archive = archive_of(collaboration)
    sealed = archive is not None and archive.state == ArchiveState.SEALED
    gate = (
        []
        if sealed
        else [
            *acceptance_signed(collaboration),
            *report_published(collaboration),
            *leftovers_assigned(collaboration),
        ]
    )
    parts = [] if sealed else completeness(collaboration)
    asking = archive is not None and archive.state == ArchiveState.ASKED
    ready = collaboration.state == Stage.CLOSING and all(item.done for item in gate)
    return ArchivePage(
        archive=archive,
        parts=parts,
        missing=sum(1 for part in parts if part.missing),
        gate=gate,
        may_ask=ready and not sealed and not asking and Archive.permissions.allows("archive.ask", roles),
        may_take=sealed and Archive.permissions.allows("archive.take", roles),
        waiting=asking,
        buttons=dict(buttons(archive, roles)) if archive else {},
        groups=_groups(archive) if archive and sealed else [],
    )
