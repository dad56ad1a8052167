"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all

PART_WORDS = {
    "process_map": "流程图",
    "duties": "职责清单",
    "task_forces": "专项小组",
    "tasks": "任务清单",
    "risks": "风险预案",
}


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


say_all(
    {
        PlaybookPublished: lambda data: f"发布了标准方案 {data['key']} 第{data['version']}版",
        PlaybookRetired: "停用了一套标准方案",
        PlaybookChosen: "选用了标准方案",
        PlaybookPartTaken: lambda data: f"从标准方案带入了{PART_WORDS.get(data['part'], '内容')} {data['count']} 项",
        LessonWritten: "写下了一条经验（草稿）",
        LessonEdited: "修改了一条经验",
        LessonPublished: "发布了一条经验",
        LessonRetired: "撤下了一条经验",
    }
)
