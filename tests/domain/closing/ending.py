"""Builders for the end of a collaboration: tasks that can be handed in, an acceptance, a report, a sealed archive."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from tests.cast import NOW, PASSWORD, Cast, actor, place, who
from tests.make import make_collaboration
from xietong.domain.closing import services
from xietong.domain.closing.models import Acceptance, Archive, Retrospective
from xietong.domain.closing.queries.acceptance import KIND
from xietong.domain.closing.queries.report import signed_data
from xietong.domain.closing.states import AcceptanceKind, Verdict
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role
from xietong.domain.people.services import recognise_again
from xietong.domain.planning.models import Task
from xietong.domain.signoffs.models import SignOffRound
from xietong.domain.signoffs.queries import waiting_for
from xietong.kit.canonical import digest_of
from xietong.kit.jobs.work import run_all

PDF = b"%PDF-1.4\n% a deliverable\n"


def make_task(collaboration: Collaboration, owner: Person, number: int = 1, **columns: Any) -> Task:
    """A running leaf of the owner's department with one deliverable and two criteria."""
    written: dict[str, Any] = {
        "code": str(number),
        "sort_key": f"{number:04d}",
        "name": f"任务{number}",
        "department": owner.department,
        "owner": owner,
        "deliverables": [f"成果{number}"],
        "acceptance": ["数量齐全", "抽检合格率≥98%"],
        "start_on": date(2026, 11, 16),
        "finish_on": date(2026, 11, 20),
        "baseline_start": date(2026, 11, 16),
        "baseline_finish": date(2026, 11, 20),
        "duration": 5,
        "state": "running",
        "state_since": NOW,
        "percent": 80,
    }
    return Task.objects.create(collaboration=collaboration, **{**written, **columns})


def owner_of(task: Task) -> Any:
    return place(task.owner, task.collaboration).about_task(task.owner_id, task.department_id)


def fill(task: Task, *, now: datetime = NOW, meets: bool | None = True, remark: str = "", file: bool = True) -> Any:
    check = services.save_self_check(
        task,
        answers=[{"meets": meets, "remark": remark} for _ in task.acceptance],
        summary="",
        by=owner_of(task),
        now=now,
    )
    if file:
        services.attach_to_self_check(
            task, source=BytesIO(PDF), name="成果.pdf", size=len(PDF), label="成果", by=owner_of(task), now=now
        )
    return check


def hand_in(task: Task, *, now: datetime = NOW) -> Task:
    fill(task, now=now)
    services.submit_self_check(task, by=owner_of(task), now=now)
    task.refresh_from_db()
    return task


def judge(acceptance: Acceptance, person: Person, verdict: Verdict = Verdict.PASS, **words: Any) -> None:
    items = [i.pk for i in acceptance.items.exclude(task__owner=person)]
    by = actor(person, acceptance.collaboration)
    services.judge_items(acceptance, item_ids=items, verdict=verdict, by=by, now=words.pop("now", NOW), **words)


def measure(acceptance: Acceptance, by: Any, now: datetime = NOW) -> None:
    services.save_acceptance(
        acceptance, answers={"outcomes": [{"actual": "430家"} for _ in acceptance.outcomes]}, by=by, now=now
    )


def sign(acceptance: Acceptance, person: Person, *, now: datetime = NOW) -> Acceptance:
    signoff = waiting_for(who(person), KIND, acceptance.pk)
    assert signoff, f"{person.name} is not asked to sign now"
    return services.sign_acceptance(
        acceptance,
        signoff=signoff,
        content_digest=signoff.round.content_id,
        method=recognise_again(person, PASSWORD),
        by=actor(person, acceptance.collaboration),
        now=now,
    )


def sign_all(acceptance: Acceptance, *, now: datetime = NOW) -> Acceptance:
    """Everybody who is asked signs, the lead last."""
    while True:
        round_ = SignOffRound.objects.filter(subject_kind=KIND, subject_id=acceptance.pk).latest("pk")
        waiting = round_.signoffs.filter(state="waiting").select_related("person").order_by("pk").first()
        if waiting is None:
            acceptance.refresh_from_db()
            return acceptance
        sign(acceptance, waiting.person, now=now)


