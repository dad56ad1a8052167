"""What waits for a person in this house: signatures of every document, drafts to send, liaisons to name."""

from datetime import datetime

from django.db.models import Q

from xietong.domain.collaborations.models import Application, Participation
from xietong.domain.collaborations.states import ApplicationState, Stage
from xietong.domain.people.queries import Who
from xietong.kit.waiting import Waiting


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """Drafts that came back to me, and departments of mine without a liaison (two statements).

    Signatures are told by the signoffs house (`signoffs.queries.waiting`), for documents of all houses at once.
    """
    found = []
    returned = Application.objects.filter(
        Q(collaboration__initiator__in=who.stands_for),
        state__in=[ApplicationState.RETURNED, ApplicationState.DRAFT],
        collaboration__state=Stage.LAUNCH,
    ).select_related("collaboration")
    for application in returned:
        collaboration = application.collaboration
        back = application.state == ApplicationState.RETURNED
        found.append(
            Waiting(
                kind="act",
                title="申请表被退回，请修改后再提交" if back else "申请表草稿，写完后提交",
                href=f"{collaboration.href}/application",
                action="去修改" if back else "继续填写",
                context=collaboration.title or "（未命名的申请）",
                context_id=collaboration.pk,
                since=application.state_since,
            )
        )
    unnamed = Participation.objects.filter(
        department__head__in=who.stands_for,
        liaison=None,
        collaboration__application__state=ApplicationState.APPROVED,
        collaboration__state__in=[Stage.LAUNCH, Stage.PLANNING, Stage.EXECUTION],
    ).select_related("collaboration", "department")
    for participation in unnamed:
        collaboration = participation.collaboration
        found.append(
            Waiting(
                kind="act",
                title=f"为{participation.department.name}指定接口人",
                href=f"{collaboration.href}/team#department-{participation.department_id}",
                action="去指定",
                context=collaboration.title,
                context_id=collaboration.pk,
                since=collaboration.state_since,
            )
        )
    return found
