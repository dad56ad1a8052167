"""The checks of a process map: the built-in maps pass, and every fault that is put into them is found and said."""

import pytest

from tests.builtin_playbooks import KEYS, added, edited, leading, node, playbook_map, small, without
from xietong.domain.duties.rules import Severity, process_findings
from xietong.kit.swimlanes import Kind, Map, Way

BUDGET, COMPLAINT, EVENT, LAUNCH, IMPROVEMENT = KEYS


def ways(drawing, node_id, **labels):
    """The drawing with a decision's outcomes: target=label."""
    return edited(drawing, node_id, next=tuple(Way(target, label) for target, label in labels.items()))


def changed(drawing, **fields):
    return Map(**{**vars(drawing), **fields})


# fault: (playbook, how it is spoilt, kind of the finding, a node that it names, words of its message)
FAULTS = {
    "a step without a department": (EVENT, lambda m: edited(m, "N04", lane=""), "no_lane", "N04", "「场地签约」没有责任部门"),
    "a decision in an unknown lane": (LAUNCH, lambda m: edited(m, "N08", lane="gone"), "no_lane", "N08", "拖到负责部门的泳道"),
    "a nameless step": (BUDGET, lambda m: edited(m, "N05", name=""), "no_name", "N05", "环节 N05 没有名称"),
    "a decision with one outcome": (COMPLAINT, lambda m: ways(m, "N21", N25="有效"), "few_outcomes", "N21", "只有 1 个结果"),
    "a decision without any outcome": (COMPLAINT, lambda m: ways(m, "N13"), "few_outcomes", "N13", "只有 0 个结果"),
    "an outcome without a name": (IMPROVEMENT, lambda m: ways(m, "N03", N05="立项", N04=""), "unnamed_outcome", "N03", "1 条分支没有名称"),
    "two outcomes of one name": (IMPROVEMENT, lambda m: ways(m, "N03", N05="立项", N04="立项"), "same_outcome", "N03", "都叫“立项”"),
    "a decision without a decider": (BUDGET, lambda m: edited(m, "N20", decider=""), "no_decider", "N20", "没有决策人"),
    "a decision without criteria": (LAUNCH, lambda m: edited(m, "N12", criteria=""), "no_criteria", "N12", "没有判断条件"),
    "an input from nowhere": (COMPLAINT, lambda m: edited(m, "N11", inputs=("勘查记录", "第三方报告")), "input_missing", "N11", "“第三方报告”没有任何环节产出"),
    "an input nobody makes any more": (EVENT, lambda m: edited(m, "N08", outputs=("名单",)), "input_missing", "N09", "“邀约确认名单”没有任何环节产出"),
    "an external input that is no longer declared": (LAUNCH, lambda m: changed(m, external_inputs=("上市任务申请表", "年度产品规划", "目标成本要求")), "input_missing", "N14", "“渠道网点清单”"),
    "an input made later": (BUDGET, lambda m: edited(m, "N08", inputs=("销售预算", "批准决议")), "input_late", "N08", "由「是否批准」产出，但它不在「生产预算」之前"),
    "an input made only in the rework loop": (COMPLAINT, lambda m: edited(m, "N20", inputs=("根本原因分析报告", "补充原因分析记录")), "input_late", "N20", "“补充原因分析记录”"),
    "an input made in the branch beside": (LAUNCH, lambda m: edited(m, "N18", inputs=("宣传物料",)), "input_late", "N18", "不在「服务政策与培训」之前"),
    "an input that only the step itself makes": (EVENT, lambda m: edited(m, "N21", inputs=("现场执行记录",)), "input_missing", "N21", "“现场执行记录”"),
    "an output that nobody uses": (IMPROVEMENT, lambda m: edited(m, "N08", outputs=("基线数据", "异常数据表")), "output_unused", "N08", "“异常数据表”没有环节使用"),
    "a deliverable that is only an output now": (EVENT, lambda m: changed(m, deliverables=tuple(d for d in m.deliverables if d != "费用结算表" and d != "撤场交接单")), "output_unused", "N23", "“撤场交接单”没有环节使用"),
    "a deliverable nobody makes": (LAUNCH, lambda m: changed(m, deliverables=(*m.deliverables, "售后白皮书")), "deliverable_missing", None, "交付物“售后白皮书”没有任何环节产出"),
    "a step cut off": (COMPLAINT, lambda m: leading(m, "N02", "N99"), "unreachable", "N03", "从开始走不到判断「是否重大或复杂投诉」"),
    "a stray step": (EVENT, lambda m: added(m, node("X", "step", "N21", lane="admin", name="备餐")), "unreachable", "X", "没有任何连线指向它"),
    "a way to a deleted step": (BUDGET, lambda m: without(m, "N05"), "loose_way", "N04", "不存在的节点“N05”"),
    "no start": (LAUNCH, lambda m: without(m, "N01"), "no_start", None, "没有“开始”"),
    "two starts": (EVENT, lambda m: added(m, node("X", "start", "N02", lane="sales")), "many_starts", "X", "有 2 个“开始”"),
    "no end": (BUDGET, lambda m: leading(without(m, "N25"), "N24", "N23"), "no_end", None, "没有“结束”"),
    "a step that leads nowhere": (IMPROVEMENT, lambda m: edited(m, "N28", next=()), "dead_end", "N28", "之后没有去路"),
    "a loop with no way out": (IMPROVEMENT, lambda m: edited(leading(added(m, node("X", "step", "N28", lane="pmo", outputs=("补充说明",))), "N28", "X"), "N28", inputs=("试点评估报告", "补充说明")), "no_way_to_end", "N28", "走不到任何“结束”"),
    "two ways out of a step": (LAUNCH, lambda m: leading(m, "N02", "N03", "N04"), "branching", "N02", "看不出是选一条还是同时做"),
    "two ways out of the start": (COMPLAINT, lambda m: leading(m, "N01", "N02", "N03"), "branching", "N01", "2 条去路"),
    "two ways out of a join": (EVENT, lambda m: leading(m, "N17", "N29", "N18"), "branching", "N17", "2 条去路"),
    "a fork with one way": (IMPROVEMENT, lambda m: leading(m, "N19", "N20"), "single_fork", "N19", "只有一条去路"),
    "a step that leads to itself": (BUDGET, lambda m: leading(m, "N19", "N20", "N19"), "self_way", "N19", "连回了自己"),
    "a way out of the end": (EVENT, lambda m: leading(m, "N26", "N31"), "way_after_end", "N26", "之后还有连线"),
    "a way back to the start": (BUDGET, lambda m: leading(m, "N24", "N01"), "way_to_start", "N01", "退回到第一个环节"),
    "a way drawn twice": (LAUNCH, lambda m: leading(m, "N22", "N23", "N23"), "double_way", "N22", "2 条连线"),
    "a join for branches that exclude each other": (EVENT, lambda m: edited(m, "N28", kind=Kind.JOIN), "stuck", "N28", "判断「是否需要公安等行政许可」的不同结果"),
    "a join after a project that was turned down": (IMPROVEMENT, lambda m: leading(m, "N04", "N09"), "stuck", "N09", "永远等不到"),
    "rework into one branch of a parallel block": (IMPROVEMENT, lambda m: leading(m, "N26", "N14"), "stuck", "N17", "永远等不到「财务内控影响评估」、「制度表单修订」"),
    "parallel branches that are never gathered": (LAUNCH, lambda m: edited(m, "N28", kind=Kind.STEP), "doubled", "N28", "并行的分支没有先汇合"),
    "a branch that leaves the parallel block": (COMPLAINT, lambda m: leading(m, "N18", "N24"), "stuck", "N22", "汇合「内外闭环汇合」已等到"),
    "a fork drawn as a decision": (BUDGET, lambda m: edited(m, "N07", kind=Kind.DECISION), "stuck", "N15", "去掉这个并行汇合"),
    "rework to before the fork from inside": (EVENT, lambda m: leading(edited(m, "N09", kind=Kind.DECISION), "N09", "N14", "N02"), "doubled", None, "返工"),
}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_the_built_in_maps_have_no_findings(key):
    assert process_findings(playbook_map(key)) == []


