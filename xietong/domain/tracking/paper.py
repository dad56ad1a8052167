"""The printed forms of this house: the tracking table (form 5) and the coordination letter."""

from xietong.domain.collaborations.states import Light
from xietong.domain.planning.states import TaskState
from xietong.kit.paperwork.spec import Choice, Day, ListForm, Moment, Number, PaperForm, Percent, Text

# domain.md §2.5, in its order; departments and people stand as they were named when it was taken
TRACKING_TABLE = ListForm(
    name="tracking",
    number="XT-BD-05",
    title="部门协同进度跟踪表",
    lines=(
        Text(key="title", label="任务名称", computed=True),
        Text(key="collaboration_no", label="任务编号", computed=True),
        Moment(key="as_of", label="统计时点", computed=True),
        Text(key="period", label="填报周期", computed=True),
        Text(key="lead", label="总负责人", computed=True),
        Percent(key="progress", label="总体进度", computed=True),
        Choice(key="light", label="总体状态灯", options=Light, computed=True),
        Text(key="counts", label="任务灯", computed=True),
        Number(key="changes", label="近7天变更数", computed=True),
    ),
    columns=(
        Text(key="code", label="WBS编号", width=4),
        Text(key="name", label="任务名称", width=9),
        Text(key="department", label="负责部门", width=4, synonyms=("责任部门", "主责部门", "牵头部门")),
        Text(key="owner", label="负责人", width=4),
        Day(key="baseline_start", label="计划开始（基线）", width=6),
        Day(key="baseline_finish", label="计划完成（基线）", width=6),
        Day(key="current_finish", label="当前计划完成", width=6),
        Day(key="actual_start", label="实际开始", width=6),
        Day(key="actual_finish", label="实际完成", width=6),
        Percent(key="planned_pct", label="计划进度", width=3),
        Percent(key="actual_pct", label="实际进度", width=3),
        Number(key="variance_days", label="偏差（天）", width=3),
        Choice(key="status", label="状态", options=TaskState, width=4),
        Choice(key="alert", label="预警等级", options=Light, width=4),
        Text(key="done", label="本期完成情况", lines=2, max_length=2000, width=8),
        Text(key="undone", label="未完成事项", lines=2, max_length=2000, width=6),
        Text(key="problem", label="存在问题", lines=2, max_length=2000, width=7),
        Text(key="cause", label="滞后原因", width=4),
        Text(key="measure", label="纠偏措施／责任人／时限", lines=2, max_length=2000, width=8),
        Text(key="need", label="需协调资源", lines=2, max_length=2000, width=6),
        Text(key="updated", label="更新人／更新时间", width=5),
        Text(key="why", label="备注", max_length=2000, width=6),
    ),
    note="计划与偏差按工作日计算；逾期天数按项目规则计算。本表由系统按统计时点生成。",
)

COORDINATION_LETTER = PaperForm(
    name="letter",
    number="XT-BD-07",
    title="资源协调函",
    layout="letter",
    lines=(Text(key="purpose", label="事由与用途", required=True, lines=4, max_length=2000),),
    signature_block="letter",
    note="本函仅限公司内部使用，一式两份，调出部门与总负责人各存一份。",
)
