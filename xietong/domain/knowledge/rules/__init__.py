"""Whether a file is a playbook, what it becomes in this company, and when its tasks can happen. No Django."""

from xietong.domain.knowledge.rules.dates import dates_for, day_counts
from xietong.domain.knowledge.rules.lessons import LessonDraft, lessons_in
from xietong.domain.knowledge.rules.links import drawing_of
from xietong.domain.knowledge.rules.mapping import Candidate, Mapped, mapped, proposal
from xietong.domain.knowledge.rules.reading import MapFindings, playbook_problems, read_playbook
from xietong.domain.knowledge.rules.text import MAX_BYTES, read_yaml

__all__ = [
    "MAX_BYTES",
    "Candidate",
    "LessonDraft",
    "MapFindings",
    "Mapped",
    "dates_for",
    "day_counts",
    "drawing_of",
    "lessons_in",
    "mapped",
    "playbook_problems",
    "proposal",
    "read_playbook",
    "read_yaml",
]
