"""Form 1, 跨部门协同任务申请表 XT-BD-01 (domain.md §2.1), declared once: page, Word, Excel, PDF, API and reading back.

Synonyms are the labels under which offices were seen to print the same line. One synonym may stand at two lines:
期望起止 is both the first and the last day.
"""

from xietong.domain.collaborations.states import Confidentiality, Priority, Scenario, Source
from xietong.kit.paperwork.spec import (
    Choice,
    Day,
    DepartmentPick,
    Files,
    Grid,
    Money,
    Number,
    PaperForm,
    PersonPick,
    Section,
    Text,
    Texts,
)

PERIOD = (
    "期望起止", "计划起止", "起止", "起止时间", "起止日期", "起止年月", "项目起止时间", "任务起止时间", "计划起止时间", "计划起止日期", "任务周期",
    "项目周期", "实施周期", "执行周期", "计划周期", "时间周期", "时间要求", "时间范围", "时间安排", "任务期限", "任务时间", "项目时间",
    "实施时间", "执行时间", "项目期限", "工期", "计划工期", "期望时间", "时间", "期限",
)  # fmt: skip

TITLE = (
    "项目名称", "协同任务名称", "协同项目名称", "协作任务名称", "协作事项", "协同事项", "任务名", "项目名", "任务主题", "项目主题", "任务标题",
    "名称", "主题", "事项名称", "工作名称", "课题名称", "活动名称", "申请事项", "任务/项目名称", "协同工作名称",
)  # fmt: skip
INITIATING_DEPARTMENT = (
    "发起部门", "申请部门", "牵头部门", "提出部门", "提报部门", "主办部门", "主责部门", "责任部门", "申报部门", "立项部门", "需求部门",
    "需求提出部门", "发起单位", "申请单位", "牵头单位", "承办部门", "项目发起部门", "任务提出部门", "归口部门", "所属部门",
)  # fmt: skip
INITIATOR = (
    "任务发起人", "项目发起人", "申请人", "提出人", "提报人", "经办人", "填表人", "填报人", "申报人", "需求人", "需求提出人", "立项人",
    "申请人姓名", "发起人姓名",
)  # fmt: skip
CONTACT = (
    "联系电话", "电话", "手机", "手机号", "手机号码", "分机", "分机号", "联系人电话", "发起人电话", "申请人电话", "邮箱", "电子邮箱", "联系信息",
    "发起人联系方式", "申请人联系方式", "电话/邮箱",
)  # fmt: skip
LEAD = (
    "总负责人", "项目负责人", "任务负责人", "总协调人", "项目经理", "拟任负责人", "建议负责人", "拟定负责人", "推荐总负责人", "项目总负责人",
    "牵头负责人", "负责人", "总牵头人", "牵头人", "项目总监", "协同负责人",
)  # fmt: skip

OUTCOME_COLUMNS = (
    Text(
        key="name", label="成果名称", required=True,
        synonyms=("成果", "预期成果", "交付成果", "成果内容", "成果描述", "交付物", "交付物名称", "输出成果", "输出物", "产出", "成果项", "名称", "项目", "目标成果", "预期产出"),
    ),
    Text(
        key="measure", label="衡量指标", required=True,
        synonyms=("指标", "衡量标准", "评价指标", "考核指标", "衡量方式", "度量指标", "量化指标", "指标名称", "衡量方法", "考核标准", "评价标准", "关键指标", "KPI"),
    ),
    Text(
        key="target", label="目标值", required=True,
        synonyms=("目标", "指标值", "目标数值", "预期值", "期望值", "量化目标", "目标指标", "达成标准", "预期目标值", "标准值"),
    ),
    Text(key="method", label="验收方式", synonyms=("验收方法", "验证方式", "确认方式", "检验方式", "评价方式", "考核方式", "验收办法", "验证方法")),
)  # fmt: skip
MILESTONE_COLUMNS = (
    Text(
        key="name", label="节点", required=True,
        synonyms=("节点名称", "里程碑", "里程碑名称", "时间节点", "关键节点", "阶段", "阶段名称", "事项", "任务节点", "工作节点", "主要节点", "节点内容", "阶段任务", "工作内容", "名称"),
    ),
    Day(
        key="due_on", label="日期", required=True,
        synonyms=("完成日期", "计划日期", "节点日期", "时间", "完成时间", "计划完成时间", "计划完成日期", "计划时间", "节点时间", "截止日期", "截止时间", "完成时限", "办结时限", "完成期限", "预计完成时间", "要求完成时间", "期望完成", "期望完成时间"),
    ),
    Text(
        key="criterion", label="完成标志",
        synonyms=("完成标准", "验收标准", "标志", "节点标志", "达成标志", "完成标识", "交付物", "输出物", "成果", "交付成果", "考核标准", "判定标准", "完成条件", "标准"),
    ),
)  # fmt: skip
DEPARTMENT_COLUMNS = (
    DepartmentPick(
        key="department", label="部门", required=True,
        synonyms=("部门名称", "涉及部门", "参与部门", "协同部门", "配合部门", "协作部门", "协办部门", "支持部门", "相关部门", "单位", "责任部门", "会签部门", "会签单位"),
    ),
    Text(
        key="ask", label="需配合事项", required=True, lines=3, max_length=500,
        synonyms=("配合事项", "协作事项", "协同事项", "配合内容", "配合要求", "需配合内容", "工作内容", "主要职责", "职责", "职责分工", "承担工作", "承担任务", "分工", "任务分工", "所需支持", "需支持事项", "需协助事项", "协助事项", "协同内容", "协作内容", "任务要求", "参与内容", "要求", "事项", "部门职责"),
    ),
    Number(key="effort", label="预计投入", unit="人天", places=1, minimum=0, synonyms=("投入", "投入人天", "预计工作量", "工作量", "预计工时", "人天", "所需人天", "预估投入", "投入人力", "人力投入")),
    Day(
        key="due_on", label="期望完成",
        synonyms=("期望完成时间", "期望完成日期", "完成时限", "完成时间", "完成日期", "截止日期", "截止时间", "要求完成时间", "办结时限", "完成期限", "计划完成时间", "配合时间", "时限"),
    ),
    PersonPick(key="head", label="部门负责人", computed=True, synonyms=("负责人", "部门领导", "部门经理")),
)  # fmt: skip

