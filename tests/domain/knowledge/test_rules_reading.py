"""A playbook file is proved before anything is made of it."""

from copy import deepcopy
from typing import Any

import pytest

from tests.builtin_playbooks import FOLDER, KEYS
from tests.domain.knowledge.playbooks import as_file, complaint, findings, task, wrong_with
from xietong.domain.knowledge.rules import MAX_BYTES, day_counts, read_playbook
from xietong.kit.problems import Problems


@pytest.mark.parametrize("key", KEYS)
def test_every_built_in_playbook_proves_itself(key):
    data = read_playbook((FOLDER / f"{key}.yaml").read_bytes(), map_findings=findings, builtin=True)

    assert data["key"] == key
    assert day_counts(data) == (
        data["schedule"]["lead_time_workdays"],
        data["schedule"]["typical_duration_workdays"],
    )


@pytest.mark.parametrize(
    "key, lead_time, everything",
    [
        ("new_product_launch", 129, 152),
        ("customer_complaint", 22, 22),
        ("annual_budget", 75, 79),
        ("large_event", 43, 53),
        ("process_improvement", 107, 107),
    ],
)
def test_the_day_counts_are_those_of_the_guide(key, lead_time, everything):
    data = read_playbook((FOLDER / f"{key}.yaml").read_bytes(), map_findings=findings)

    assert day_counts(data) == (lead_time, everything)


