"""This house's questions of gate 1: is the application signed by all, is the team named (product.md, Gate 1)."""

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries.application import KIND, application_of
from xietong.domain.collaborations.queries.team import participations_of
from xietong.domain.collaborations.states import ApplicationState
from xietong.domain.signoffs.queries import latest_round, missing_names
from xietong.kit.gate import MET, GateItem

SIGNED = "申请表经全部涉及部门签字"
LEAD_NAMED = "明确总负责人"
LIAISONS_NAMED = "各部门指定接口人"


def application_signed_by_all(collaboration: Collaboration) -> list[GateItem]:
    """One open item per signature that is waited for; one for a draft; a met one when approved."""
    application = application_of(collaboration)
    href = f"{collaboration.href}/application"
    if application.state == ApplicationState.APPROVED:
        return [GateItem(requirement=SIGNED, state=MET, message="已批准", since=application.state_since)]
    if application.state in (ApplicationState.DRAFT, ApplicationState.RETURNED):
        what = "申请表还是草稿，尚未提交" if application.state == ApplicationState.DRAFT else "申请表被退回，等待修改"
        who = collaboration.initiator.name
        return [GateItem(requirement=SIGNED, message=what, who=who, since=application.state_since, href=href)]
    waited = missing_names(latest_round(KIND, application.pk))
    return [
        GateItem(requirement=SIGNED, message=f"等待 {department} {person} 签字", who=person, since=since, href=href)
        for department, person, since in waited
    ] or [GateItem(requirement=SIGNED, message="申请表尚未批准", since=application.state_since, href=href)]


def team_named(collaboration: Collaboration) -> list[GateItem]:
    """One open item for a missing lead and for every department without a liaison."""
    since, href = collaboration.state_since, f"{collaboration.href}/team"
    items = []
    if collaboration.lead_id:
        name = collaboration.lead.name if collaboration.lead else ""
        items.append(GateItem(requirement=LEAD_NAMED, state=MET, message=f"总负责人：{name}"))
    else:
        message = "尚未明确总负责人；申请批准时，建议的总负责人即为总负责人"
        items.append(GateItem(requirement=LEAD_NAMED, message=message, since=since, href=href))
    participations = participations_of(collaboration)
    open_items = [
        GateItem(
            requirement=LIAISONS_NAMED,
            message=f"{row.department.name} 尚未指定接口人",
            who=row.department.head.name if row.department.head else "",
            since=since,
            href=f"{href}#department-{row.department_id}",
        )
        for row in participations
        if row.liaison_id is None
    ]
    if not participations:
        open_items = [GateItem(requirement=LIAISONS_NAMED, message="还没有参与部门", since=since, href=href)]
    met = GateItem(requirement=LIAISONS_NAMED, state=MET, message=f"{len(participations)} 个部门均已指定")
    return items + (open_items or [met])
