"""年度预算, done and archived: a sealed package, leftovers that are still followed up, lessons in the knowledge base."""

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes import application as form
from xietong.config.demo.scenes import ending, execution, launch, meeting, plan
from xietong.config.demo.scenes.execution import Trouble
from xietong.domain.closing.services import add_leftover
from xietong.domain.closing.states import AcceptanceKind
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.tracking.states import Cause, Measure

FIRST = -122
CIRCLE = [
    "chengying", "shaobo", "hongtao", "minjie", "fanghua", "zhengshuang", "wuhao", "lijun", "mahong", "yaodan", "gongxin",
    "hanlei", "yuanyuan", "qianduo", "jiale", "hupeng", "linxiaolan", "tangyue", "suyalan", "zhoujianguo",
]  # fmt: skip
RESOURCES = [
    {"department": "财务部", "task": "T01", "kind": "people", "name": "预算编制专员", "amount": "3", "unit": "人",
     "purpose": "口径、汇总与审核"},
    {"department": "信息部", "task": "T23", "kind": "system", "name": "预算系统测试环境", "amount": "1", "unit": "套",
     "purpose": "控制规则验证"},
]  # fmt: skip
TROUBLES = {
    "T06": Trouble(4, 80, Cause.REQUIREMENTS, "大客户框架协议价格未定，销量假设反复。", "请产品部确认新品上市月份。"),
    "T15": Trouble(1, 85, Cause.PRIORITIES, "两个部门的质询会与月末结账冲突。", ""),
}


def scripts(told: Story) -> list[Script]:
    told.lead_name = "liqiang"
    return [story(told), meetings(told), late_sales(told)]


def story(told: Story) -> Script:
    """程颖 of 财务部 asks, 李强 leads; the most confidential of all, read by the named circle only."""
    company = told.company
    yield company.at(FIRST - 17, "10:00")
    year = company.today.year + 1
    told.things["year"] = year
    form.started(
        told,
        playbook="annual_budget",
        title=f"{year}年度预算编制",
        by="chengying",
        start_on=company.day(FIRST),
        answers={
            "source": "yearly_plan",
            "background": f"按公司章程，{year}年度预算须经预算管理委员会审议后报董事会批准；上年编制超期11个工作日，两轮上报口径不一。",
            "need_to_know": [company.people[name].pk for name in CIRCLE],
            "constraints": "各部门只看本部门数据；关键假设冻结后不得单方修改。",
        },
    )
    yield told.after(50)
    form.submitted(told)
    yield from form.approved(told)
    yield from launch.launched(told)
    yield from plan.planned(told, RESOURCES)
    yield told.after(30)
    launch.entered(told)
    yield from execution.worked(told, first=FIRST, last=FIRST + 40, troubles=TROUBLES)
    yield from execution.accepted(told)
    yield from execution.worked(told, first=FIRST + 43, last=FIRST + 95, troubles=TROUBLES)
    yield from execution.accepted(told)
    yield told.after(40)
    execution.risks_closed(told, "预算已批准下达，风险随之解除。")
    execution.alerts_closed(told, "任务已完成并验收，见验收表。")
    yield told.after(30)
    launch.entered(told)
    told.things["actuals"] = [f"{year - 1}年提前完成", "18%", "0", "100%", "是"]
    yield from execution.accepted(told, kind=AcceptanceKind.WHOLE, every=45)
    yield from ending.retrospective(told, report(told))
    yield told.after(90)
    leftover(told)
    yield told.after(200)
    ending.archived(told)
    yield told.after(900)
    ending.lessons_published(told)


def leftover(told: Story) -> None:
    """What the archive does not end: it is followed up until somebody else strikes it off."""
    people = told.company.people
    for owner, days, matter, standard in (
        ("hupeng", 8, "预算系统与费控系统的科目映射自动校验", "连续两个月末自动校验无差异，留有校验报告"),
        ("shaobo", -3, "历史成本动因库补录三年数据", "三个事业部2023至2025年动因数据入库，抽检差错率低于1%"),
    ):
        due = told.company.day(days)
        add_leftover(
            told.collaboration,
            matter=matter,
            owner_id=people[owner].pk,
            due_on=max(due, told.now.date()),
            standard=standard,
            source="复盘改进点",
            by=told.actor(told.lead),
            now=told.now,
        )


