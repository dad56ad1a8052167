"""The printed forms of planning, each declared once: task list (form 3), resource plan, risk plan, plan, change request."""

from xietong.domain.collaborations.states import Priority
from xietong.domain.planning.states import ChangeField, ChangeKind, ResourceKind, ResourceSource, RiskCategory
from xietong.kit.paperwork.spec import (
    Choice,
    Day,
    DepartmentPick,
    Grid,
    ListForm,
    Money,
    Number,
    PaperForm,
    PersonPick,
    Text,
    Texts,
    YesNo,
)

MOST_DAYS = 999  # working days of one task
EXAMPLE_LINKS = "写前面任务的编号，如 1.2，或 1.2SS+1（开始后1天开始）；几个之间用逗号"

# fmt: off
NAME = Text(key="name", label="任务名称", required=True, max_length=120, width=9, synonyms=("任务", "工作内容", "子任务", "任务事项", "工作任务"))
DEPARTMENT = DepartmentPick(key="department", label="负责部门", width=5,
                            synonyms=("责任部门", "主责部门", "牵头部门", "承办部门", "主办部门"))
OWNER = PersonPick(key="owner", label="负责人", personal=True, width=4, synonyms=("责任人", "经办人", "执行人"))
PRIORITY = Choice(key="priority", label="优先级", options=Priority, width=3)
DURATION = Number(key="duration", label="工期", minimum=0, maximum=MOST_DAYS, unit="工作日", width=3, synonyms=("天数", "历时"))
PREDECESSORS = Text(key="predecessors", label="前置任务", max_length=200, width=4, help=EXAMPLE_LINKS, synonyms=("前置", "前序任务"))
DELIVERABLES = Texts(key="deliverables", label="交付物", max_length=200, max_rows=30, width=8, synonyms=("交付成果", "输出物", "输出成果"))
ACCEPTANCE = Texts(key="acceptance", label="验收标准", max_length=300, max_rows=30, width=10, synonyms=("考核标准", "完成标准"),
                   help="每条都能判断是或否，不写“完成即可”")

TASK_LIST = ListForm(
    name="tasks", number="XT-BD-03", title="跨部门协同任务清单",
    lines=(
        Text(key="list_number", label="清单编号", computed=True),
        Text(key="title", label="任务总名称", computed=True),
        Text(key="baseline", label="版本（基线号）", computed=True),
        PersonPick(key="lead", label="总负责人", computed=True),
        Day(key="made_on", label="编制日期", computed=True),
        Number(key="length", label="计划总工期", unit="工作日", computed=True),
        Day(key="finish", label="计划完成日", computed=True),
    ),
    columns=(
        Text(key="code", label="WBS编号", max_length=30, width=3, synonyms=("编号", "序号", "任务编号", "WBS")),
        NAME, DEPARTMENT, OWNER, PRIORITY,
        Day(key="start_on", label="计划开始", width=6, synonyms=("开始时间", "开始日期", "计划开始时间")),
        Day(key="finish_on", label="计划完成", width=6, synonyms=("完成时限", "截止日期", "办结时限", "完成期限", "计划完成时间", "完成时间")),
        DURATION, PREDECESSORS, DELIVERABLES, ACCEPTANCE,
        Text(key="state", label="状态", computed=True, width=3),
        Text(key="note", label="备注", max_length=500, width=4),
    ),
    note="负责部门、负责人、起止时间、交付物、验收标准缺一不可；发布后只能通过变更申请修改。",
)

TASK_FORM = PaperForm(
    name="task", number="XT-BD-03-1", title="任务",
    lines=(
        NAME, DEPARTMENT, OWNER, DURATION, PREDECESSORS, PRIORITY,
        DELIVERABLES, ACCEPTANCE,
        Day(key="not_before", label="不早于", help="最早可以开始的日期，可不填"),
        Day(key="finish_by", label="期限", help="必须完成的日期；赶不上时会提示，不会改动日期"),
        DepartmentPick(key="support", label="协作部门", many=True, synonyms=("配合部门", "协办部门", "支持部门")),
        DepartmentPick(key="accepted_by", label="验收部门", many=True),
        Number(key="optimistic", label="乐观工期", minimum=0, maximum=MOST_DAYS, unit="工作日"),
        Number(key="pessimistic", label="悲观工期", minimum=0, maximum=MOST_DAYS, unit="工作日"),
        YesNo(key="is_milestone", label="里程碑"),
        Text(key="description", label="任务说明", max_length=2000, lines=3),
        Text(key="note", label="备注", max_length=500, lines=2),
    ),
)

