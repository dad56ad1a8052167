"""Small builders: a collaboration at any stage, an application in any state. Defaults are visible; no random data.

`make_collaboration` writes rows (cheap, for every house above); `make_application` goes through the real services.
"""

from datetime import date, datetime
from typing import Any

from tests.cast import NOW, PASSWORD, Cast, actor, who
from xietong.domain.collaborations import services
from xietong.domain.collaborations.models import Application, Collaboration, Participation
from xietong.domain.collaborations.states import ApplicationState, Confidentiality, Involvement, Light, Stage
from xietong.domain.people.models import Department, Person
from xietong.domain.people.services import recognise_again
from xietong.domain.signoffs.models import SignOffRound
from xietong.domain.signoffs.queries import waiting_for
from xietong.domain.signoffs.states import Opinion
from xietong.kit.numbering.models import next_number


def answers(cast: Cast, *departments: Department, **changes: Any) -> dict[str, Any]:
    """A complete form 1 of 市场部, without budget and shorter than a month: no executive is asked."""
    involved = departments or (cast.marketing, cast.rnd, cast.production)
    filled = {
        "title": "2026年Q4智能门锁X3上市推广项目",
        "scenario": "新产品上市",
        "initiating_department": cast.marketing.pk,
        "initiator": cast.lin.pk,
        "contact": "8123",
        "source": "yearly_plan",
        "priority": "high",
        "confidentiality": "internal",
        "need_to_know": [],
        "proposed_lead": cast.chen.pk,
        "background": "X3 已通过立项评审，竞品预计明年春季发布。",
        "goal": "12月18日前完成X3在华东三省一市的上市铺货，签约门店不少于420家。",
        "scope_in": ["标准版与礼盒版上市", "华东三省一市线下渠道"],
        "scope_out": ["海外版本"],
        "start_on": "2026-11-24",
        "finish_on": "2026-12-18",
        "budget_estimate": None,
        "budget_source": "",
        "constraints": "",
        "expected_outcomes": [{"name": "渠道铺货", "measure": "签约门店数", "target": "≥420家", "method": ""}],
        "milestones": [{"name": "量产放行", "due_on": "2026-12-04", "criterion": "放行单签字"}],
        "involved_departments": [
            {"department": department.pk, "ask": f"{department.name}负责的工作", "effort": "10", "due_on": None}
            for department in involved
        ],
        "attachments": [],
    }
    return filled | changes


def make_collaboration(
    cast: Cast,
    stage: str = "launch",
    *,
    departments: tuple[Department, ...] = (),
    title: str = "智能门锁X3上市",
    lead: Person | None = None,
    liaisons: bool = True,
    now: datetime = NOW,
    **columns: Any,
) -> Collaboration:
    """A collaboration of 市场部 whose application is approved and whose team is named, standing in `stage`.

    市场部, 研发部 and 生产部 take part unless `departments` says otherwise (the first one initiates).
    """
    involved = departments or (cast.marketing, cast.rnd, cast.production)
    written: dict[str, Any] = {
        "number": f"XT-{now:%Y}-{next_number(f'XT-{now:%Y}'):04d}",
        "scenario": "新产品上市",
        "initiator": cast.lin,
        "lead": lead or cast.chen,
        "initiating_department": involved[0],
        "confidentiality": Confidentiality.INTERNAL,
        "start_on": date(2026, 11, 24),
        "finish_on": date(2026, 12, 18),
        "light": Light.GREY if stage in ("launch", "planning") else Light.GREEN,
        "state_since": now,
        "made_at": now,
    }
    collaboration = Collaboration.objects.create(title=title, state=Stage(stage), **{**written, **columns})
    Application.objects.create(
        collaboration=collaboration,
        state=ApplicationState.APPROVED,
        state_since=now,
        revision=1,
        answers=answers(cast, *involved, title=title, initiating_department=involved[0].pk),
        submitted_at=now,
    )
    Participation.objects.bulk_create(
        Participation(
            collaboration=collaboration,
            department=department,
            involvement=Involvement.LEADING if order == 0 else Involvement.SUPPORTING,
            ask=f"{department.name}负责的工作",
            liaison=cast.liaison_of(department) if liaisons else None,
            named_at=now if liaisons else None,
            order=order,
        )
        for order, department in enumerate(involved)
    )
    collaboration.refresh_from_db()
    return collaboration


def make_application(cast: Cast, state: str = "draft", *, now: datetime = NOW, **changes: Any) -> Application:
    """An application brought to `state` through the services: draft, head_review, countersigning, returned, approved, void."""
    collaboration = services.start_collaboration(
        initiator=cast.lin, answers=answers(cast, **changes), by=who(cast.lin).actor(), now=now
    )
    application = collaboration.application
    if state == "void":
        return services.void_application(application, why="重复", by=actor(cast.lin, collaboration), now=now)
    if state == "draft":
        return application
    application = services.submit_application(application, by=actor(cast.lin, collaboration), now=now)
    if state == "head_review":
        return application
    if state == "returned":
        return return_as(cast.chen, application, why="目标没有写明数值", now=now)
    application = sign_as(cast.chen, application, now=now)
    if state == "countersigning":
        return application
    while application.state == ApplicationState.COUNTERSIGNING:
        application = sign_as(next_signer(application), application, now=now)
    return application


def next_signer(application: Application) -> Person:
    """Somebody whose signature is waited for."""
    round_ = SignOffRound.objects.filter(subject_kind="application", subject_id=application.pk).latest("pk")
    return round_.signoffs.filter(state="waiting").order_by("pk")[0].person


def sign_as(
    person: Person,
    application: Application,
    *,
    opinion: Opinion = Opinion.AGREE,
    reason: str = "",
    now: datetime = NOW,
) -> Application:
    signoff = waiting_for(who(person), "application", application.pk)
    assert signoff, f"{person.name} is not asked to sign now"
    return services.sign_application(
        application,
        signoff=signoff,
        content_digest=signoff.round.content_id,
        opinion=opinion,
        reason=reason,
        method=recognise_again(person, PASSWORD),
        by=actor(person, application.collaboration),
        now=now,
    )


def return_as(person: Person, application: Application, *, why: str, now: datetime = NOW) -> Application:
    signoff = waiting_for(who(person), "application", application.pk)
    assert signoff, f"{person.name} is not asked to sign now"
    return services.return_application(
        application, signoff=signoff, why=why, by=actor(person, application.collaboration), now=now
    )
