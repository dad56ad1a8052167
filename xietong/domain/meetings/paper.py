"""The printed forms of this house: form 4 跨部门协同会议纪要 XT-BD-04 (domain.md §2.4), the notice, the calling of a meeting."""

from xietong.domain.collaborations.states import Priority
from xietong.domain.meetings.states import MeetingKind
from xietong.kit.paperwork.spec import (
    Choice,
    Day,
    DepartmentPick,
    Grid,
    Moment,
    Number,
    PaperForm,
    PersonPick,
    Section,
    Text,
    Texts,
)
from xietong.kit.workflow import State


class OfThePlan(State):
    """Ids of the collaboration's own tasks: brought as choices when the form is shown."""


REPORTS = (
    DepartmentPick(key="department", label="部门", required=True),
    Text(key="done", label="已完成事项", lines=3, max_length=2000, synonyms=("已完成", "完成情况")),
    Text(key="undone", label="未完成事项", lines=3, max_length=2000, synonyms=("未完成",)),
    Text(key="problems", label="遇到的问题", lines=3, max_length=2000, synonyms=("问题", "存在的问题")),
    Text(key="needs", label="需要协调的资源", lines=3, max_length=2000, synonyms=("需协调资源", "需协调事项")),
)
LAST_ACTIONS = (
    Text(key="what", label="事项", computed=True, width=10),
    PersonPick(key="owner", label="负责人", computed=True),
    Day(key="due_on", label="期限", computed=True),
    Text(key="state", label="状态", computed=True),
    Text(key="note", label="说明", lines=2, max_length=500),
)
TOPICS = (
    Text(key="topic", label="议题", required=True, max_length=200),
    PersonPick(key="presenter", label="汇报人"),
    Text(key="points", label="要点", lines=3, max_length=2000),
    Text(key="dissent", label="分歧意见", lines=2, max_length=1000, synonyms=("不同意见",)),
    Text(key="conclusion", label="结论", lines=2, max_length=1000, synonyms=("决议",)),
)
ACTIONS = (
    Text(key="problem", label="问题描述", required=True, lines=2, max_length=1000, synonyms=("问题",)),
    Text(key="solution", label="解决方案", required=True, lines=2, max_length=1000, synonyms=("措施", "解决措施")),
    PersonPick(key="owner", label="负责人", required=True, synonyms=("责任人",)),
    Day(key="due_on", label="完成时限", required=True, synonyms=("期限", "完成时间", "时限")),
    Choice(key="priority", label="优先级", options=Priority),
    Choice(key="task", label="关联任务", options=OfThePlan),
)
MINUTES_FORM = PaperForm(
    name="minutes",
    number="XT-BD-04",
    title="跨部门协同会议纪要",
    header=(
        "minutes_no",
        "meeting_title",
        "kind",
        "ordinal",
        "task_name",
        "task_no",
        "period",
        "place",
        "chair",
        "recorder",
        "present",
        "guests",
        "absent",
        "counted",
    ),
    sections=(
        Section(key="next", label="五、其他与下次会议"),
        Section(key="correction", label="更正"),
    ),
    signature_block="triple",
    note="会议结束后 24 小时内签发；收到后 24 小时内可提出异议。签发后如有更正，另出新版。",
    lines=(
        Text(key="minutes_no", label="纪要编号", computed=True),
        Text(key="meeting_title", label="会议名称", computed=True),
        Choice(key="kind", label="会议类型", options=MeetingKind, computed=True),
        Text(key="ordinal", label="第几次", computed=True),
        Text(key="task_name", label="任务名称", computed=True, synonyms=("项目名称",)),
        Text(key="task_no", label="任务编号", computed=True),
        Text(key="period", label="起止时间", computed=True),
        Text(key="place", label="地点/会议链接", computed=True),
        PersonPick(key="chair", label="主持人", computed=True),
        PersonPick(key="recorder", label="记录人", computed=True),
        PersonPick(key="present", label="出席", many=True, computed=True),
        PersonPick(key="guests", label="列席", many=True, computed=True),
        Text(key="absent", label="缺席及原因", computed=True),
        Text(key="counted", label="应到/实到", computed=True),
        Grid(key="last_actions", label="一、上次行动项落实", columns=LAST_ACTIONS, fixed=True),
        Grid(
            key="reports",
            label="二、各部门汇报",
            columns=REPORTS,
            max_rows=60,
            synonyms=("各部门汇报", "部门汇报"),
        ),
        Grid(key="topics", label="三、议题讨论", columns=TOPICS, max_rows=40, synonyms=("议题", "议题讨论")),
        Grid(
            key="actions",
            label="四、决议与行动项",
            synonyms=("行动项", "决议与行动项", "决议事项"),
            help="每项写明问题、办法、一名负责人和期限；签发后进入负责人的工作台。",
            columns=ACTIONS,
            max_rows=100,
        ),
        Text(
            key="no_result",
            label="没有决议和行动项的原因",
            help="没有结论也没有行动项的会议，签发前请说明原因。",
            max_length=500,
            lines=2,
        ),
        Text(key="other", label="其他事项", max_length=2000, lines=3, section="next"),
        Moment(key="next_at", label="下次会议时间", section="next"),
        Text(key="next_place", label="下次会议地点", max_length=200, section="next"),
        Texts(key="next_topics", label="下次会议议题", section="next"),
        PersonPick(key="copies_to", label="抄送", many=True, section="next"),
        Text(key="correction", label="更正说明", max_length=500, lines=2, section="correction"),
    ),
)