REPORT = {
    "summary": "按期完成铺货，合格率达标。",
    "process": "评审多了一轮。",
    "communication": "周例会有效。",
    "risks": "芯片到货风险被提前化解。",
    "successes": [{"practice": "驻厂计划", "evidence": "提前2天放行", "conditions": "", "reach": "全部上市项目"}],
    "tags": ["上市"],
}


def report(cast: Cast, **changes: Any) -> dict[str, Any]:
    improvement = {
        "problem": "样机确认晚了3天",
        "root_cause": "没有样机确认清单",
        "measure": "编制样机确认检查表，评审会前2天发出",
        "owner": cast.xu.pk,
        "due_on": "2026-12-31",
        "verification": "下一次评审按检查表逐项签字",
    }
    return {**REPORT, "improvements": [improvement | changes]}


def accepted_collaboration(cast: Cast, *, now: datetime = NOW, **columns: Any) -> Collaboration:
    """In closing, two tasks handed in, accepted as a whole by 市场部 (chen) and 生产部 (wang), and signed."""
    collaboration = make_collaboration(cast, "closing", now=now - timedelta(days=1), **columns)
    first = make_task(collaboration, cast.xu, 1)
    second = make_task(collaboration, cast.ma, 2, accepted_by=[cast.production.pk, cast.marketing.pk])
    hand_in(first, now=now)
    hand_in(second, now=now)
    lead = actor(cast.chen, collaboration)
    acceptance = services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=now)
    judge(acceptance, cast.chen, now=now)
    measure(acceptance, lead, now)
    acceptance.refresh_from_db()
    services.submit_acceptance(acceptance, by=lead, now=now)
    sign_all(acceptance, now=now)
    return collaboration


def scored(collaboration: Collaboration, cast: Cast, *, now: datetime = NOW) -> Retrospective:
    retrospective = services.open_retrospective(collaboration, by=actor(cast.chen, collaboration), now=now)
    for person, score in ((cast.chen, 4), (cast.wang, 5), (cast.wu, 3)):
        services.score_retrospective(
            retrospective,
            scores=dict.fromkeys(("goals", "process", "communication", "risks"), (score, f"意见{score}")),
            by=actor(person, collaboration),
            now=now,
        )
    return retrospective


def published(collaboration: Collaboration, cast: Cast, *, now: datetime = NOW) -> Retrospective:
    lead = actor(cast.chen, collaboration)
    row = services.write_retrospective(scored(collaboration, cast, now=now), by=lead, now=now)
    row = services.save_report(row, answers=report(cast), by=lead, now=now)
    row = services.submit_report(row, by=lead, now=now)
    row = Retrospective.objects.select_related("collaboration__lead", "submitted_by").get(pk=row.pk)
    return services.publish_report(
        row,
        content_digest=digest_of(signed_data(row)),
        method=recognise_again(cast.chen, PASSWORD),
        by=lead,
        now=now,
    )


def ready_to_archive(cast: Cast, *, now: datetime = NOW, **columns: Any) -> Collaboration:
    collaboration = accepted_collaboration(cast, now=now, **columns)
    services.add_leftover(
        collaboration,
        matter="两家门店补货",
        owner_id=cast.ma.pk,
        due_on=date(2026, 12, 31),
        standard="两家门店到货并上架",
        by=actor(cast.chen, collaboration),
        now=now,
    )
    published(collaboration, cast, now=now)
    return collaboration


def sealed(collaboration: Collaboration, cast: Cast, *, now: datetime = NOW) -> Archive:
    """Asked by the lead and sealed by the worker."""
    archive = services.ask_archive(collaboration, by=actor(cast.chen, collaboration, Role.LEAD), now=now)
    run_all(now=now)
    archive.refresh_from_db()
    assert archive.state == "sealed", archive.error
    return archive