RESOURCE_COLUMNS = (
    DepartmentPick(key="department", label="需求部门", required=True, width=5),
    Choice(key="kind", label="资源类型", required=True, options=ResourceKind, width=4),
    Text(key="name", label="名称与规格", required=True, max_length=120, width=8, synonyms=("资源名称", "名称")),
    PersonPick(key="person", label="指定人员", personal=True, width=4, help="人力类可指定到人，用来检查是否被重复占用"),
    Number(key="amount", label="数量", required=True, minimum=0, maximum=99_999_999, places=2, width=3),
    Text(key="unit", label="单位", max_length=20, width=3, help="人、人天、%、台、元……；人力写 % 表示投入比例"),
    Text(key="purpose", label="用途", required=True, max_length=200, width=7),
    Text(key="task", label="关联任务", max_length=30, width=3, help="任务编号，如 1.2"),
    Day(key="from_on", label="需用开始", required=True, width=6),
    Day(key="until_on", label="需用结束", required=True, width=6),
    Choice(key="source", label="来源", options=ResourceSource, width=4),
    DepartmentPick(key="provider", label="提供部门", width=5, help="跨部门借调时必填"),
    Money(key="cost", label="金额估算", width=5),
)
RESOURCE_FORM = PaperForm(name="resource", number="XT-BD-07-1", title="资源需求", lines=RESOURCE_COLUMNS)
RESOURCE_PLAN = ListForm(
    name="resources", number="XT-BD-07", title="资源计划",
    lines=(
        Text(key="title", label="任务总名称", computed=True), Text(key="list_number", label="编号", computed=True),
        Money(key="total", label="金额合计", computed=True), Money(key="budget", label="申请表预算", computed=True),
    ),
    columns=(*RESOURCE_COLUMNS, Text(key="state", label="落实状态", computed=True, width=4)),
)

RISK_COLUMNS = (
    Text(key="name", label="风险描述", required=True, max_length=200, width=8, synonyms=("风险", "风险名称")),
    Choice(key="category", label="类别", required=True, options=RiskCategory, width=3),
    DepartmentPick(key="department", label="责任部门", required=True, width=5, synonyms=("提出部门",)),
    PersonPick(key="owner", label="责任人", personal=True, width=4),
    Number(key="probability", label="可能性", required=True, width=3, help="1 极低 — 5 极高", minimum=1, maximum=5),
    Number(key="impact", label="影响", required=True, width=3, help="1 轻微 — 5 严重", minimum=1, maximum=5),
    Text(key="trigger", label="触发条件", required=True, max_length=500, lines=2, width=6),
    Text(key="prevention", label="预防措施", max_length=1000, lines=2, width=7),
    Text(key="contingency", label="应急预案", max_length=1000, lines=2, width=7, help="重大风险（可能性×影响≥15）必须有"),
    Number(key="buffer_days", label="缓冲", minimum=0, maximum=99, unit="工作日", width=3),
    Day(key="mitigate_by", label="应对期限", width=6),
    Text(key="tasks", label="影响任务", max_length=200, width=4, help="任务编号，几个之间用逗号"),
)
RISK_FORM = PaperForm(name="risk", number="XT-BD-08-1", title="风险", lines=RISK_COLUMNS)
RISK_PLAN = ListForm(
    name="risks", number="XT-BD-08", title="风险预案",
    lines=(Text(key="title", label="任务总名称", computed=True), Text(key="list_number", label="编号", computed=True)),
    columns=(*RISK_COLUMNS, Text(key="level", label="等级", computed=True, width=3), Text(key="state", label="状态", computed=True, width=4)),
)

PLAN_BOOK = PaperForm(
    name="plan", number="XT-BD-09", title="协同计划书", layout="report",
    lines=(Text(key="title", label="任务名称", computed=True),),
    signature_block="countersign",
)

CHANGE_FORM = PaperForm(
    name="change_request", number="XT-BD-10", title="变更申请单",
    header=("number", "asked_at", "asked_by", "department", "kind", "decision"),
    lines=(
        Text(key="number", label="变更编号", computed=True), Day(key="asked_at", label="申请日期", computed=True),
        PersonPick(key="asked_by", label="申请人", computed=True), DepartmentPick(key="department", label="申请部门", computed=True),
        Choice(key="kind", label="变更类别", required=True, options=ChangeKind),
        Text(key="decision", label="审批结论", computed=True),
        Text(key="reason", label="变更原因", required=True, max_length=2000, lines=3),
        Text(key="if_not", label="不变更的后果", max_length=2000, lines=2),
        YesNo(key="over_objectives", label="涉及总目标、总范围或总预算"),
        Grid(key="lines", label="变更内容", computed=True, columns=(
            Text(key="task", label="任务", width=8), Text(key="field", label="项目", width=4),
            Text(key="before", label="变更前", width=7), Text(key="after", label="变更后", width=7))),
        Text(key="impact", label="影响分析", computed=True, lines=4, max_length=4000),
    ),
    signature_block="countersign",
)

# What the requester fills in; the computed rest stands on CHANGE_FORM.
CHANGE_ASKING = PaperForm(
    name="change_asking", number="XT-BD-10-1", title="变更申请",
    lines=(
        Choice(key="kind", label="变更类别", required=True, options=ChangeKind),
        Money(key="cost_change", label="预算变动", minimum=None, help="增加为正，减少为负；没有变动不填"),
        Text(key="reason", label="变更原因", required=True, max_length=2000, lines=3),
        Text(key="if_not", label="不变更的后果", max_length=2000, lines=2),
        YesNo(key="over_objectives", label="涉及总目标或总范围", help="选“是”则由分管领导审批"),
        Grid(key="lines", label="修改的任务", columns=(
            Text(key="task", label="任务编号", required=True, max_length=30), Choice(key="field", label="项目", required=True, options=ChangeField),
            Text(key="after", label="改为", max_length=2000, lines=2, help="日期写 2026-12-01；人和部门写名称；取消任务可不填"))),
        Grid(key="new", label="新增的任务", columns=(
            Text(key="name", label="任务名称", required=True, max_length=120), Text(key="parent", label="上级编号", max_length=30),
            DEPARTMENT, OWNER, DURATION, Text(key="predecessors", label="前置任务", max_length=200), DELIVERABLES, ACCEPTANCE)),
    ),
)
# fmt: on
