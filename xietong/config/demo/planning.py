"""大型活动, in its planning: the plan is with the heads for signature."""

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes import application as form
from xietong.config.demo.scenes import launch, plan

RESOURCES = [
    {"department": "市场部", "task": "T02", "kind": "budget", "name": "主会场与搭建费", "amount": "420000", "unit": "元",
     "purpose": "场地租赁与特装搭建", "cost": "420000"},
    {"department": "行政部", "task": "T07", "kind": "people", "name": "会务人员", "amount": "6", "unit": "人",
     "purpose": "签到、引导、后勤"},
    {"department": "IT部", "task": "T08", "kind": "equipment", "name": "直播与无线网络设备", "amount": "2", "unit": "套",
     "purpose": "主会场直播与嘉宾网络", "cost": "36000"},
    {"department": "产品部", "task": "T09", "kind": "equipment", "name": "X3智能门锁展示样机", "amount": "12", "unit": "台",
     "purpose": "体验区演示"},
]  # fmt: skip


def scripts(told: Story) -> list[Script]:
    return [story(told)]


def story(told: Story) -> Script:
    """唐悦 of 市场部 asks; 林浩然 leads; the day of the event cannot move, so dates are counted backward from it."""
    company = told.company
    told.lead_name = "linhaoran"
    yield company.at(-16, "14:10")
    event_day = company.day(48)
    form.started(
        told,
        playbook="large_event",
        title=f"{event_day.year}年智慧家居新品发布会",
        by="tangyue",
        target_on=event_day,
        answers={
            "source": "yearly_plan",
            "background": "每年春季面向渠道商与媒体发布当年主力产品，今年以智能门锁X3与网关G2为主，计划到会600人。",
            "budget_estimate": "860000",
            "budget_source": "市场部年度预算·大型活动",
            "constraints": "主会场档期只有一天；大型活动须提前二十日报批。",
        },
    )
    yield told.after(75)
    form.submitted(told)
    yield from form.approved(told, every=55)
    yield from launch.launched(told)
    yield told.after(60)
    plan.owners_named(told)
    yield from plan.resources_asked(told, RESOURCES)
    yield told.after(45)
    plan.rest_needs_nothing(told)
    yield company.at(-2, "09:30")
    plan.plan_sent(told)
    yield from plan.plan_signed(told, every=130, without=frozenset({"songjie", "liqiang", "gaoyuan", "linhaoran"}))
