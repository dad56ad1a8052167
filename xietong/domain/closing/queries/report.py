"""Readings about the retrospective: averages without names, the report checked, what is signed, the page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404

from xietong.domain.closing.models import Acceptance, Leftover, Retrospective, Score
from xietong.domain.closing.paper import RETROSPECTIVE_FORM
from xietong.domain.closing.queries.facts import facts_of
from xietong.domain.closing.rules import average, empty_words, report_gaps, spread
from xietong.domain.closing.states import AcceptanceKind, Dimension, RetrospectiveState
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place, team_of
from xietong.domain.people.queries import department_choices, person_choices, person_names
from xietong.kit.canonical import digest_of
from xietong.kit.paperwork.spec import ROW_ID
from xietong.kit.paperwork.validate import validate
from xietong.kit.problems import Problem
from xietong.kit.steps import buttons

FEWEST_FOR_WORDS = 3  # with fewer scorers everybody would know whose words these are


def scores_summary(retrospective: Retrospective) -> list[dict[str, Any]]:
    """Average and spread of each dimension, and the words without names, in an order that tells nothing."""
    scores: dict[str, list[int]] = defaultdict(list)
    words: dict[str, list[str]] = defaultdict(list)
    for dimension, score, said in Score.objects.filter(retrospective=retrospective).values_list(
        "dimension", "score", "words"
    ):
        scores[str(dimension)].append(score)
        if said:
            words[str(dimension)].append(said)
    return [
        {
            "dimension": dimension.value,
            "label": dimension.label,
            "count": len(scores[dimension.value]),
            "average": average(scores[dimension.value]),
            "spread": spread(scores[dimension.value]),
            "words": sorted(words[dimension.value]) if len(scores[dimension.value]) >= FEWEST_FOR_WORDS else [],
        }
        for dimension in Dimension
    ]


def retrospective_of(collaboration: Collaboration) -> Retrospective | None:
    row = Retrospective.objects.filter(collaboration=collaboration).select_related("submitted_by").first()
    if row is not None:
        row.collaboration = collaboration
    return row


def require_retrospective(collaboration: Collaboration) -> Retrospective:
    """404 while nobody opened one."""
    row = retrospective_of(collaboration)
    if row is None:
        raise Http404("复盘还没有发起。")
    return row


def choices() -> dict[str, Any]:
    return {"person": person_choices(), "department": department_choices()}


def checked_report(answers: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The report's answers as plain data, and what cannot be understood. What is missing may be missing."""
    clean, problems = validate(RETROSPECTIVE_FORM, answers, choices(), partial=True)
    return clean, problems


def goals_of(collaboration: Collaboration, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """目标达成 prefilled: the outcomes as measured at the acceptance, and the finish date."""
    acceptance = (
        Acceptance.objects.filter(collaboration=collaboration, kind=AcceptanceKind.WHOLE).order_by("-id").first()
    )
    rows = [
        {
            ROW_ID: f"outcome-{number}",
            "goal": f"{row['name']}（{row['measure']}）",
            "planned": row["target"],
            "actual": row.get("actual") or "",
            "difference": f"达成率 {row['rate']}%" if row.get("rate") is not None else "",
            "reason": row.get("note") or "",
        }
        for number, row in enumerate(acceptance.outcomes if acceptance else [])
    ]
    schedule = facts["schedule"]
    if schedule["baseline_finish"]:
        days = schedule["slip"]
        rows.append(
            {
                ROW_ID: "finish",
                "goal": "按期完成",
                "planned": schedule["baseline_finish"],
                "actual": schedule["actual_finish"],
                "difference": ""
                if days is None
                else "按期"
                if days == 0
                else f"{'晚' if days > 0 else '早'} {abs(days)} 个工作日",
                "reason": "",
            }
        )
    return rows


def report_answers(retrospective: Retrospective) -> dict[str, Any]:
    """The report as it stands, with rows of goals given by the system and reasons written by people."""
    answers = dict(retrospective.answers)
    written = {str(row.get(ROW_ID)): row.get("reason") or "" for row in answers.get("goals") or []}
    answers["goals"] = [
        {**row, "reason": written.get(row[ROW_ID]) or row["reason"]}
        for row in goals_of(retrospective.collaboration, retrospective.facts or {"schedule": {"baseline_finish": ""}})
    ]
    return answers


def signed_data(retrospective: Retrospective) -> dict[str, Any]:
    """Everything the report says, as plain data: these bytes are what the lead signs when publishing."""
    answers = report_answers(retrospective)
    names = person_names([row.get("owner") for row in answers.get("improvements") or []])
    improvements = [{**row, "owner": names.get(row.get("owner") or 0, "")} for row in answers.get("improvements") or []]
    return {
        "format": "xietong.paper/1",
        "form": f"{RETROSPECTIVE_FORM.number} {RETROSPECTIVE_FORM.edition}",
        "title": RETROSPECTIVE_FORM.title,
        "number": retrospective.number,
        "answers": {**answers, "improvements": improvements},
        "facts": retrospective.facts,
        "leftovers": [
            {"number": row.number, "matter": row.matter, "owner": row.owner.name, "due_on": f"{row.due_on:%Y-%m-%d}"}
            for row in Leftover.objects.filter(collaboration=retrospective.collaboration_id).select_related("owner")
        ],
        "written_by": retrospective.submitted_by.name if retrospective.submitted_by else "",
    }


@dataclass(frozen=True)
class RetrospectivePage:
    retrospective: Retrospective | None
    facts: dict[str, Any]
    scores: list[dict[str, Any]]
    mine: dict[str, Score]
    may_score: bool
    may_edit: bool
    scored: int
    silent: list[str]
    buttons: dict[str, str]
    gaps: tuple[str, ...]
    lint: list[tuple[int, str]]
    digest: str


def retrospective_page(place: Place, *, now: datetime) -> RetrospectivePage:
    collaboration, actor = place.collaboration, place.actor
    row = retrospective_of(collaboration)
    allows = Retrospective.permissions.allows
    if row is None:
        can_open = {"open": "发起复盘"} if allows("retrospective.open", actor.roles) else {}
        return RetrospectivePage(
            None, facts_of(collaboration, now=now), [], {}, False, False, 0, [], can_open, (), [], ""
        )
    frozen = row.state in (RetrospectiveState.IN_REVIEW, RetrospectiveState.PUBLISHED)
    facts = row.facts if frozen else facts_of(collaboration, now=now)
    given = list(Score.objects.filter(retrospective=row).values_list("person_id", flat=True).distinct())
    team = team_of(collaboration) if row.state == RetrospectiveState.SCORING else []
    improvements = row.answers.get("improvements") or []
    return RetrospectivePage(
        retrospective=row,
        facts=facts,
        scores=scores_summary(row),
        mine={str(s.dimension): s for s in Score.objects.filter(retrospective=row, person_id=actor.person_id or 0)},
        may_score=row.state == RetrospectiveState.SCORING and allows("retrospective.score", actor.roles),
        may_edit=row.state == RetrospectiveState.WRITING and allows("retrospective.edit", actor.roles),
        scored=len(set(given)),
        silent=[person.name for person in team if person.pk not in given],
        buttons=dict(buttons(row, actor.roles)),
        gaps=report_gaps(row.answers) if row.state == RetrospectiveState.WRITING else (),
        lint=[
            (number, "、".join(words))
            for number, line in enumerate(improvements, start=1)
            if (words := empty_words(str(line.get("measure") or "")))
        ],
        digest=digest_of(signed_data(row)) if row.state == RetrospectiveState.IN_REVIEW else "",
    )
