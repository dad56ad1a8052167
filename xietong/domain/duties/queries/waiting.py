"""What waits for a person in this house: departments' parts to confirm, maps and lists to be brought to an end."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.states import ApplicationState, Stage
from xietong.domain.duties.models import DutyConfirmation
from xietong.domain.duties.states import ListState, MapState
from xietong.domain.people.queries import Who, company_calendar
from xietong.kit.clock import day_of
from xietong.kit.waiting import Waiting

CONFIRM_DAYS = 3  # working days for a department's confirmation (domain.md §4.1, 1.8)


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """Parts of my departments to confirm, and as lead maps to publish and lists to submit (two statements)."""
    return [*_confirmations(who), *_drafts(who)]


def _confirmations(who: Who) -> list[Waiting]:
    given = DutyConfirmation.objects.filter(
        responsibility_list__collaboration=OuterRef("collaboration"), department=OuterRef("department")
    )
    rows = (
        Participation.objects.filter(
            department__head__in=who.stands_for,
            collaboration__responsibility_list__state=ListState.CONFIRMING,
        )
        .exclude(collaboration__state__in=[Stage.ARCHIVED, Stage.TERMINATED])
        .filter(~Exists(given))
        .select_related("collaboration__lead", "collaboration__responsibility_list", "department__head")
    )
    calendar = company_calendar() if rows else None
    found = []
    for row in rows:
        collaboration, head = row.collaboration, row.department.head
        since = collaboration.responsibility_list.state_since
        borrowed = f"（代 {head.name}）" if head and head.pk != who.person_id else ""
        found.append(
            Waiting(
                kind="confirm",
                title=f"确认{row.department.name}的职责{borrowed}",
                href=f"{collaboration.href}/responsibilities#confirmation",
                action="去确认",
                context=collaboration.title,
                context_id=collaboration.pk,
                since=since,
                due=calendar.add(day_of(since), CONFIRM_DAYS) if calendar else None,
                from_whom=collaboration.lead.name if collaboration.lead else "",
            )
        )
    return found


def _drafts(who: Who) -> list[Waiting]:
    rows = Collaboration.objects.filter(
        lead__in=who.stands_for, state=Stage.LAUNCH, application__state=ApplicationState.APPROVED
    ).select_related("process_map", "responsibility_list")
    found = []
    for collaboration in rows:
        process_map = getattr(collaboration, "process_map", None)
        responsibility_list = getattr(collaboration, "responsibility_list", None)
        if process_map is None or process_map.state == MapState.DRAFT:
            found.append(
                Waiting(
                    kind="act",
                    title="绘制协同流程图，检查无误后发布",
                    href=f"{collaboration.href}/process-map",
                    action="去绘制",
                    context=collaboration.title,
                    context_id=collaboration.pk,
                    since=process_map.state_since if process_map else collaboration.state_since,
                )
            )
        elif responsibility_list is None or responsibility_list.state == ListState.DRAFT:
            found.append(
                Waiting(
                    kind="act",
                    title="编制部门职责清单，提交各部门确认",
                    href=f"{collaboration.href}/responsibilities",
                    action="去编制",
                    context=collaboration.title,
                    context_id=collaboration.pk,
                    since=responsibility_list.state_since if responsibility_list else process_map.state_since,
                )
            )
    return found
