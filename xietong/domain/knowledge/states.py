"""The lives of a lesson."""

from xietong.domain.knowledge import events
from xietong.kit.workflow import State, StateTable, Step


class LessonKind(State):
    SUCCESS = "success", "成功经验"
    IMPROVEMENT = "improvement", "改进点"
    REPORT = "report", "复盘报告"


class LessonState(State):
    DRAFT = "draft", "待发布"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已撤下"


class Part(State):
    """What a collaboration can take over from its playbook, in the order in which it is needed."""

    PROCESS_MAP = "process_map", events.PART_WORDS["process_map"]
    DUTIES = "duties", events.PART_WORDS["duties"]
    TASK_FORCES = "task_forces", events.PART_WORDS["task_forces"]
    TASKS = "tasks", events.PART_WORDS["tasks"]
    RISKS = "risks", events.PART_WORDS["risks"]


S = LessonState

# fmt: off
LESSON = StateTable(LessonState, start=S.DRAFT, steps=[
    #    verb       says    from                    to           announces
    Step("publish", "发布", (S.DRAFT, S.RETIRED),   S.PUBLISHED, events.LessonPublished),
    Step("retire",  "撤下", (S.DRAFT, S.PUBLISHED), S.RETIRED,   events.LessonRetired),
])
# fmt: on
