"""The printed forms of this house: form 2 部门职责清单 XT-BD-02 (domain.md §2.2), and what is asked about a shape of the map."""

from xietong.domain.duties.states import Part
from xietong.kit.paperwork.spec import (
    Choice,
    Day,
    DepartmentPick,
    Grid,
    ListForm,
    Number,
    PaperForm,
    PersonPick,
    Text,
    Texts,
)
from xietong.kit.workflow import State


class NodeKind(State):
    """What a shape of the map is; the values of kit.swimlanes' kinds."""

    START = "start", "开始"
    STEP = "step", "环节"
    DECISION = "decision", "判断"
    FORK = "fork", "并行分叉"
    JOIN = "join", "并行汇合"
    END = "end", "结束"


class OfTheMap(State):
    """Ids of the map's own shapes: brought as choices when the form is shown."""


RESPONSIBILITY_LIST_FORM = ListForm(
    name="responsibilities",
    number="XT-BD-02",
    title="部门职责清单",
    lines=(
        Text(key="task_name", label="任务名称", computed=True, synonyms=("任务总名称", "项目名称")),
        Text(key="task_no", label="任务编号", computed=True, synonyms=("项目编号",)),
        PersonPick(key="lead", label="总负责人", computed=True),
        Text(key="map_version", label="对应流程图版本", computed=True, synonyms=("流程图版本",)),
        Day(key="compiled_on", label="编制日期", computed=True),
    ),
    columns=(
        Number(key="no", label="序号", computed=True, width=3),
        Texts(key="steps", label="对应环节", synonyms=("流程环节", "环节"), width=7),
        Text(key="matter", label="职责事项", required=True, max_length=120, synonyms=("事项", "工作事项"), width=9),
        DepartmentPick(
            key="accountable", label="主责部门", required=True, synonyms=("主责", "负责部门", "责任部门", "A")
        ),
        DepartmentPick(key="responsible", label="执行部门", many=True, synonyms=("执行", "R")),
        DepartmentPick(key="consulted", label="会商部门", many=True, synonyms=("会商", "咨询部门", "C")),
        DepartmentPick(key="informed", label="知会部门", many=True, synonyms=("知会", "告知部门", "I")),
        Text(
            key="description", label="具体职责描述", max_length=2000, lines=3, synonyms=("职责描述", "职责"), width=12
        ),
        Text(
            key="boundary", label="职责边界（不含）", max_length=1000, lines=2, synonyms=("职责边界", "不含"), width=8
        ),
        Texts(key="inputs", label="输入", synonyms=("输入物",), width=7),
        Texts(key="outputs", label="输出（交付物）", synonyms=("输出", "交付物", "输出物"), width=8),
        Text(key="time_limit", label="完成时限或频次", max_length=60, synonyms=("完成时限", "时限", "频次"), width=6),
        Text(key="standard", label="质量要求", max_length=200, synonyms=("标准", "质量标准"), width=7),
    ),
    signature_block="triple",
    note="本清单由各部门负责人分别确认本部门的职责；修改后，仅请内容有变化的部门重新确认。",
)

# One row of form 2 as it is edited.
DUTY_FORM = PaperForm(
    name="duty",
    number="XT-BD-02",
    title="职责事项",
    lines=(
        Text(key="matter", label="职责事项", required=True, max_length=120, help="动词加对象，如“编制检测报告”。"),
        DepartmentPick(key="accountable", label="主责部门", help="只能有一个部门主责。"),
        DepartmentPick(key="responsible", label="执行部门", many=True, help="动手的部门，可以就是主责部门。"),
        DepartmentPick(key="consulted", label="会商部门", many=True, help="决定之前要听取意见的部门。"),
        DepartmentPick(key="informed", label="知会部门", many=True, help="决定之后要告诉的部门。"),
        Choice(key="steps", label="对应环节", options=OfTheMap, many=True, help="流程图中的环节。"),
        Text(key="description", label="具体职责描述", max_length=2000, lines=3),
        Text(key="boundary", label="职责边界（不含）", max_length=1000, lines=2, help="写明哪些不归这一项管。"),
        Texts(key="inputs", label="输入"),
        Texts(key="outputs", label="输出（交付物）"),
        Text(key="time_limit", label="完成时限或频次", max_length=60),
        Text(key="standard", label="质量要求", max_length=200),
    ),
)
# What the liaison or head of the accountable department may write in its rows.
DESCRIBED = ("description", "boundary", "inputs", "outputs", "time_limit", "standard")
DESCRIPTION_FORM = PaperForm(
    name="duty_description",
    number="XT-BD-02",
    title="职责事项说明",
    lines=tuple(line for line in DUTY_FORM.lines if line.key in DESCRIBED),
)

NODE_FORM = PaperForm(
    name="node",
    number="XT-BD-02",
    title="流程图节点",
    lines=(
        Choice(key="kind", label="类型", options=NodeKind, required=True),
        Text(key="name", label="名称", max_length=120, help="环节写“做什么”，判断写成问句，如“检测是否合格？”。"),
        Choice(key="lane", label="责任部门", options=OfTheMap, help="环节和判断都要有责任部门。"),
        Text(key="post", label="岗位", max_length=60),
        Texts(key="inputs", label="输入", help="每行一项；由前面的环节产出，或列为外部输入。"),
        Texts(key="outputs", label="输出", help="每行一项；后面的环节要用到，或列为交付物。"),
        Text(key="time_limit", label="时限", max_length=60),
        Text(key="tool", label="工具、表单", max_length=120),
        Text(key="decider", label="决策人", max_length=120, help="只有“判断”需要：由谁决定。"),
        Text(key="criteria", label="判断条件", max_length=500, lines=2, help="只有“判断”需要：依据什么决定。"),
        Grid(
            key="next",
            label="去路",
            help="完成之后到哪里。判断至少两条并写明结果，如“通过”“退回”；并行分叉至少两条；其余一条。",
            columns=(
                Choice(key="target", label="下一个节点", options=OfTheMap, required=True),
                Text(key="label", label="结果名称", max_length=40),
            ),
            max_rows=20,
        ),
    ),
)

EDGES_FORM = PaperForm(
    name="edges",
    number="XT-BD-02",
    title="外部输入与交付物",
    lines=(
        Texts(key="external_inputs", label="外部输入", help="流程之外已有的资料，不由任何环节产出，每行一项。"),
        Texts(key="deliverables", label="交付物", help="流程最终交出去的成果，不再被后面的环节使用，每行一项。"),
    ),
)

PARTS = {"responsible": Part.RESPONSIBLE, "consulted": Part.CONSULTED, "informed": Part.INFORMED}

# The head of the process map on paper (domain.md §2.10); drawing and description table follow it.
PROCESS_MAP_FORM = PaperForm(
    name="process_map",
    number="XT-BD-11",
    title="跨部门协同流程图",
    orientation="landscape",
    header=("task_name", "task_no", "drawn_by", "lead", "drawn_on"),
    lines=(
        Text(key="task_name", label="任务名称", computed=True),
        Text(key="task_no", label="任务编号", computed=True),
        PersonPick(key="drawn_by", label="绘制人", computed=True),
        PersonPick(key="lead", label="总负责人", computed=True),
        Day(key="drawn_on", label="日期", computed=True),
        Texts(key="external_inputs", label="外部输入", computed=True),
        Texts(key="deliverables", label="交付物", computed=True),
    ),
)
