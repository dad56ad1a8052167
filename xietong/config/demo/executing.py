"""新产品上市, in the middle of its execution: weeks of updates and meetings, one red alert, support, a letter in use."""

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes import application as form
from xietong.config.demo.scenes import execution, launch, lending, meeting, plan
from xietong.config.demo.scenes.execution import Trouble
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.tracking.services import answer_support, deliver_support, satisfy_support
from xietong.domain.tracking.states import Cause, Measure, SupportAnswer

FIRST = -63  # the working day on which the work begins
RESOURCES = [
    {"department": "研发部", "task": "T05", "kind": "people", "name": "结构与嵌入式工程师", "amount": "3", "unit": "人",
     "purpose": "方案与原型设计"},
    {"department": "质量部", "task": "T09", "kind": "equipment", "name": "高低温湿热试验箱", "amount": "1", "unit": "台",
     "purpose": "可靠性测试", "source": "lent", "provider": "生产部"},
    {"department": "市场部", "task": "T14", "kind": "budget", "name": "上市推广费", "amount": "650000", "unit": "元",
     "purpose": "媒介投放与门店物料", "cost": "650000"},
    {"department": "供应链部", "task": "T08", "kind": "budget", "name": "长周期物料预付款", "amount": "480000", "unit": "元",
     "purpose": "主控芯片与指纹模组", "cost": "480000"},
]  # fmt: skip
TROUBLES = {
    "T06": Trouble(2, 85, Cause.TECHNOLOGY, "锁体结构件尺寸超差0.2毫米，正在修模。", "请供应链部协调模具厂加班一天。"),
    "T08": Trouble(
        9,
        55,
        Cause.SUPPLIER,
        "主控芯片交期由8周延到11周，订单确认函未回。",
        "请研发部确认备选型号能否替代。",
        blocked=True,
    ),
    "T14": Trouble(20, 70, Cause.RESOURCES, "推广预算追加15万元未获批，媒介位置无法锁定。", "请财务部明确可用额度。"),
}
TOPICS = [
    {"topic": "本周里程碑与下周计划", "presenter": "linxiaolan", "points": "逐项核对里程碑，未完成的说明原因和新日期。",
     "conclusion": "里程碑不变；滞后任务的责任部门周三前补齐。"},
]  # fmt: skip
# One of these comes out of each weekly meeting: (problem, solution, owner, working days)
ACTIONS = [
    ("竞品定价信息不全", "补充三家竞品的线下成交价，形成对比表", "baiyun", 4),
    ("用户访谈样本偏少", "再访谈20户已购竞品的家庭，输出访谈纪要", "tangyue", 5),
    ("需求变更没有统一入口", "以需求基线表为唯一入口，每周四冻结", "jiangnan", 3),
    ("外观专利检索范围不清", "列出五个对标型号，补做外观检索", "liangyi", 5),
    ("原型样机功耗偏高", "优化蓝牙广播间隔，目标待机电流不超过60微安", "hanlei", 4),
    ("包装尺寸影响装柜", "与供应链部确认外箱尺寸，装柜率不低于92%", "duyan", 5),
    ("认证送样排队", "提前预约检测机构两个档期", "luojia", 3),
    ("门店样机数量没定", "按420家门店核定样机与道具数量", "zhengshuang", 4),
    ("试产工装未到", "工装供应商现场跟催，周五前到位", "lijun", 4),
    ("首批销量预测差异大", "销售部与产品部对齐口径，给出高中低三档", "wuhao", 5),
    ("推广预算未获批", "按预算调整流程补交投入产出测算", "linxiaolan", 2),
    ("芯片交期延长", "研发部评估备选型号，供应链部同步询价", "gongxin", 3),
]


def scripts(told: Story) -> list[Script]:
    told.lead_name = "linhaoran"
    return [story(told), weeklies(told), acceptances(told), requests(told), letter(told), red_alert(told)]


def story(told: Story) -> Script:
    """林晓岚 of 市场部 asks, 林浩然 leads; the launch day is fixed, so dates are counted backward from it."""
    company = told.company
    yield company.at(FIRST - 19, "09:50")
    launch_day = company.day(FIRST + 128)
    quarter = (launch_day.month + 2) // 3
    form.started(
        told,
        playbook="new_product_launch",
        title=f"{launch_day.year}年Q{quarter}智能门锁X3上市推广项目",
        by="linxiaolan",
        target_on=launch_day,
        answers={
            "source": "yearly_plan",
            "confidentiality": "internal",
            "background": "X3主打人脸与掌静脉双识别，竞品预计同季发布；渠道要求上市前四周备货到店。",
            "goal": f"{launch_day.month}月{launch_day.day}日完成X3在华东三省一市的上市铺货，签约门店不少于420家，首月销量不少于1.2万台。",
            "budget_estimate": "1680000",
            "budget_source": "产品上市专项",
            "constraints": "须先取得认证再发货；主控芯片为长周期物料。",
        },
    )
    yield told.after(40)
    form.submitted(told)
    yield from form.approved(told)
    yield from launch.launched(told)
    yield from plan.planned(told, RESOURCES)
    yield told.after(30)
    launch.entered(told)
    yield from execution.worked(told, first=FIRST, last=0, troubles=TROUBLES)


