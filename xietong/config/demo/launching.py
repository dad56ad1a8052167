"""流程优化, in its launch: returned once, sent round again in a second revision, still waiting for two signatures."""

from xietong.config.demo.acting import Script, Story
from xietong.config.demo.scenes import application as form
from xietong.domain.collaborations.queries import KIND


def scripts(told: Story) -> list[Script]:
    return [story(told)]


def story(told: Story) -> Script:
    """冯雪 of 企管部 asks; 供应链部 sends it back because the scope leaves out urgent orders."""
    company = told.company
    told.lead_name = "fengxue"
    yield company.at(-9, "10:20")
    form.started(
        told,
        playbook="process_improvement",
        title="订单到交付流程优化",
        by="minjie",
        start_on=company.day(6),
        answers={
            "source": "leader",
            "background": "上半年订单到交付平均18.6天，比同行中位数多6天；客户催单每周31次，其中四成因信息在部门间重复录入。",
            "budget_estimate": "180000",
            "budget_source": "2026年管理改进专项",
            "constraints": "系统改造须避开月末结账；试点门店不超过两家。",
        },
    )
    yield told.after(55)
    form.changed(told, contact="8620")
    yield told.after(20)
    form.submitted(told)
    undecided = frozenset({"guozhen", "xuwei", "dongmei", "yanzheng"})
    yield from form.signatures(told, KIND, lambda: form.application(told).pk, form.sign, without=undecided)
    yield company.at(-6, "11:10")
    form.send_back(told, company.people["guozhen"], "范围没有写明加急订单是否在内；加急占三成，不写明试点数据没法比。")
    yield company.at(-5, "09:40")
    answers = form.application(told).answers
    form.changed(told, scope_in=[*answers["scope_in"], "加急订单（72小时内交付）的受理与插单规则"])
    yield told.after(30)
    form.submitted(told)
    yield from form.signatures(
        told, KIND, lambda: form.application(told).pk, form.sign, every=95, without=frozenset({"dongmei", "yanzheng"})
    )