def test_there_are_faults_enough_and_of_every_playbook():
    assert len(FAULTS) >= 40
    assert {fault[0] for fault in FAULTS.values()} == set(KEYS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_built_in_map_is_found_and_said(name):
    key, spoil, kind, at, words = FAULTS[name]

    found = [one for one in process_findings(spoil(playbook_map(key))) if one.kind == kind]

    assert found, [(one.kind, one.message) for one in process_findings(spoil(playbook_map(key)))]
    assert all(one.severity is Severity.ERROR for one in found)
    assert at is None or any(at in one.nodes for one in found)
    assert any(words in one.message for one in found), [one.message for one in found]


WARNINGS = {
    "an empty lane": (lambda m: changed(m, lanes=(*m.lanes, type(m.lanes[0])("hr", "人力资源部"))), "empty_lane", "“人力资源部”里没有任何环节"),
    "a step without outputs": (lambda m: edited(m, "N21", outputs=()), "no_output", "没有写输出"),
    "a step without inputs": (lambda m: edited(m, "N21", inputs=()), "no_input", "没有写输入"),
    "two steps of one name": (lambda m: edited(m, "N21", name="效果评估"), "same_name", "2 个环节都叫“效果评估”"),
    "an external input nobody uses": (lambda m: changed(m, external_inputs=(*m.external_inputs, "天气预报")), "external_unused", "外部输入“天气预报”没有环节使用"),
    "one output twice on parallel branches": (lambda m: edited(m, "N30", outputs=("线索分级表", "费用结算表")), "output_twice", "“费用结算表”由"),
    "one output twice in a row": (lambda m: edited(m, "N05", outputs=("搭建图纸", "供应商合同", "场地合同")), "output_twice", "“场地合同”由"),
    "an output that is also external": (lambda m: changed(m, external_inputs=(*m.external_inputs, "场地合同")), "output_external", "既登记为外部输入"),
    "an input made on one branch only": (lambda m: edited(m, "N27", outputs=("合规凭证",)), "input_sometimes", "只在部分分支上由「申请许可并完成安全预案」产出"),
    "a join with one way in": (lambda m: added(leading(m, "N31", "X"), node("X", "join", "N26", lane="sales", name="汇")), "single_join", "只有一条来路"),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_only_odd_is_a_warning(name):
    spoil, kind, words = WARNINGS[name]

    found = [one for one in process_findings(spoil(playbook_map(EVENT))) if one.kind == kind]

    assert found
    assert all(one.severity is Severity.WARNING for one in found)
    assert any(words in one.message for one in found), [one.message for one in found]


def test_alternative_branches_may_make_the_same_artefact():
    assert [node.id for node in playbook_map(EVENT).nodes if "合规凭证" in node.outputs] == ["N07", "N27"]
    assert process_findings(playbook_map(EVENT)) == []


def test_an_empty_map_says_where_to_begin():
    assert [one.message for one in process_findings(Map())] == ["流程图还没有内容：请从“开始”画起，或选用标准方案。"]


def test_errors_come_first_and_keys_stay_the_same():
    spoilt = edited(edited(playbook_map(EVENT), "N04", lane="", outputs=()), "N21", inputs=())

    found = process_findings(spoilt)

    assert [one.is_error for one in found] == sorted((one.is_error for one in found), reverse=True)
    assert len({one.key for one in found}) == len(found)
    assert [one.key for one in process_findings(spoilt)] == [one.key for one in found]
    assert "no_lane:N04" in {one.key for one in found}


def test_an_end_inside_a_parallel_block_is_a_warning():
    drawing = small(
        node("S", "start", "F"),
        node("F", "fork", "A", "B"),
        node("A", "step", "E", inputs=("单",), outputs=("甲",)),
        node("B", "step", "G", inputs=("单",), outputs=("乙",)),
        node("E", "end"),
        node("G", "end"),
        external_inputs=("单",),
        deliverables=("甲", "乙"),
    )

    found = process_findings(drawing)

    assert {(one.kind, one.is_error) for one in found} == {("early_end", False)}


def test_a_very_long_name_gives_a_key_that_a_column_can_hold():
    spoilt = edited(playbook_map(EVENT), "N21", inputs=("很长的输入" * 90,))

    assert max(len(one.key) for one in process_findings(spoilt)) <= 180