@pytest.mark.parametrize(
    "text, says",
    [
        ("a: 1\nb: 2\na: 3", "第 3 行：“a”写了两次"),
        ("a: &x [1]\nb: *x", "第 1 行：不能使用锚点或别名"),
        ("a: {b: 1}\n<<: {c: 2}", "不能用“<<”"),
        ("[" * 5000, "嵌套超过 20 层"),
        ("a: [1", "不是有效的 YAML"),
        ("a: !!python/object/apply:os.system [x]", "不是有效的 YAML"),
        ("a: 2026-13-45", "无法理解的数字、日期"),
        ("a: 1\n---\nb: 2", "一个文件只能有一份"),
        ("? [a]\n: b", "键应是一个简单的名称"),
        ("", "文件应以“schema: xietong.playbook/1”开头"),
        ("- 1", "文件应以“schema: xietong.playbook/1”开头"),
        (b"\xff\xfe\x00", "不是 UTF-8"),
        ("x" * (MAX_BYTES + 1), "超过 1 MB"),
        ("a: '\x00'", "不是有效的 YAML"),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_refused_with_its_place(text, says):
    with pytest.raises(Problems) as refused:
        read_playbook(text, map_findings=findings)

    assert says in str(refused.value)


def test_a_thousand_aliases_unfold_to_nothing():
    bomb = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 8)}]\n" for n in range(8)
    )

    with pytest.raises(Problems, match="锚点或别名"):
        read_playbook(bomb, map_findings=findings)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The playbook with one value replaced, added or (value `del`) removed, by a path such as wbs.tasks.0.name."""
    data = complaint()
    at: Any = data
    *parents, last = path.split(".")
    for part in parents:
        at = at[int(part)] if part.isdigit() else at[part]
    if value == "del":
        del at[last]
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return data


@pytest.mark.parametrize(
    "path, value, says",
    [
        ("colour", "red", "不认识的项目“colour”"),
        ("wbs.tasks.0.nmae", "x", "wbs tasks 第1项（T01）：不认识的项目“nmae”"),
        ("wbs.tasks.0.name", "del", "wbs tasks 第1项（T01）：缺少 name"),
        ("wbs.tasks.0.name", "受理,登记", "半角标点"),
        ("summary", "方案(试行)", "半角标点"),
        ("summary", "   ", "没有填写"),
        ("summary", 5, "应是文字"),
        ("summary", "长" * 1001, "最多 1000 个字"),
        ("key", "客诉", "写法不对"),
        ("schema", "xietong.playbook/2", "可用：xietong.playbook/1"),
        ("version", "1", "应是 1 到 100000 的整数"),
        ("version", True, "应是 1 到 100000 的整数"),
        ("rules.response_clock", "lunar", "可用：natural、working"),
        ("rules.red_overdue_days", -1, "应是 0 到 30 的整数"),
        ("departments", {}, "应是列表"),
        ("departments", [], "应有 2 到 60 项"),
        ("wbs.tasks.0.milestone", "yes", "应写 true 或 false"),
        ("wbs.tasks.0.acceptance", [], "应有 1 到 20 项"),
        ("wbs.tasks.0.duration", 3, "应是一组“名称: 内容”"),
        ("wbs.tasks.0.code", 1.1, "数字请加引号"),
        ("wbs.tasks.0.priority", "紧急", "可用：高、中、低"),
        ("application_defaults.confidentiality", "绝密", "可用：公开、内部、普通商密、核心商密"),
        ("risks.0.probability", 6, "应是 1 到 5 的整数"),
        ("summary", "看不见\x07", "不能显示的字符"),
    ],
)
def test_what_has_not_the_shape_is_refused(path, value, says):
    assert says in wrong_with(changed(path, value))


@pytest.mark.parametrize(
    "path, value, says",
    [
        ("initiating_department", "nobody", "没有部门“nobody”"),
        ("lead.department", "nobody", "没有部门“nobody”"),
        ("task_forces.0.departments", ["nobody"], "没有部门“nobody”"),
        ("responsibilities.0.accountable", "nobody", "responsibilities（R01）：没有部门“nobody”"),
        ("responsibilities.0.tasks", ["T01", "T02", "T99"], "没有任务“T99”"),
        ("process_map.nodes.0.next", ["N99"], "没有节点“N99”"),
        ("process_map.nodes.0.department", "nobody", "没有部门“nobody”"),
        ("wbs.tasks.1.phase", "P9", "没有阶段“P9”"),
        ("wbs.tasks.1.code", "2.9", "编号 2.9 应以所属阶段的编号“1.”开头"),
        ("wbs.tasks.1.id", "T01", "“T01”出现了 2 次"),
        ("wbs.tasks.1.code", "1.1", "“1.1”出现了 2 次"),
        ("schedule.anchor_task", "T99", "没有任务“T99”"),
        ("application_defaults.milestones.0.task", "T99", "没有任务“T99”"),
        ("risks.0.affects", ["T99"], "没有任务“T99”"),
        ("responsibilities.0.tasks", ["T01"], "T02 定级派单与成立处置小组）：没有任何职责覆盖（遗漏）"),
        ("responsibilities.1.tasks", ["T03", "T02"], "同时属于职责 R01、R02（重叠）"),
        ("responsibilities.0.consulted", ["service"], "执行、会商、知会只能占一样"),
        ("wbs.tasks.0.department", "legal", "在职责 R01 中既不主责也不执行"),
        ("wbs.tasks.0.duration", {"o": 3, "m": 1, "p": 1}, "现在是 3/1/1"),
        ("wbs.tasks.0.sla_clock", "del", "要么都写，要么都不写"),
    ],
)
def test_what_refers_to_nothing_or_is_covered_wrongly_is_refused(path, value, says):
    assert says in wrong_with(changed(path, value))


@pytest.mark.parametrize(
    "path, value, says",
    [
        ("wbs.tasks.0.predecessors", [{"task": "T19", "type": "FS", "lag": 0}], "互相等待"),
        ("wbs.tasks.0.predecessors", [{"task": "T01", "type": "FS", "lag": 0}], "不能以自己为前置"),
        ("schedule.lead_time_workdays", 21, "写的是 21，按可能工期计算是 22"),
        ("schedule.typical_duration_workdays", 99, "写的是 99，按可能工期计算是 22"),
        ("process_map.nodes.1.tasks", [], "没有出现在流程图的任何环节上"),
        ("process_map.nodes.1.inputs", ["凭空而来"], "没有任何环节产出"),
        ("process_map.nodes.1.outputs", ["投诉受理单", "没人要的表"], "没有环节使用"),
    ],
)
def test_what_cannot_be_scheduled_or_lived_is_refused(path, value, says):
    assert says in wrong_with(changed(path, value))


def test_a_map_that_runs_against_the_tasks_is_refused():
    data = complaint()
    first, last = (next(n for n in data["process_map"]["nodes"] if n["id"] == key) for key in ("N06", "N23"))
    first["tasks"], last["tasks"] = ["T19"], ["T03"]

    assert "与任务清单的先后矛盾" in wrong_with(data)


def test_a_rework_arrow_into_a_parallel_block_is_found_by_the_token_game():
    data = complaint()
    node = next(n for n in data["process_map"]["nodes"] if n["id"] == "N17")
    node["outcomes"][1]["next"] = "N06"

    assert wrong_with(data)


def test_a_built_in_playbook_has_twelve_to_twenty_five_tasks_and_one_of_the_five_scenarios():
    small, own = complaint(), complaint()
    for row in small["wbs"]["tasks"][11:]:
        row["id"] = row["id"]
    small["wbs"]["tasks"] = small["wbs"]["tasks"][:11]
    own["scenario"] = "门店改造"

    assert "应有 12 到 25 项任务" in wrong_with(small, builtin=True)
    assert "应为：新产品上市" in wrong_with(own, builtin=True)
    assert wrong_with(own) == ""


def test_problems_are_all_told_at_once():
    data = complaint()
    data["departments"][0]["nmae"] = 1
    task(data, "T05")["priority"] = "急"

    assert len(wrong_with(data).splitlines()) == 2


def test_a_file_reads_back_as_it_was_written():
    data = complaint()

    assert read_playbook(as_file(deepcopy(data)), map_findings=findings) == data
