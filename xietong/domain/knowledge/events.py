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
class LessonWritten(Event):
    lesson_id: int


@dataclass(frozen=True, kw_only=True)
class LessonPublished(Event):
    lesson_id: int


@dataclass(frozen=True, kw_only=True)
class LessonRetired(Event):
    lesson_id: int