def report(told: Story) -> dict[str, object]:
    """The retrospective as 程颖 wrote it."""
    people, year = told.company.people, told.things["year"]
    return {
        "summary": f"{year}年度预算在约定日期前批准下达，二上偏差18%，比上年收敛一半；销售预算因框架价格未定晚交4个工作日，未影响总期。",
        "met_on": None,
        "chair": people["liqiang"].pk,
        "process": "二上二下按流程图走完；质询会前一天发出意见单，会上只议分歧，平均每部门38分钟。",
        "communication": "关键假设有唯一入口，变更由财务部统一发布，没有再出现两个版本的口径。",
        "risks": "“目标与资源反复博弈”触发一次，按预案由分管领导当场裁定，用时两天。",
        "successes": [
            {"practice": "关键假设单独冻结并编号发布", "evidence": "口径争议由上年23起降到4起", "conditions": "两轮以上上报的编制工作",
             "reach": "滚动预测、三年规划"},
            {"practice": "质询会前一天发意见单，会上只议分歧", "evidence": "人均会议时间由2.5小时降到38分钟",
             "conditions": "参与部门超过八个", "reach": "各类评审会"},
        ],
        "improvements": [
            {"problem": "销售预算晚交4个工作日", "root_cause": "框架协议价格谈判与编制窗口重叠，没有给出替代假设",
             "measure": "编制大纲中增加“价格未定时按上年均价±5%分两档填报”的规则", "owner": people["wuhao"].pk,
             "due_on": told.company.day(40).isoformat(), "verification": "下一年度一上按时率100%"},
            {"problem": "科目映射靠人工核对", "root_cause": "预算系统与费控系统科目表各自维护",
             "measure": "建立统一科目台账，每月末自动比对一次", "owner": people["hupeng"].pk,
             "due_on": told.company.day(25).isoformat(), "verification": "连续两个月末比对无差异"},
        ],
        "tags": ["预算", "关键假设", "质询会"],
    }  # fmt: skip


def meetings(told: Story) -> Script:
    """The launch meeting and four of the weekly ones."""
    topic = {
        "topic": "上报进度与口径问题", "presenter": "chengying", "points": "按部门过一上进度，集中回答口径问题。",
        "conclusion": "口径问题当天书面答复；未上报的部门两个工作日内补齐。",
    }  # fmt: skip
    for number, n in enumerate((FIRST + 9, FIRST + 24, FIRST + 39, FIRST + 59)):
        owner = ("shaobo", "mahong", "yuanyuan", "hongtao")[number]
        yield from meeting.held(
            told,
            kind=MeetingKind.WEEKLY,
            n=n,
            topics=[topic],
            actions=[
                {
                    "problem": "填报模板有公式被改动",
                    "solution": "重新下发锁定版模板并核对已报数据",
                    "owner": owner,
                    "days": 4,
                }
            ],
        )
        yield told.company.at(n + 3, "11:30")
        meeting.action_done(told, owner, "已重新下发并核对，差异3处已更正。")


def late_sales(told: Story) -> Script:
    """The one red alert of the budget: taken in hand, and closed when the sales budget was there."""
    task = None
    for n in range(FIRST + 22, FIRST + 45):
        yield told.company.at(n, "11:00")
        task = task or plan.task(told, "T06")
        alert = execution.alert_on(told, task)
        if alert is not None and alert.state == "open":
            execution.alert_taken(
                told,
                alert,
                cause=Cause.REQUIREMENTS,
                measure=Measure.OTHER,
                text="按上年均价与上浮5%两档填报，价格敲定后只改单价列。",
                responsible=told.company.people["wuhao"],
                days=4,
            )
            return
