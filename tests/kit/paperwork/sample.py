"""Papers made up for these tests: an application, a list, a letter and a report."""

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.words import Lookups
from xietong.kit.workflow import State


class Urgency(State):
    HIGH = "high", "高"
    MIDDLE = "middle", "中"
    LOW = "low", "低"


APPLICATION = spec.PaperForm(
    name="application",
    number="XT-BD-01",
    title="跨部门协同任务申请表",
    header=("no", "title", "department", "initiator", "phone", "urgency", "secret", "members"),
    sections=(spec.Section(key="why", label="一、任务说明"), spec.Section(key="how", label="二、成果与安排")),
    signature_block="countersign",
    note="本表一式两份，发起部门与企管部各存一份。",
    lines=(
        spec.Text(key="no", label="申请编号", computed=True),
        spec.Text(
            key="title",
            label="任务名称",
            required=True,
            max_length=60,
            help="年度或季度＋对象＋项目",
            synonyms=("项目名称",),
        ),
        spec.DepartmentPick(key="department", label="任务发起部门", required=True),
        spec.PersonPick(key="initiator", label="发起人", required=True, personal=True),
        spec.Text(key="phone", label="联系方式", personal=True),
        spec.Choice(key="urgency", label="紧急程度", options=Urgency, required=True),
        spec.YesNo(key="secret", label="是否涉密"),
        spec.PersonPick(key="members", label="知悉范围", many=True),
        spec.Text(key="goal", label="任务目标", required=True, lines=4, max_length=500, section="why"),
        spec.Texts(key="scope", label="任务范围（含）", section="why"),
        spec.Day(key="start_on", label="期望开始", required=True, section="why"),
        spec.Day(key="finish_on", label="期望完成", required=True, section="why"),
        spec.Money(key="budget", label="预算估算", section="why"),
        spec.Moment(key="launch_at", label="启动会", section="why"),
        spec.Percent(key="share", label="自筹比例", section="why"),
        spec.Number(key="effort", label="预计投入", minimum=0, maximum=999, unit="人天", places=1, section="why"),
        spec.Grid(
            key="outcomes",
            label="预期成果",
            min_rows=1,
            max_rows=20,
            section="how",
            columns=(
                spec.Text(key="name", label="成果名称", required=True, width=4),
                spec.Text(key="measure", label="衡量指标", required=True),
                spec.Text(key="target", label="目标值", required=True),
            ),
        ),
        spec.Grid(
            key="milestones",
            label="时间节点",
            required=True,
            section="how",
            columns=(
                spec.Text(key="name", label="节点", required=True),
                spec.Day(key="due_on", label="日期", required=True),
                spec.Files(key="proof", label="依据"),
            ),
        ),
        spec.Grid(
            key="departments",
            label="涉及部门",
            min_rows=2,
            section="how",
            columns=(
                spec.DepartmentPick(key="department", label="部门", required=True),
                spec.Text(key="ask", label="需配合事项", required=True, lines=2),
                spec.Number(key="days", label="预计投入", minimum=0, unit="人天"),
                spec.PersonPick(key="head", label="部门负责人", computed=True),
            ),
        ),
        spec.Files(key="attachments", label="附件", section="how"),
    ),
)

TASKS = spec.ListForm(
    name="tasks",
    number="XT-BD-03",
    title="跨部门协同任务清单",
    lines=(
        spec.Text(key="project", label="任务总名称"),
        spec.PersonPick(key="lead", label="总负责人"),
    ),
    columns=(
        spec.Text(key="code", label="WBS编号", computed=True, width=3),
        spec.Text(key="name", label="任务名称", required=True, width=6),
        spec.DepartmentPick(key="department", label="负责部门", required=True),
        spec.PersonPick(key="owner", label="负责人", required=True),
        spec.Choice(key="urgency", label="优先级", options=Urgency),
        spec.Day(key="start_on", label="计划开始"),
        spec.Day(key="finish_on", label="计划完成"),
        spec.Number(key="days", label="工期", unit="工作日"),
        spec.Texts(key="deliverables", label="交付物", width=6),
        spec.Percent(key="done", label="进度"),
        spec.YesNo(key="milestone", label="里程碑"),
        spec.Money(key="cost", label="费用"),
    ),
    note="关键任务以“是”标出里程碑。",
)

LETTER = spec.PaperForm(
    name="letter",
    number="XT-BD-09",
    title="资源协调函",
    layout="letter",
    signature_block="letter",
    lines=(
        spec.DepartmentPick(key="to", label="主送", required=True),
        spec.Text(key="purpose", label="事由与用途", lines=3, required=True),
        spec.Grid(
            key="items",
            label="资源明细",
            columns=(spec.Text(key="name", label="名称"), spec.Number(key="count", label="数量")),
        ),
        spec.Moment(key="reply_by", label="要求回复时间"),
    ),
)

REPORT = spec.PaperForm(
    name="report",
    number="XT-BD-12",
    title="跨部门协同复盘报告",
    layout="report",
    signature_block="triple",
    header=("project", "met_on"),
    lines=(
        spec.Text(key="project", label="任务名称"),
        spec.Day(key="met_on", label="复盘会日期"),
        spec.Text(key="summary", label="摘要", lines=6, max_length=2000),
        spec.Grid(
            key="lessons",
            label="成功经验",
            columns=(spec.Text(key="what", label="做法", lines=2), spec.Text(key="proof", label="效果证据", lines=2)),
        ),
    ),
)

LOOKUPS = Lookups(
    person={1: "林晓岚", 2: "周建国", 3: "王芳", 4: "𠮷田明"},
    department={10: "市场部", 20: "研发部", 30: "生产部"},
    file={7: "评审纪要.pdf", 8: "说明书.docx"},
)

PEOPLE = list(LOOKUPS.person.items())
DEPARTMENTS = list(LOOKUPS.department.items())
CHOICES = {"person": PEOPLE, "department": DEPARTMENTS}

ANSWERS = {
    "title": "2026年Q4智能门锁X3上市推广项目",
    "department": 10,
    "initiator": 1,
    "phone": "",
    "urgency": "high",
    "secret": False,
    "members": [2, 3],
    "goal": '2027年1月29日前完成X3在华东三省一市的上市铺货，首月销售额达到500万元，一次开箱不良率不高于0.8%。\n第二段：#let $x *y* <z> & "引号"。',
    "scope": ["X3 标准版与礼盒版上市", "华东三省一市线下渠道与两大电商平台", "安装与售后服务体系准备"],
    "start_on": "2026-10-12",
    "finish_on": "2027-01-29",
    "budget": "1260000.00",
    "launch_at": "2026-10-12T09:30+08:00",
    "share": 85,
    "effort": "120.5",
    "outcomes": [
        {"id": 5, "name": "X3 量产放行", "measure": "试产直通率", "target": "≥97%"},
        {"name": "渠道铺货", "measure": "签约门店数", "target": "≥420家"},
    ],
    "milestones": [{"name": "设计验证评审通过", "due_on": "2026-11-06", "proof": [7]}],
    "departments": [
        {"department": 10, "ask": "总体策划、推广与发布会", "days": 30},
        {"department": 20, "ask": "设计验证与技术资料", "days": None},
    ],
    "attachments": [7, 8],
}
