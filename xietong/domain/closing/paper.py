"""The forms of the end: self-check, form 6, the retrospective report, the leftover list, the catalogue of the archive."""

from dataclasses import replace

from xietong.domain.closing.states import AcceptanceKind, Method, Verdict
from xietong.kit.paperwork.spec import (
    Choice,
    Day,
    DepartmentPick,
    Grid,
    ListForm,
    Number,
    PaperForm,
    Percent,
    PersonPick,
    Section,
    Text,
    Texts,
    YesNo,
)

SELF_CHECK_FORM = PaperForm(
    name="self_check",
    number="XT-BD-18",
    title="子任务自检单",
    header=("task", "department", "owner", "submitted_on"),
    lines=(
        Text(key="task", label="子任务", computed=True),
        DepartmentPick(key="department", label="负责部门", computed=True),
        PersonPick(key="owner", label="自检人", computed=True),
        Day(key="submitted_on", label="提交日期", computed=True),
        Grid(
            key="items",
            label="逐条自检",
            fixed=True,
            columns=(
                Text(key="criterion", label="验收标准", computed=True, width=5),
                YesNo(key="meets", label="是否符合", width=1),
                Text(key="remark", label="说明", lines=2, max_length=2000, width=4),
            ),
        ),
        Text(
            key="summary",
            label="说明与证据",
            lines=3,
            max_length=2000,
            help="没有上传文件时，写明交付物的链接或存放处。",
        ),
        Text(key="files", label="附件", lines=2, max_length=4000, computed=True),
    ),
)

ACCEPTANCE_FORM = PaperForm(
    name="acceptance",
    number="XT-BD-06",
    title="跨部门协同成果验收表",
    header=(
        "number", "round", "title", "collaboration", "kind", "method", "department", "lead", "planned_finish", "actual_finish",
        "called_on", "held_on",
    ),
    sections=(
        Section(key="items", label="一、交付物验收"),
        Section(key="outcomes", label="二、目标达成"),
        Section(key="leftovers", label="三、遗留事项与移交"),
        Section(key="conclusion", label="四、验收结论"),
    ),
    signature_block="countersign",
    note="本表由总负责人组织填写，各验收部门签字后由企管部归档。",
    lines=(
        Text(key="number", label="验收编号", computed=True),
        Text(key="round", label="轮次", computed=True),
        Text(key="title", label="任务名称", computed=True, max_length=120),
        Text(key="collaboration", label="任务编号", computed=True),
        Choice(key="kind", label="验收类型", options=AcceptanceKind, computed=True),
        Choice(key="method", label="验收方式", options=Method, required=True),
        DepartmentPick(key="department", label="申请部门", computed=True),
        PersonPick(key="lead", label="验收组长", computed=True),
        Day(key="planned_finish", label="计划完成", computed=True),
        Day(key="actual_finish", label="实际完成", computed=True),
        Day(key="called_on", label="申请日期", computed=True),
        Day(key="held_on", label="验收日期", required=True),
        Grid(
            key="items",
            label="交付物",
            section="items",
            fixed=True,
            columns=(
                Text(key="task", label="子任务", computed=True, width=3),
                Text(key="deliverable", label="交付物", computed=True, width=3),
                Text(key="criterion", label="验收标准", computed=True, width=4),
                Text(key="self_check", label="自检结果", computed=True, width=2),
                Choice(key="verdict", label="联合验收结果", options=Verdict, width=2),
                Text(key="problem", label="问题描述", lines=2, max_length=2000, width=3),
                Text(key="requirement", label="整改要求", lines=2, max_length=2000, width=3),
                Text(key="mending", label="整改责任人/期限", computed=True, width=2),
                Text(key="recheck", label="复验结果/日期", computed=True, width=2),
            ),
        ),
        Grid(
            key="outcomes",
            label="预期成果",
            section="outcomes",
            fixed=True,
            columns=(
                Text(key="name", label="预期成果", computed=True, width=3),
                Text(key="measure", label="指标", computed=True, width=3),
                Text(key="target", label="目标值", computed=True, width=2),
                Text(key="actual", label="实际值", required=True, width=2),
                Percent(key="rate", label="达成率", maximum=100_000, computed=True, width=1),
                Text(key="note", label="说明", max_length=500, width=3),
            ),
        ),
        Grid(
            key="leftovers",
            label="遗留事项",
            section="leftovers",
            fixed=True,
            columns=(
                Text(key="matter", label="事项", computed=True, width=4),
                Text(key="department", label="责任部门", computed=True, width=2),
                Text(key="owner", label="负责人", computed=True, width=2),
                Day(key="due_on", label="期限", computed=True),
                Text(key="standard", label="销项标准", computed=True, width=4),
            ),
        ),
        Grid(
            key="handovers",
            label="移交清单",
            section="leftovers",
            columns=(
                Text(key="name", label="名称", required=True, max_length=200, width=4),
                DepartmentPick(key="from_department", label="移交部门", required=True),
                DepartmentPick(key="to_department", label="接收部门", required=True),
                PersonPick(key="receiver", label="接收人", required=True),
            ),
        ),
        Choice(key="conclusion", label="结论", options=Verdict, computed=True, section="conclusion"),
        Text(key="remarks", label="验收意见", lines=4, max_length=2000, section="conclusion"),
    ),
)  # fmt: skip

