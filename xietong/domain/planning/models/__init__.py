"""The nouns of planning, one file each."""

from xietong.domain.planning.models.change import ChangeRequest
from xietong.domain.planning.models.plan import Acknowledgement, Plan
from xietong.domain.planning.models.resource import AcceptedConflict, NothingNeeded, ResourceRequest
from xietong.domain.planning.models.risk import Risk
from xietong.domain.planning.models.task import Link, Task, Timetable

__all__ = [
    "AcceptedConflict",
    "Acknowledgement",
    "ChangeRequest",
    "Link",
    "NothingNeeded",
    "Plan",
    "ResourceRequest",
    "Risk",
    "Task",
    "Timetable",
]