CALL_FORM = PaperForm(
    name="meeting",
    number="XT-BD-04",
    title="召集会议",
    lines=(
        Choice(key="kind", label="会议类型", options=MeetingKind, required=True),
        Text(key="title", label="会议名称", max_length=120, help="不填时按类型和次数命名，如“第3次周例会”。"),
        Moment(key="starts_at", label="开始时间", required=True),
        Number(key="minutes_planned", label="时长", minimum=5, maximum=480, unit="分钟", help="周例会 30–60 分钟。"),
        Text(key="place", label="地点/会议链接", max_length=200),
        PersonPick(key="chair", label="主持人", help="不填时为总负责人。"),
        PersonPick(key="recorder", label="记录人", help="不填时为任务发起人；整理纪要，由主持人签发。"),
        Text(key="goal", label="会议目的", max_length=500, lines=2, help="开完会要得出什么。"),
        Grid(
            key="topics",
            label="议题",
            help="周例会的议程由各部门的更新自动生成，这里只写另加的议题。",
            columns=(
                Text(key="topic", label="议题", required=True, max_length=200),
                PersonPick(key="presenter", label="汇报人"),
                Number(key="minutes", label="用时", minimum=1, maximum=240, unit="分钟"),
            ),
            max_rows=20,
        ),
        PersonPick(
            key="attendees", label="与会人", many=True, help="不选时，按会议类型请总负责人、各部门负责人和接口人。"
        ),
    ),
)

NOTICE_FORM = PaperForm(
    name="meeting_notice",
    number="XT-BD-12",
    title="会议通知",
    header=("meeting_title", "kind", "task_name", "task_no", "starts", "lasts", "place", "chair", "recorder"),
    lines=(
        Text(key="meeting_title", label="会议名称", computed=True),
        Choice(key="kind", label="会议类型", options=MeetingKind, computed=True),
        Text(key="task_name", label="任务名称", computed=True),
        Text(key="task_no", label="任务编号", computed=True),
        Moment(key="starts", label="开始时间", computed=True),
        Text(key="lasts", label="时长", computed=True),
        Text(key="place", label="地点/会议链接", computed=True),
        PersonPick(key="chair", label="主持人", computed=True),
        PersonPick(key="recorder", label="记录人", computed=True),
        Text(key="goal", label="会议目的", computed=True, lines=2),
        PersonPick(key="attendees", label="与会人", many=True, computed=True),
        Grid(
            key="agenda",
            label="议程",
            fixed=True,
            columns=(
                Text(key="topic", label="议题", computed=True, width=12),
                Text(key="presenter", label="汇报人", computed=True),
                Text(key="minutes", label="用时（分钟）", computed=True),
                Text(key="why", label="说明", computed=True, width=10),
            ),
        ),
    ),
    note="不能出席的，请指派代表并提前告知记录人。",
)

ACTION_FORM = PaperForm(
    name="action_item",
    number="XT-BD-04",
    title="行动项",
    lines=(
        Text(key="problem", label="问题描述", required=True, lines=2, max_length=1000),
        Text(key="solution", label="解决方案", required=True, lines=2, max_length=1000),
        PersonPick(key="owner", label="负责人", required=True),
        Day(key="due_on", label="完成时限", required=True),
        Choice(key="priority", label="优先级", options=Priority),
    ),
)