# What the lead fills in while the verdicts are given: the same lines, without the deliverables.
ACCEPTANCE_ENTRY = PaperForm(
    name="acceptance_entry",
    number=ACCEPTANCE_FORM.number,
    title="验收表填写",
    lines=tuple(
        replace(ACCEPTANCE_FORM.line(key), section="")
        for key in ("held_on", "method", "outcomes", "handovers", "remarks")
    ),
)

RETROSPECTIVE_FORM = PaperForm(
    name="retrospective",
    number="XT-BD-15",
    title="跨部门协同复盘报告",
    layout="report",
    sections=(
        Section(key="summary", label="一、摘要与目标达成情况"),
        Section(key="dimensions", label="二、流程有效性、沟通协作效率、风险应对效果", help="对事不对人：说现象、数据和原因，不指名道姓。"),
        Section(key="learned", label="三、成功经验与改进点"),
    ),
    signature_block="triple",
    lines=(
        Text(key="summary", label="摘要", required=True, lines=6, max_length=4000, section="summary", help="一页之内：达成了什么、差在哪里、下次怎么做。"),
        Day(key="met_on", label="复盘会日期", section="summary"),
        PersonPick(key="chair", label="主持人", section="summary"),
        Grid(
            key="goals",
            label="目标达成情况",
            section="summary",
            fixed=True,
            columns=(
                Text(key="goal", label="目标", computed=True, width=4),
                Text(key="planned", label="计划值", computed=True, width=2),
                Text(key="actual", label="实际值", computed=True, width=2),
                Text(key="difference", label="差异", computed=True, width=2),
                Text(key="reason", label="原因", max_length=500, width=4),
            ),
        ),
        Text(key="process", label="流程有效性", lines=4, max_length=4000, section="dimensions"),
        Text(key="communication", label="沟通协作效率", lines=4, max_length=4000, section="dimensions"),
        Text(key="risks", label="风险应对效果", lines=4, max_length=4000, section="dimensions"),
        Grid(
            key="successes",
            label="成功经验",
            section="learned",
            min_rows=1,
            columns=(
                Text(key="practice", label="做法", required=True, lines=2, max_length=1000, width=4),
                Text(key="evidence", label="效果证据", required=True, max_length=500, width=3),
                Text(key="conditions", label="适用条件", max_length=500, width=3),
                Text(key="reach", label="建议推广范围", max_length=200, width=2),
            ),
        ),
        Grid(
            key="improvements",
            label="改进点",
            section="learned",
            min_rows=1,
            columns=(
                Text(key="problem", label="问题", required=True, lines=2, max_length=1000, width=3),
                Text(key="root_cause", label="根本原因", required=True, lines=2, max_length=1000, width=3, help="连问五个为什么"),
                Text(key="measure", label="改进措施", required=True, lines=2, max_length=1000, width=4, help="可检查：不写“加强管理”之类的空话"),
                PersonPick(key="owner", label="责任人", required=True),
                Day(key="due_on", label="期限", required=True),
                Text(key="verification", label="验证方式", required=True, max_length=300, width=3),
            ),
        ),
        Texts(key="tags", label="知识标签", max_length=30, max_rows=10, section="learned", help="每行一个，便于在知识库中找到。"),
    ),
)  # fmt: skip

LEFTOVER_LIST = ListForm(
    name="leftovers",
    number="XT-BD-16",
    title="遗留事项清单",
    lines=(
        Text(key="title", label="任务名称", computed=True, max_length=120),
        Text(key="collaboration", label="任务编号", computed=True),
        PersonPick(key="lead", label="总负责人", computed=True),
        Day(key="as_of", label="统计日期", computed=True),
    ),
    columns=(
        Text(key="number", label="编号", width=3),
        Text(key="matter", label="事项", width=5),
        Text(key="source", label="来源", width=2),
        Text(key="effect", label="影响", width=3),
        Text(key="owner", label="后续负责人", width=2),
        Day(key="due_on", label="期限"),
        Text(key="department", label="跟踪部门", width=2),
        Text(key="standard", label="销项标准", width=4),
        Text(key="evidence", label="销项证据", width=4),
        Text(key="closed_by", label="复核人", width=2),
        Text(key="state", label="状态", width=2),
    ),
)

ARCHIVE_CATALOGUE = ListForm(
    name="catalogue",
    number="XT-BD-17",
    title="归档目录",
    lines=(
        Text(key="title", label="题名", computed=True, max_length=120),
        Text(key="collaboration", label="任务编号", computed=True),
        Text(key="confidentiality", label="密级", computed=True),
        Text(key="retention", label="保管期限", computed=True),
    ),
    columns=(
        Number(key="order", label="序号", width=1),
        Text(key="number", label="文号", width=3),
        Text(key="title", label="题名", width=5),
        Text(key="responsible", label="责任者", width=2),
        Day(key="on", label="日期"),
        Text(key="file", label="文件", width=5, max_length=400),
        Number(key="size", label="字节", width=2),
        Text(key="digest", label="摘要值（SHA-256）", width=6, max_length=64),
    ),
)
