"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class PlaybookPublished(Event):
    playbook_id: int
    key: str
    version: int


@dataclass(frozen=True, kw_only=True)
class PlaybookRetired(Event):
    playbook_id: int


@dataclass(frozen=True, kw_only=True)
class PlaybookChosen(Event):
    """A collaboration follows this edition, on these departments."""

    playbook_id: int
    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class PlaybookPartTaken(Event):
    """A part of the playbook became a draft in the collaboration: map, duties, task forces, tasks or risks."""

    playbook_id: int
    part: str
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class LessonWritten(Event):
    lesson_id: int


@dataclass(frozen=True, kw_only=True)
class LessonEdited(Event):
    lesson_id: int


@dataclass(frozen=True, kw_only=True)
class LessonPublished(Event):
    lesson_id: int


@dataclass(frozen=True, kw_only=True)
class LessonRetired(Event):
    lesson_id: int
