"""协同计划书 as a book: the chapters of domain.md §2.7, with the chart, the lists as annexes, signatures and readers."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import application_of, participations_of, task_forces_of
from xietong.domain.planning import queries
from xietong.domain.planning.documents.chart import chart_of
from xietong.domain.planning.documents.forms import (
    facts_of,
    lookups_for,
    mark_of,
    resource_values,
    risk_values,
    said_day,
    signed_of,
)
from xietong.domain.planning.models import Plan
from xietong.domain.planning.paper import PLAN_BOOK
from xietong.kit.paperwork.bitmap import png_of
from xietong.kit.paperwork.printout import Block, Heading, Paragraph, Picture, Printout, Table
from xietong.kit.paperwork.words import moment_in_words

COMMUNICATION = (
    ("启动会", "一次", "立项后", "60 分钟", "总负责人、各部门负责人、接口人", "会议纪要、签字确认的申请表"),
    ("进度更新", "每个工作日", "当日 18:00 前", "—", "接口人、子任务负责人", "部门协同进度跟踪表"),
    ("周例会", "每周一次", "固定时间", "30—60 分钟", "总负责人、各接口人", "会议纪要（问题、方案、负责人、时限）"),
    ("专题会", "红色预警后 2 个工作日内", "按需", "不超过 60 分钟", "相关部门", "预警处理单"),
    ("联合验收会", "一次", "子任务自检完成后", "按需", "验收部门、总负责人", "成果验收表"),
    ("复盘会", "一次", "验收后 5—10 个工作日", "按需", "全体参与人员", "复盘报告"),
)
RULES = (
    "计划书发布后，任务、日期、负责人、交付物和验收标准只能通过变更申请修改；申请时由系统计算对完成日、关键路径、部门和资源的影响。",
    "不影响总目标、总范围、总预算和约定完成日的变更由总负责人审批；涉及上述事项的，以及总负责人本人提出的，由分管领导审批；申请人不审批自己的申请。",
    "变更批准后自动产生新版本，逐项列出差异，并请受影响的部门和人员重新阅读。",
    "任务逾期超过规定天数或出现重大风险触发红色预警；两个工作日内未处理的，升级至分管领导。",
    "部门之间的协作请求在规定时限内回应；超时升级至部门负责人，再升级至分管领导。",
)


def plan_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """The book of the version under way or in force."""
    plan = queries.current_plan(collaboration)
    if plan is None:
        return {}
    return {"": plan_book(collaboration, plan)}


def plan_book(collaboration: Collaboration, plan: Plan) -> Printout:
    content = plan.content or queries.plan_content(collaboration)
    return Printout(
        paper=PLAN_BOOK,
        title=f"{collaboration.title} 协同计划书",
        values={"title": collaboration.title},
        facts=facts_of(collaboration, "JH", plan),
        body=tuple(_chapters(collaboration, plan, content)),
        body_only=True,
        signatures=signed_of(plan),
        mark=mark_of(plan),
        verification=plan.digest[:16],
        made_at=plan.published_at or plan.state_since,
        lookups=lookups_for(resource_values(collaboration), risk_values(collaboration)),
    )


def _chapters(collaboration: Collaboration, plan: Plan, content: dict[str, Any]) -> list[Block]:
    answers = application_of(collaboration).answers
    blocks: list[Block] = [
        Paragraph(text=f"编制人：{plan.drafted_by.name}　编制日期：{moment_in_words(plan.drafted_at)[:10]}　版本：第 {plan.number} 版", style="center"),
        Paragraph(text=settings.COMPANY, style="center"),
        Heading(text="一、目标与范围"),
        Paragraph(text=f"目标：{answers.get('goal') or '见申请表'}"),
        Paragraph(text=f"范围（含）：{_listed(answers.get('scope_in'))}"),
        Paragraph(text=f"不含：{_listed(answers.get('scope_out'))}"),
        Table(
            headers=("预期成果", "衡量指标", "目标值"),
            rows=tuple((r.get("name", ""), r.get("measure", ""), r.get("target", "")) for r in answers.get("expected_outcomes") or []),
            widths=(6, 6, 5),
        ),
        Heading(text="二、组织与职责"),
        *_organisation(collaboration),
        Heading(text="三、流程图"),
        Paragraph(text="协同流程图及说明表见《跨部门协同流程图》，职责分工见《部门职责清单》。"),
        Heading(text="四、里程碑计划"),
        _milestones(answers, content["tasks"]),
        Heading(text="五、任务清单"),
        Paragraph(text=_task_summary(content["tasks"])),
        Heading(text="六、资源计划"),
        Paragraph(text=f"共 {len(content['resources'])} 项资源需求，明细见附件。" if content["resources"] else "各部门均确认无额外资源需求。"),
        Heading(text="七、风险预案"),
        Paragraph(text=f"共识别 {len(content['risks'])} 项风险，明细见附件。" if content["risks"] else "各部门均确认未发现风险。"),
        Heading(text="八、沟通计划"),
        Table(headers=("会议或报告", "频次", "时间", "时长", "参与人", "产出"), rows=COMMUNICATION, widths=(4, 4, 4, 4, 6, 7)),
        Heading(text="九、变更与升级规则"),
        *(Paragraph(text=f"{number}. {rule}") for number, rule in enumerate(RULES, 1)),
    ]  # fmt: skip
    blocks += _readers(collaboration, plan)
    blocks += [Heading(text="十、附件"), Paragraph(text="附件一 任务清单与甘特图；附件二 资源计划；附件三 风险预案。")]
    return blocks + _annexes(content)


def _listed(texts: Any) -> str:
    rows = [text for text in texts or [] if text]
    return "；".join(rows) if rows else "无"


def _organisation(collaboration: Collaboration) -> list[Block]:
    lead = collaboration.lead.name if collaboration.lead else "/"
    rows = []
    for part in participations_of(collaboration):
        head = part.department.head
        rows.append((
            part.department.name,
            part.involvement.label,
            head.name if head else "/",
            part.liaison.name if part.liaison else "/",
            part.deputy.name if part.deputy else "/",
            part.ask or "/",
        ))  # fmt: skip
    blocks: list[Block] = [
        Paragraph(text=f"总负责人：{lead}。"),
        Table(
            headers=("部门", "角色", "负责人", "接口人", "备份", "配合事项"),
            rows=tuple(rows),
            widths=(4, 3, 3, 3, 3, 9),
        ),
    ]
    forces = [
        (
            force.name,
            force.leader.name if force.leader else "/",
            "、".join(m.person.name for m in force.members.all()) or "/",
            force.mandate or "/",
        )
        for force in task_forces_of(collaboration)
    ]
    if forces:
        blocks.append(
            Table(title="专项小组", headers=("小组", "组长", "成员", "职责"), rows=tuple(forces), widths=(4, 3, 6, 9))
        )
    return blocks


def _milestones(answers: dict[str, Any], tasks: Sequence[dict[str, Any]]) -> Table:
    rows = [
        (r.get("name", ""), said_day(r.get("due_on")), r.get("criterion") or "/")
        for r in answers.get("milestones") or []
    ]
    rows += [
        (f"{t['code']} {t['name']}", said_day(t["finish_on"]), _listed(t["acceptance"]))
        for t in tasks
        if t["milestone"]
    ]
    return Table(headers=("里程碑", "日期", "完成标志"), rows=tuple(rows), widths=(7, 5, 9))


def _task_summary(tasks: Sequence[dict[str, Any]]) -> str:
    days = [t["finish_on"] for t in tasks if t["finish_on"]]
    starts = [t["start_on"] for t in tasks if t["start_on"]]
    if not days:
        return f"共 {len(tasks)} 项任务，日期尚未计算。"
    return (
        f"共 {len(tasks)} 项任务，{said_day(min(starts))} 开始，计划 {said_day(max(days))} 完成；明细与甘特图见附件。"
    )


def _readers(collaboration: Collaboration, plan: Plan) -> list[Block]:
    """传阅: who was asked to read, and when they did."""
    readers = queries.readers_of(plan)
    if not readers:
        return []
    rows = tuple(
        (r.department or "/", r.person, moment_in_words(r.read_at) if r.read_at else "未阅", r.passed_on_by or "/")
        for r in readers
    )
    return [
        Table(title="传阅记录", headers=("部门", "姓名", "已阅时间", "部门内传达人"), rows=rows, widths=(4, 4, 5, 4))
    ]


def _annexes(content: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = []
    picture = chart_of(content["tasks"])
    if picture:
        blocks.append(Picture(svg=picture, png=png_of(picture), title="附件一 甘特图", landscape=True))
    blocks.append(
        Table(
            title="附件一 任务清单",
            headers=("编号", "任务", "负责部门", "负责人", "优先级", "开始", "完成", "工期", "前置", "交付物", "验收标准"),
            rows=tuple(
                (
                    t["code"], t["name"], t["department"], t["owner"], t["priority"], said_day(t["start_on"]), said_day(t["finish_on"]),
                    str(t["duration"]), t["predecessors"] or "/", "\n".join(t["deliverables"]), "\n".join(t["acceptance"]),
                )
                for t in content["tasks"]
            ),
            widths=(3, 8, 5, 4, 3, 7, 7, 3, 4, 8, 10),
            landscape=True,
        )
    )  # fmt: skip
    blocks.append(
        Table(
            title="附件二 资源计划",
            headers=("需求部门", "类型", "名称与规格", "人员", "数量", "用途", "任务", "起", "止", "来源", "提供部门", "金额（元）"),
            rows=tuple(
                (
                    r["department"], r["kind"], r["name"], r["person"], r["quantity"], r["purpose"], r["task"],
                    said_day(r["from_on"]), said_day(r["until_on"]), r["source"], r["provider"], r["cost"] or "/",
                )
                for r in content["resources"]
            ),
            widths=(4, 4, 7, 4, 4, 7, 3, 7, 7, 4, 4, 6),
            landscape=True,
        )
    )  # fmt: skip
    blocks.append(
        Table(
            title="附件三 风险预案",
            headers=("风险", "类别", "责任部门", "责任人", "可能性", "影响", "等级", "触发条件", "预防措施", "应急预案", "缓冲"),
            rows=tuple(
                (
                    r["name"], r["category"], r["department"], r["owner"], str(r["probability"]), str(r["impact"]), r["level"],
                    r["trigger"], r["prevention"], r["contingency"], f"{r['buffer_days']} 工作日" if r["buffer_days"] else "/",
                )
                for r in content["risks"]
            ),
            widths=(7, 3, 4, 4, 3, 3, 3, 6, 7, 7, 4),
            landscape=True,
        )
    )  # fmt: skip
    return blocks
