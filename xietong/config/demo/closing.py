"""客户投诉, at its end: everything is done, the joint acceptance goes round and waits for three signatures."""

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes import application as form
from xietong.config.demo.scenes import execution, launch, meeting, plan
from xietong.config.demo.scenes.execution import Trouble
from xietong.domain.closing.states import AcceptanceKind
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.tracking.states import Cause

FIRST = -29
CIRCLE = [
    "tianli",
    "mengfan",
    "luojia",
    "xumei",
    "shiqing",
    "jiangnan",
    "liangyi",
    "wuhao",
    "lijun",
    "renjie",
    "qiuyang",
]
RESOURCES = [
    {"department": "技术部", "task": "T06", "kind": "people", "name": "现场工程师", "amount": "2", "unit": "人",
     "purpose": "到客户三处站点勘查取证"},
    {"department": "质量部", "task": "T07", "kind": "service", "name": "第三方失效分析", "amount": "1", "unit": "项",
     "purpose": "电源模块失效分析", "cost": "28000", "source": "bought"},
]  # fmt: skip
TROUBLES = {
    "T07": Trouble(
        1, 90, Cause.TECHNOLOGY, "断电现象在常温下不能稳定复现，正在高温加载。", "请技术部提供现场负载曲线。"
    ),
    "T12": Trouble(1, 80, Cause.REQUIREMENTS, "客户要求把备件承诺写进协议。", ""),
}


def scripts(told: Story) -> list[Script]:
    told.lead_name = "hejing"
    told.haste = 4
    return [story(told), meetings(told)]


def story(told: Story) -> Script:
    """田丽 of 客服部 writes it down, 何静 leads; confidential, so the circle of those who know is named."""
    company = told.company
    yield company.at(FIRST - 4, "09:05")
    form.started(
        told,
        playbook="customer_complaint",
        title="华东大区批量断电投诉处置",
        by="tianli",
        start_on=company.day(FIRST),
        answers={
            "source": "customer",
            "background": "华东大区三家运营商客户报告G1网关在雷雨后批量断电，涉及两个批次共312台，客户要求48小时内给出临时措施。",
            "need_to_know": [company.people[name].pk for name in CIRCLE],
            "budget_estimate": "120000",
            "budget_source": "质量成本",
            "constraints": "客户现场只允许夜间断电检修；对外口径统一由客服部发布。",
        },
    )
    yield told.after(60)
    form.submitted(told)
    yield from form.approved(told)
    yield from launch.launched(told)
    yield from plan.planned(told, RESOURCES)
    yield told.after(30)
    launch.entered(told)
    yield from execution.worked(told, first=FIRST, last=-3, troubles=TROUBLES)
    yield company.at(-3, "16:00")
    yield from execution.accepted(told)
    yield told.after(20)
    execution.risks_closed(told, "措施已验证有效，观察期内无同类投诉。")
    execution.alerts_closed(told, "任务已完成并验收，见验收表。")
    yield company.at(-2, "09:10")
    launch.entered(told)
    told.things["actuals"] = ["1.5小时", "20小时", "9个工作日", "4.6分", "0"]
    undecided = frozenset({"gaoyuan", "liqiang", "pengfei"})
    yield from execution.accepted(told, kind=AcceptanceKind.WHOLE, every=300, without=undecided)


def meetings(told: Story) -> Script:
    """The launch meeting of a complaint, and the one on the cause."""
    yield from meeting.held(
        told,
        kind=MeetingKind.SPECIAL,
        n=FIRST + 8,
        minutes=45,
        topics=[
            {"topic": "断电根本原因是否成立", "presenter": "shiqing",
             "points": "压敏电阻批次耐受电压偏低，雷击浪涌后热失控；12台返品中11台同一失效模式。",
             "conclusion": "根本原因成立；质量部负责同批次追溯，技术部给出替换方案。"},
        ],
        actions=[
            {"problem": "同批次压敏电阻流向不清", "solution": "追溯两个批次全部出货，列出客户与数量", "owner": "luojia", "days": 2},
            {"problem": "替换方案没有验证数据", "solution": "按浪涌4千伏做50次冲击试验，出具报告", "owner": "shiqing", "days": 4},
        ],
    )  # fmt: skip
    yield told.company.at(FIRST + 10, "15:40")
    meeting.action_done(told, "luojia", "两批共1,860件，流向清单已归档。")
    yield told.company.at(FIRST + 12, "11:20")
    meeting.action_done(told, "shiqing", "50次冲击后无失效，报告编号JS-2214。")
