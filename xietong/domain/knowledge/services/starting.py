"""Start a collaboration from a playbook: form 1 filled in, the edition and the departments remembered."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations import services as collaborations
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Confidentiality, Priority
from xietong.domain.knowledge import events, queries
from xietong.domain.knowledge.models import Playbook, PlaybookUse
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.people.models import Department, Person
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.workflow import NotNow


@transaction.atomic
def start_from_playbook(
    playbook: Playbook,
    *,
    title: str,
    departments: Mapping[str, int | None],
    initiator: Person,
    start_on: date | None = None,
    target_on: date | None = None,
    answers: Mapping[str, Any] | None = None,
    press: bool = False,
    by: Actor,
    now: datetime,
) -> Collaboration:
    """A draft of form 1 from the playbook's defaults, on the company's departments, with dates by its calendar.

    Either `start_on` (counted forward) or `target_on` (counted backward, the anchor task's finish) is given.
    A target that cannot be met is refused with the earliest day that can; with `press` it is kept all the same, and
    the plan must then find the time. `answers` are laid over what the playbook says.
    """
    if not playbook.is_current:
        raise NotNow(f"“{playbook.name}”第{playbook.edition}版已停用，不能再用来发起，请选用现行版本。")
    _one_date(start_on, target_on, day_of(now))
    seen = queries.preview(playbook, chosen=departments, start_on=start_on, target_on=target_on, today=day_of(now))
    if seen.earliest and not press:
        text = (
            f"按标准工期赶不上 {target_on}：“{seen.anchor_name}”最早可能完成 {seen.earliest}。"
            "请改用这一天或更晚的日期，或勾选“仍按此日期申请”，在计划阶段压缩工期。"
        )
        raise Problems(Problem("target_on", "目标日期", text, "unreachable"))
    data = seen.mapped.data
    collaboration = collaborations.start_collaboration(
        initiator=initiator,
        answers={**_answers(playbook, seen, title, initiator, target_on), **(answers or {})},
        playbook_key=playbook.key,
        playbook_version=playbook.edition,
        rules=data["rules"],
        by=by,
        now=now,
    )
    _remember(collaboration, playbook, departments, start_on, target_on, by=by, now=now)
    return collaboration


def _one_date(start_on: date | None, target_on: date | None, today: date) -> None:
    if start_on and target_on:
        raise Problems(Problem("target_on", "目标日期", "开始日期和目标日期只填一个：另一个由标准工期推算。", "both"))
    if not start_on and not target_on:
        raise Problems(Problem("start_on", "开始日期", "请填写开始日期，或填写目标日期。", "missing"))
    if target_on and target_on < today:
        raise Problems(Problem("target_on", "目标日期", f"目标日期 {target_on} 已经过去，请核对。", "past"))


def _answers(
    playbook: Playbook, seen: queries.Preview, title: str, initiator: Person, target_on: date | None
) -> dict[str, Any]:
    """Form 1 as the playbook proposes it. What only people can know (background, budget) stays empty."""
    data, said = seen.mapped.data, seen.mapped.data["application_defaults"]
    lead = Department.objects.filter(pk=int(data["lead"]["department"])).values_list("head_id", flat=True).first()
    start, finish = seen.start_on, seen.finish_on
    if seen.earliest and target_on and finish:  # pressed: nothing may lie behind the date that was asked for
        finish = target_on
    milestones = [
        {"name": name, "due_on": min(day, finish or day).isoformat(), "criterion": ""} for name, day in seen.milestones
    ]
    return {
        "title": title.strip(),
        "scenario": playbook.scenario,
        "initiating_department": int(data["initiating_department"]),
        "initiator": initiator.pk,
        "contact": initiator.phone,
        "priority": _value(Priority, said["priority"]),
        "confidentiality": _value(Confidentiality, said["confidentiality"]),
        "proposed_lead": lead,
        "goal": said["goal"],
        "scope_in": said["in_scope"],
        "scope_out": said["out_of_scope"],
        "start_on": min(start, finish).isoformat() if start and finish else None,
        "finish_on": finish.isoformat() if finish else None,
        "expected_outcomes": [{**row, "method": ""} for row in said["expected_outcomes"]],
        "milestones": milestones,
        "involved_departments": [
            {"department": int(row["key"]), "ask": row["ask"], "effort": None, "due_on": None}
            for row in data["departments"]
        ],
    }


def _value(words: Any, label: str) -> str:
    member = words.called(label)
    return str(member.value) if member else ""


def start_as_asked(key: Any, asked: Mapping[str, Any], *, initiator: Person, by: Actor, now: datetime) -> Collaboration:
    """For programs: `{"playbook": key, "title", "start_on" or "target_on", "departments": {key: id}, "answers", "press"}`.

    Departments that are not named take the proposal; without a date the start is today. Raises Problems.
    """
    playbook = queries.playbook_called(str(key))
    problems: list[Problem] = []
    departments: dict[str, int | None] = queries.proposed_departments(playbook)
    given = asked.get("departments") or {}
    if not isinstance(given, Mapping):
        problems.append(Problem("departments", "departments", '应为 {"方案部门的键": 部门编号或 null}。', "shape"))
        given = {}
    for name, value in given.items():
        text = "" if value is None else str(value)
        if text and not (text.isdigit() and len(text) < 18):
            problems.append(Problem(f"departments.{name}", "departments", f"“{text[:40]}”不是部门编号。", "shape"))
        departments[str(name)] = int(text) if text.isdigit() and len(text) < 18 else None
    start_on = _day(asked, "start_on", problems)
    target_on = _day(asked, "target_on", problems)
    answers = asked.get("answers") or {}
    if not isinstance(answers, Mapping):
        problems.append(Problem("answers", "answers", "应为申请表的内容。", "shape"))
    if problems:
        raise Problems(problems)
    return start_from_playbook(
        playbook,
        title=str(asked.get("title") or answers.get("title") or playbook.name)[:60],
        departments=departments,
        initiator=initiator,
        start_on=start_on or (None if target_on else day_of(now)),
        target_on=target_on,
        answers=answers,
        press=asked.get("press") is True,
        by=by,
        now=now,
    )


def _day(asked: Mapping[str, Any], key: str, problems: list[Problem]) -> date | None:
    value = asked.get(key)
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.append(Problem(key, key, f"“{str(value)[:40]}”不是日期，请写成 2026-11-24。", "date"))
        return None


@transaction.atomic
def choose_playbook(
    collaboration: Collaboration,
    playbook: Playbook,
    *,
    departments: Mapping[str, int | None] | None = None,
    by: Actor,
    now: datetime,
) -> PlaybookUse:
    """Let a collaboration that was begun without one follow a playbook; its form 1 stays as it is.

    Without `departments` the proposal is used, restricted to the departments that take part.
    """
    KNOWLEDGE.require("playbook.choose", by.roles)
    collaborations.require_running(collaboration)
    use = queries.use_of(collaboration)
    if use and use.taken:
        raise NotNow(f"已经从“{use.playbook.name}”带入了内容，不能再换标准方案。")
    if departments is None:
        involved = set(collaboration.participations.values_list("department_id", flat=True))
        departments = {
            key: pk if not involved or pk in involved else None
            for key, pk in queries.proposed_departments(playbook).items()
        }
        for key in (playbook.content["initiating_department"], playbook.content["lead"]["department"]):
            departments[key] = departments[key] or collaboration.initiating_department_id
    queries.put_onto(playbook, departments)
    if use:
        use.delete()
    Collaboration.objects.filter(pk=collaboration.pk).update(
        playbook_key=playbook.key, playbook_version=playbook.edition, rules=playbook.content["rules"]
    )
    return _remember(collaboration, playbook, departments, collaboration.start_on, None, by=by, now=now)


def _remember(
    collaboration: Collaboration,
    playbook: Playbook,
    departments: Mapping[str, int | None],
    start_on: date | None,
    target_on: date | None,
    *,
    by: Actor,
    now: datetime,
) -> PlaybookUse:
    use = PlaybookUse.objects.create(
        collaboration=collaboration,
        playbook=playbook,
        departments=dict(departments),
        start_on=start_on,
        target_on=target_on,
    )
    announce(
        events.PlaybookChosen(playbook_id=playbook.pk, collaboration_id=collaboration.pk, context_id=collaboration.pk),
        by=by,
        now=now,
    )
    return use
