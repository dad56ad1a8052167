"""The list of collaborations: filters, pages by cursor, one statement for the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from xietong.domain.collaborations.models import Collaboration, Member, Participation
from xietong.domain.collaborations.queries.answers import NO_TITLE
from xietong.domain.collaborations.queries.place import visible
from xietong.domain.collaborations.states import ApplicationState, Confidentiality, Light, Priority, Stage
from xietong.domain.people.queries import Who, department_choices

COLUMNS = (
    "id", "number", "title", "scenario", "state", "state_since", "light", "light_why", "progress", "priority",
    "confidentiality", "start_on", "finish_on", "forecast_on", "version", "initiating_department_id",
    "initiating_department__name", "lead_id", "lead__name", "initiator_id", "initiator__name", "application__state",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the address asks for; unknown values are ignored, so that an old link still opens."""

    stage: str = ""
    light: str = ""
    mine: bool = False
    department: int = 0
    scenario: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        stage, light = query.get("stage", ""), query.get("light", "")
        department = query.get("department", "")
        return cls(
            stage=stage if stage in {s.value for s in Stage} | {"open", "draft"} else "",
            light=light if light in {value.value for value in Light} else "",
            mine=query.get("mine", "") in ("1", "true"),
            department=int(department) if department.isascii() and department.isdigit() and len(department) < 18 else 0,
            scenario=query.get("scenario", "")[:30],
            q=query.get("q", "").strip()[:60],
        )

    @property
    def any(self) -> bool:
        return self != Filters()


def filtered(who: Who, filters: Filters) -> Any:
    rows = visible(who)
    if filters.stage == "open":
        rows = rows.running()
    elif filters.stage == "draft":
        rows = rows.filter(number=None, state=Stage.LAUNCH)
    elif filters.stage:
        rows = rows.filter(state=filters.stage)
    if filters.light:
        rows = rows.filter(light=filters.light)
    if filters.mine:
        ids = list(who.stands_for)
        rows = rows.filter(
            Q(initiator__in=ids)
            | Q(lead__in=ids)
            | Exists(
                Participation.objects.filter(collaboration=OuterRef("pk")).filter(
                    Q(department__head__in=ids) | Q(liaison__in=ids) | Q(deputy__in=ids)
                )
            )
            | Exists(Member.objects.filter(collaboration=OuterRef("pk"), person__in=ids))
        )
    if filters.department:
        there = Participation.objects.filter(collaboration=OuterRef("pk"), department=filters.department)
        rows = rows.filter(Q(initiating_department=filters.department) | Exists(there))
    if filters.scenario:
        rows = rows.filter(scenario=filters.scenario)
    if filters.q:
        rows = rows.filter(Q(title__icontains=filters.q) | Q(number__icontains=filters.q))
    return rows


def collaboration_rows(who: Who, filters: Filters, *, after: int | None, limit: int) -> list[dict[str, Any]]:
    """Newest first, one more than `limit` when there is another page. One statement, no model instances."""
    rows = filtered(who, filters)
    if after:
        rows = rows.filter(pk__lt=after)
    found = rows.order_by("-pk").values_list(*COLUMNS)[: limit + 1]
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list as the API says it."""
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "title": row["title"],
        "scenario": row["scenario"],
        "stage": row["state"],
        "stage_since": row["state_since"],
        "application_state": row["application__state"],
        "light": row["light"],
        "light_why": row["light_why"],
        "progress": row["progress"],
        "priority": row["priority"],
        "confidentiality": row["confidentiality"],
        "start_on": row["start_on"],
        "finish_on": row["finish_on"],
        "forecast_on": row["forecast_on"],
        "initiating_department": _named(row["initiating_department_id"], row["initiating_department__name"]),
        "initiator": _named(row["initiator_id"], row["initiator__name"]),
        "lead": _named(row["lead_id"], row["lead__name"]),
        "version": row["version"],
    }


def _named(pk: int | None, name: str | None) -> dict[str, str] | None:
    return {"id": str(pk), "name": name or ""} if pk else None


def as_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list as the page shows it."""
    stage, state = Stage(row["state"]), ApplicationState(row["application__state"])
    draft = stage == Stage.LAUNCH and state != ApplicationState.APPROVED
    return {
        **row,
        "href": f"/collaborations/{row['id']}" + ("/application" if row["number"] is None else ""),
        "title": row["title"] or NO_TITLE,
        "number": row["number"] or "草稿",
        "stage": stage.label,
        "note": state.label if draft else "",
        "light": Light(row["light"]).value,
        "light_label": Light(row["light"]).label,
        "priority": Priority(row["priority"]).label,
        "confidentiality": Confidentiality(row["confidentiality"]).label,
        "department": row["initiating_department__name"] or "",
        "lead": row["lead__name"] or "",
    }


def departments_of(ids: list[int]) -> dict[int, list[str]]:
    """Names of the participating departments of these collaborations, in one statement."""
    found: dict[int, list[str]] = {}
    rows = Participation.objects.filter(collaboration__in=ids).order_by("order", "id")
    for pk, name in rows.values_list("collaboration_id", "department__name"):
        found.setdefault(pk, []).append(name)
    return found


def list_page(who: Who, filters: Filters, *, after: int | None, limit: int = 50) -> dict[str, Any]:
    """Everything the page shows: a constant number of statements."""
    rows = collaboration_rows(who, filters, after=after, limit=limit)
    more = len(rows) > limit
    shown = rows[:limit]
    names = departments_of([row["id"] for row in shown])
    scenarios = Collaboration.objects.filter(pk__in=visible(who).values("pk")).exclude(scenario="")
    return {
        "filters": filters,
        "rows": [{**as_row(row), "departments": names.get(row["id"], [])} for row in shown],
        "next": str(shown[-1]["id"]) if more else "",
        "scenarios": [(word, word) for word in sorted(scenarios.values_list("scenario", flat=True).distinct())],
        "departments": department_choices(),
    }


def detail(collaboration: Collaboration) -> dict[str, Any]:
    """One collaboration as the API says it, with its participations (one statement for them)."""
    c = collaboration
    row = Collaboration.objects.filter(pk=c.pk).values_list(*COLUMNS).get()
    said = as_json(dict(zip(COLUMNS, row, strict=True)))
    return {
        **said,
        "playbook": c.playbook_key or None,
        "participations": [participation_json(p) for p in _participations(c)],
        "href": c.href,
    }


def _participations(collaboration: Collaboration) -> list[Participation]:
    return list(
        collaboration.participations.select_related("department__head", "liaison", "deputy").order_by("order", "id")
    )


def participation_json(row: Participation) -> dict[str, Any]:
    head, liaison, deputy = row.department.head, row.liaison, row.deputy
    return {
        "id": str(row.pk),
        "department": _named(row.department_id, row.department.name),
        "involvement": row.involvement.value,
        "ask": row.ask,
        "head": _named(head.pk, head.name) if head else None,
        "liaison": _named(liaison.pk, liaison.name) if liaison else None,
        "deputy": _named(deputy.pk, deputy.name) if deputy else None,
        "named_at": row.named_at,
        "version": row.version,
    }
