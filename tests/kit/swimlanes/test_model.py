"""The JSON of a drawing, the hand-written form, and what both refuse."""

import pytest

from tests.builtin_playbooks import KEYS, playbook_map
from xietong.kit.swimlanes import MapUnreadable, from_json, from_outline, to_json
from xietong.kit.swimlanes.model import MAX_NODES


@pytest.mark.parametrize("key", KEYS)
def test_a_drawing_comes_back_from_json_as_it_was(key):
    drawing = playbook_map(key)

    assert from_json(to_json(drawing)) == drawing


def test_an_outline_keeps_only_lanes_in_use_in_their_order():
    drawing = playbook_map("customer_complaint")

    assert [lane.name for lane in drawing.lanes][:3] == ["客服部", "质量部", "技术部"]
    assert "finance" not in {lane.key for lane in drawing.lanes}
    assert [way.label for way in drawing.node("N03").next] == ["重大或复杂", "一般"]


def test_an_unfinished_drawing_is_kept():
    data = {"nodes": [{"id": "1", "kind": "step", "name": "", "lane": "", "next": [{"target": "gone"}]}]}

    assert from_json(data).node("1").next[0].target == "gone"


NODE = {"id": "N1", "kind": "step", "name": "做"}


@pytest.mark.parametrize(
    "data, words",
    [
        ([], "流程图应是一组"),
        ({"node": []}, "不认识的项目：node"),
        ({"nodes": {"id": "N1"}}, "nodes 应是列表"),
        ({"nodes": [{**NODE, "kind": "task"}]}, "节点 N1的类型“task”不认识"),
        ({"nodes": [{"kind": "step", "name": "做"}]}, "第 1 个节点缺少 id"),
        ({"nodes": [NODE, NODE]}, "节点编号“N1”出现了两次"),
        ({"nodes": [{**NODE, "inputs": "合同"}]}, "节点 N1的 inputs 应是列表"),
        ({"nodes": [{**NODE, "inputs": [3]}]}, "inputs 应是文字"),
        ({"nodes": [{**NODE, "naem": "x"}]}, "不认识的项目：naem"),
        ({"nodes": [{**NODE, "next": [{"label": "是"}]}]}, "节点 N1的第 1 条去路缺少 target"),
        ({"nodes": [{**NODE, "name": "长" * 501}]}, "最多 500 个字"),
        ({"nodes": [{**NODE, "id": str(no)} for no in range(MAX_NODES + 1)]}, "请拆分"),
        ({"lanes": [{"key": "a", "name": "甲"}, {"key": "a", "name": "乙"}]}, "泳道标识“a”出现了两次"),
        ({"lanes": [{"key": "a"}]}, "第 1 条泳道缺少 name"),
    ],
)
def test_what_is_no_drawing_is_refused_with_its_place(data, words):
    with pytest.raises(MapUnreadable, match=words):
        from_json(data)


@pytest.mark.parametrize(
    "outline, words",
    [
        ({"nodes": [{"id": "N1", "type": "step", "name": "做", "depratment": "a"}]}, "depratment"),
        (
            {"nodes": [{"id": "N1", "type": "decision", "outcomes": [{"label": "是", "to": "N2"}]}]},
            "分支中有不认识的项目：to",
        ),
        ({"nodes": ["N1"]}, "第 1 个节点应是一组"),
        ({"nodes": [], "deliverable": []}, "deliverable"),
    ],
)
def test_an_outline_with_a_mistyped_key_is_refused(outline, words):
    with pytest.raises(MapUnreadable, match=words):
        from_outline(outline, [("a", "甲部")])


def test_characters_that_no_file_can_hold_are_dropped():
    drawing = from_json({"nodes": [{"id": "N1", "kind": "step", "name": "验\x00收\ud800"}]})

    assert drawing.nodes[0].name == "验收"