APPLICATION_FORM = PaperForm(
    name="application",
    number="XT-BD-01",
    title="跨部门协同任务申请表",
    header=(
        "application_no", "applied_on", "title", "scenario", "initiating_department", "initiator", "contact", "source",
        "priority", "confidentiality", "need_to_know", "proposed_lead", "start_on", "finish_on", "budget_estimate", "budget_source",
    ),
    sections=(Section(key="task", label="一、任务说明"), Section(key="result", label="二、成果与安排")),
    signature_block="countersign",
    note="本表一式两份，发起部门、企管部各存一份。",
    lines=(
        Text(key="application_no", label="申请编号", computed=True, synonyms=("编号", "表单编号", "申请单号", "项目编号", "任务编号", "文件编号")),
        Day(key="applied_on", label="申请日期", computed=True, synonyms=("填表日期", "申请时间", "填报日期", "提交日期", "填表时间", "提报日期", "申报日期", "发起日期")),
        Text(key="version", label="版本", computed=True, synonyms=("版本号", "表单版本")),
        Text(key="title", label="任务名称", required=True, max_length=60, synonyms=TITLE),
        Choice(
            key="scenario", label="场景类型", required=True, options=Scenario,
            synonyms=("场景", "任务类型", "项目类型", "协同类型", "适用场景", "协同场景", "任务类别", "项目类别", "业务场景", "业务类型", "类型", "类别", "协作类型"),
        ),
        DepartmentPick(key="initiating_department", label="任务发起部门", required=True, synonyms=INITIATING_DEPARTMENT),
        PersonPick(key="initiator", label="发起人", required=True, synonyms=(*INITIATOR, "联系人")),
        Text(key="contact", label="联系方式", personal=True, synonyms=CONTACT),
        Choice(
            key="source", label="任务来源", options=Source,
            synonyms=("来源", "项目来源", "立项依据", "任务依据", "事项来源", "发起来源", "任务由来", "来源类型"),
        ),
        Choice(
            key="priority", label="紧急程度", required=True, options=Priority,
            synonyms=("优先级", "优先程度", "重要程度", "紧急等级", "优先等级", "任务优先级", "项目优先级", "任务级别", "项目级别", "紧急性", "缓急程度", "重要紧急程度", "等级"),
        ),
        Choice(
            key="confidentiality", label="密级", required=True, options=Confidentiality,
            synonyms=("保密级别", "保密等级", "涉密等级", "密级程度", "信息密级", "文件密级", "保密要求", "秘密等级"),
        ),
        PersonPick(key="need_to_know", label="知悉范围", many=True, synonyms=("知悉人员", "知晓范围", "知悉人", "保密范围", "阅知范围", "可知悉人员", "传阅范围")),
        PersonPick(key="proposed_lead", label="建议总负责人", required=True, synonyms=LEAD),
        Text(
            key="background", label="任务背景与缘由", required=True, lines=5, max_length=2000, section="task",
            synonyms=("任务背景", "背景", "项目背景", "缘由", "立项背景", "申请理由", "申请原因", "任务缘由", "任务由来及背景", "背景与缘由", "背景及缘由", "背景说明", "背景情况", "发起原因", "发起背景", "立项理由", "事由", "问题描述", "现状", "现状与问题", "背景与必要性", "必要性", "背景和意义"),
        ),
        Text(
            key="goal", label="任务目标", required=True, lines=4, max_length=2000, section="task",
            synonyms=("目标", "项目目标", "协同目标", "工作目标", "总体目标", "任务目的", "项目目的", "目的", "总目标", "预期目标", "目标及要求", "任务总体目标", "量化目标"),
        ),
        Texts(
            key="scope_in", label="任务范围（含）", required=True, section="task",
            synonyms=("任务范围", "范围", "工作范围", "项目范围", "包含范围", "范围（含）", "范围内", "范围（包含）", "任务范围（包含）", "任务范围（包括）", "任务范围内", "包含", "包括", "含", "协同范围", "实施范围", "涵盖范围", "范围界定", "工作内容", "任务内容", "项目内容", "主要内容", "主要工作内容", "包含内容", "范围包括", "范围说明"),
        ),
        Texts(
            key="scope_out", label="不含范围", required=True, section="task",
            synonyms=("除外", "除外范围", "范围外", "任务范围（不含）", "任务范围（不包含）", "任务范围（不包括）", "范围（不含）", "范围（不包含）", "不含", "不包含", "不包括", "不在范围", "不在范围内", "排除范围", "排除事项", "除外事项", "不包含范围", "不包括范围", "不含内容", "不包含内容", "任务范围外", "项目范围外", "工作范围（不含）", "项目范围（不含）", "非任务范围", "不涉及范围", "范围除外", "范围排除", "边界（不含）"),
        ),
        Day(
            key="start_on", label="期望开始", required=True, section="task",
            synonyms=("计划开始", "开始日期", "开始时间", "计划开始日期", "计划开始时间", "期望开始日期", "期望开始时间", "启动日期", "启动时间", "计划启动时间", "起始日期", "起始时间", "开工日期", "任务开始时间", "预计开始时间", *PERIOD),
        ),
        Day(
            key="finish_on", label="期望完成", required=True, section="task",
            synonyms=("计划完成", "完成日期", "完成时间", "计划完成日期", "计划完成时间", "期望完成日期", "期望完成时间", "结束日期", "结束时间", "计划结束", "计划结束日期", "计划结束时间", "截止日期", "截止时间", "完成时限", "办结时限", "完成期限", "要求完成时间", "终止日期", "预计完成时间", "任务完成时间", "交付日期", *PERIOD),
        ),
        Money(
            key="budget_estimate", label="预算估算（元）", section="task",
            synonyms=("预算估算", "预算", "预算金额", "预算（元）", "预算（万元）", "预计费用", "费用预算", "费用估算", "预估费用", "经费预算", "项目预算", "任务预算", "预算总额", "预估预算", "资金预算", "所需经费", "所需费用", "投资估算", "总预算", "预计预算", "经费"),
        ),
        Text(
            key="budget_source", label="资金来源", section="task",
            synonyms=("预算来源", "经费来源", "费用来源", "预算科目", "费用科目", "资金渠道", "经费渠道", "预算归属", "费用归属", "出资部门", "预算出处", "列支科目"),
        ),
        Text(
            key="constraints", label="主要制约与风险", lines=4, max_length=2000, section="task",
            synonyms=("制约与风险", "主要风险", "风险", "制约因素", "风险与制约", "约束条件", "风险及制约", "风险提示", "主要制约", "限制条件", "假设与约束", "风险与对策", "潜在风险", "风险分析", "主要困难", "困难与风险", "约束与风险", "风险及应对", "可能的风险"),
        ),
        Grid(
            key="expected_outcomes", label="预期成果", required=True, min_rows=1, columns=OUTCOME_COLUMNS, section="result",
            synonyms=("预期目标成果", "交付成果", "预期产出", "成果", "成果目标", "预期成果及指标", "预期成果与指标", "成果要求", "成果清单", "交付物", "交付物清单", "输出成果", "预期交付", "预期交付成果", "主要成果", "目标成果", "项目成果", "任务成果", "预期效果", "成果与指标", "产出成果", "预期成果（含衡量指标）"),
        ),
        Grid(
            key="milestones", label="时间节点", required=True, min_rows=1, columns=MILESTONE_COLUMNS, section="result",
            synonyms=("里程碑", "关键节点", "里程碑节点", "节点计划", "主要节点", "重要节点", "重要时间节点", "关键时间节点", "里程碑计划", "阶段计划", "进度安排", "进度计划", "时间计划", "主要时间节点", "节点安排", "任务节点", "阶段安排", "实施计划", "时间进度", "工作进度"),
        ),
        Grid(
            key="involved_departments", label="涉及部门", required=True, min_rows=2, columns=DEPARTMENT_COLUMNS, section="result",
            synonyms=("参与部门", "协同部门", "配合部门", "协作部门", "协办部门", "支持部门", "相关部门", "参加部门", "涉及部门及分工", "参与部门及分工", "涉及部门及职责", "参与部门及职责", "部门分工", "部门职责分工", "协同部门及事项", "配合部门及事项", "涉及部门及配合事项", "参与单位", "涉及单位", "配合单位", "会签部门", "部门及分工", "协同单位"),
        ),
        Files(key="attachments", label="附件", section="result"),
    ),
)  # fmt: skip