def weeklies(told: Story) -> Script:
    """The launch meeting, then every fifth working day the weekly one."""
    company = told.company
    for number, n in enumerate(range(FIRST + 4, 1, 5)):
        problem, solution, owner, days = ACTIONS[number % len(ACTIONS)]
        action = {"problem": problem, "solution": solution, "owner": owner, "days": days}
        yield from meeting.held(
            told,
            kind=MeetingKind.WEEKLY,
            n=n,
            topics=TOPICS,
            actions=[action],
            absent="heqi" if number == 6 else "",
            unread=4 if n > -5 else 0,
        )
        if number < 10 and n + 3 <= 0:
            yield company.at(n + 3, "16:05")
            meeting.action_done(told, owner, f"已完成：{solution}。")


def acceptances(told: Story) -> Script:
    """What was handed in is accepted together about every three weeks."""
    for n in (FIRST + 27, FIRST + 48, -6):
        yield told.company.at(n, "10:40")
        yield from execution.accepted(told)


def requests(told: Story) -> Script:
    """One request answered in time and delivered, one that nobody has answered for days, one of yesterday."""
    company = told.company
    yield company.at(FIRST + 50, "09:35")
    asked = execution.support_asked(
        told, asking="研发部", asked="质量部", task="T06", matter="借用三坐标测量机半天",
        requirement="测量锁体结构件12个关键尺寸，出具测量报告（含偏差方向）。", wanted=FIRST + 52,
    )  # fmt: skip
    speaker, asker = company.staff("质量部")[0], company.staff("研发部")[0]
    yield company.at(FIRST + 50, "14:20")
    answer_support(
        asked,
        answer=SupportAnswer.ACCEPT.value,
        promised_on=company.day(FIRST + 51),
        by=told.actor(speaker),
        now=told.now,
    )
    yield company.at(FIRST + 51, "15:00")
    asked.refresh_from_db()
    deliver_support(
        asked, delivery="测量报告QC-0317，12个尺寸中2个超差，已发研发部。", by=told.actor(speaker), now=told.now
    )
    yield company.at(FIRST + 51, "16:10")
    asked.refresh_from_db()
    satisfy_support(asked, by=told.actor(asker), now=told.now)
    yield company.at(-4, "10:15")
    execution.support_asked(
        told, asking="供应链部", asked="研发部", task="T08", matter="确认备选主控芯片能否替代",
        requirement="请书面确认GD32L系列能否替代现型号，列出需改动的软硬件和验证天数。", wanted=-1,
    )  # fmt: skip
    if (company.today - company.day(0)).days > 1:
        return  # over a weekend the clock of 24 natural hours would run out as well
    yield company.at(0, "16:30")
    execution.support_asked(
        told, asking="市场部", asked="财务部", task="T14", matter="明确推广费追加额度",
        requirement="请明确15万元追加的审批结论或可先行动用的额度。", wanted=2,
    )  # fmt: skip


def letter(told: Story) -> Script:
    """质量部 borrows the climate chamber of 生产部 for the reliability tests."""
    yield told.company.at(-11, "10:05")
    lending.drafted(
        told,
        lender="生产部",
        borrower="质量部",
        task="T09",
        purpose="设计验证的高低温湿热循环试验，本部门试验箱检修至月底。",
        items=[("equipment", "高低温湿热试验箱", "1立方米，-40至85℃", "1 台", "质量部实验室", -9, 9)],
        custody="质量部罗佳保管，按操作规程使用，损坏由质量部负责维修。",
    )
    yield from lending.lent(told)


def red_alert(told: Story) -> Script:
    """Once the red alert is there, the lead records cause and measure; it stays open until the money is clear."""
    yield told.company.at(-3, "11:20")
    alert = execution.alert_on(told, plan.task(told, "T14"))
    assert alert is not None, "the marketing plan is overdue and must be red by now"
    execution.alert_taken(
        told,
        alert,
        cause=Cause.RESOURCES,
        measure=Measure.COORDINATE,
        text="财务部本周内给出追加额度结论；先以现有额度锁定华东三地门店物料，线上媒介顺延一周。",
        responsible=told.company.people["linxiaolan"],
        days=5,
    )
