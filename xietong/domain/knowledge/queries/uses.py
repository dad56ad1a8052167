"""Which playbook a collaboration follows, what it took over from it, and what it still can."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.knowledge import rules
from xietong.domain.knowledge.models import PlaybookUse
from xietong.domain.knowledge.queries.playbooks import put_onto
from xietong.domain.knowledge.states import Part


@dataclass(frozen=True)
class PartRow:
    """One part on the page 标准方案: what is in it, whether the collaboration has it already."""

    part: Part
    offers: int  # how many rows the playbook has
    taken_at: datetime | None
    there: int  # how many the collaboration has
    href: str

    @property
    def may_be_taken(self) -> bool:
        return bool(self.offers) and not self.there


def use_of(collaboration: Collaboration) -> PlaybookUse | None:
    return PlaybookUse.objects.filter(collaboration=collaboration).select_related("playbook", "collaboration").first()


def mapped_playbook(use: PlaybookUse) -> rules.Mapped:
    """The edition on the departments that were chosen."""
    return put_onto(use.playbook, use.departments)


def _there(collaboration: Collaboration) -> dict[Part, int]:
    drawn = getattr(collaboration, "process_map", None)
    duties = getattr(collaboration, "responsibility_list", None)
    return {
        Part.PROCESS_MAP: len(drawn.drawing.get("nodes", [])) if drawn else 0,
        Part.DUTIES: duties.duties.count() if duties else 0,
        Part.TASK_FORCES: collaboration.task_forces.count(),
        Part.TASKS: collaboration.tasks.count(),
        Part.RISKS: collaboration.risks.count(),
    }


def has_part(collaboration: Collaboration, part: Part) -> bool:
    """Does the collaboration already hold something of this kind, from wherever? Then nothing is taken over."""
    fresh = Collaboration.objects.select_related("process_map", "responsibility_list").get(pk=collaboration.pk)
    return bool(_there(fresh)[part])


PAGE_OF = {
    Part.PROCESS_MAP: "/process-map",
    Part.DUTIES: "/responsibilities",
    Part.TASK_FORCES: "/team",
    Part.TASKS: "/tasks",
    Part.RISKS: "/risks",
}


def part_rows(use: PlaybookUse) -> list[PartRow]:
    """What can be taken over, in the order in which it is needed."""
    collaboration = Collaboration.objects.select_related("process_map", "responsibility_list").get(
        pk=use.collaboration_id
    )
    data = mapped_playbook(use).data
    offers = {
        Part.PROCESS_MAP: len(data["process_map"]["nodes"]),
        Part.DUTIES: len(data["responsibilities"]),
        Part.TASK_FORCES: len(data["task_forces"]),
        Part.TASKS: len(data["wbs"]["tasks"]),
        Part.RISKS: len(data["risks"]),
    }
    there = _there(collaboration)
    return [
        PartRow(
            part=part,
            offers=offers[part],
            taken_at=parse_datetime(use.taken[part.value]) if use.taken.get(part.value) else None,
            there=there[part],
            href=f"{collaboration.href}{PAGE_OF[part]}",
        )
        for part in Part
    ]
