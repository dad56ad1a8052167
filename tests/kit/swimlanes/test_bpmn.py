"""BPMN 2.0: what we write comes back the same, what others write is read with remarks, what is harmful is refused."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builtin_playbooks import KEYS, edited, node, playbook_map, small
from xietong.kit.swimlanes import Kind, Lane, Map, MapUnreadable, Node, Way, from_json, to_json
from xietong.kit.swimlanes.bpmn import read_bpmn, write_bpmn

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


@pytest.mark.parametrize("key", KEYS)
def test_what_is_written_is_read_back_the_same_without_remarks(key):
    drawing = playbook_map(key)

    back, remarks = read_bpmn(write_bpmn(drawing).encode())

    assert back == drawing
    assert remarks == []


@pytest.mark.parametrize("key", KEYS)
def test_the_file_has_a_pool_lanes_flows_and_a_place_for_everything(key):
    drawing = playbook_map(key)

    root = ET.fromstring(write_bpmn(drawing, name="协同流程"))

    process = root.find(f"{B}process")
    assert root.find(f"{B}collaboration/{B}participant").get("name") == "协同流程"
    assert [lane.get("name") for lane in process.iter(f"{B}lane")] == [lane.name for lane in drawing.lanes]
    placed = {shape.get("bpmnElement") for shape in root.iter(f"{DI}BPMNShape")}
    drawn = {edge.get("bpmnElement") for edge in root.iter(f"{DI}BPMNEdge")}
    held = {reference.text for reference in process.iter(f"{B}flowNodeRef")}
    flows = {flow.get("id"): flow for flow in process.findall(f"{B}sequenceFlow")}
    assert held < placed
    assert len(held) == len(drawing.nodes)
    assert drawn == set(flows)
    assert all(flow.get("sourceRef") in held and flow.get("targetRef") in held for flow in flows.values())
    named = {ident.get("id") for ident in root.iter() if ident.get("id") and "swimlanes" not in ident.tag}
    assert len(named) == sum(1 for e in root.iter() if e.get("id") and "swimlanes" not in e.tag)


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\n\t<&\"'>"), max_size=12)
NODES = st.builds(
    Node,
    id=TEXT,
    kind=st.sampled_from(Kind),
    name=TEXT,
    lane=st.sampled_from(["a", "乙", "", "elsewhere"]),
    inputs=st.lists(TEXT.filter(str.strip), max_size=2).map(tuple),
    tasks=st.lists(TEXT.filter(str.strip), max_size=2).map(tuple),
    next=st.lists(st.builds(Way, st.sampled_from(["1", "2", "3", "gone"]), TEXT), max_size=4).map(tuple),
    decider=TEXT,
    criteria=TEXT,
    tool=TEXT,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(NODES, max_size=4))
def test_any_drawing_comes_back_as_json_would_give_it(nodes):
    numbered = tuple(Node(**{**vars(one), "id": str(no)}) for no, one in enumerate(nodes, 1))
    drawing = from_json(to_json(Map((Lane("a", "甲部"), Lane("乙", "<乙部>")), numbered, ("外来",), ("成果",))))

    back, remarks = read_bpmn(write_bpmn(drawing).encode())

    assert back == drawing
    assert [remark for remark in remarks if "没有读入的元素" not in remark.message] == []


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <collaboration id="c"><participant id="p1" name="本公司" processRef="main"/><participant id="p2" name="客户"/>
    <messageFlow id="m" sourceRef="t1" targetRef="p2"/></collaboration>
  <process id="main">
    <laneSet id="ls"><lane id="outer" name="外"><childLaneSet>
      <lane id="L1" name="销售部"><flowNodeRef>s</flowNodeRef><flowNodeRef>t1</flowNodeRef></lane>
      <lane id="L2" name="生产部"><flowNodeRef>g</flowNodeRef><flowNodeRef>t2</flowNodeRef></lane>
    </childLaneSet></lane></laneSet>
    <startEvent id="s"/>
    <userTask id="t1" name="接单"><dataOutputAssociation id="a1"><sourceRef>x</sourceRef><targetRef>ref</targetRef></dataOutputAssociation></userTask>
    <dataObject id="o"/><dataObjectReference id="ref" name="订单" dataObjectRef="o"/>
    <inclusiveGateway id="g" name="能做吗"/>
    <subProcess id="t2" name="生产"><task id="inner" name="里面"/><dataInputAssociation id="a2"><sourceRef>ref</sourceRef></dataInputAssociation></subProcess>
    <boundaryEvent id="b" name="超时" attachedToRef="t2"/>
    <exclusiveGateway id="merge"/>
    <parallelGateway id="pg"/>
    <task id="t3" name="开票"/><task id="t4" name="发货"/>
    <endEvent id="e"/>
    <textAnnotation id="ta"><text>说明</text></textAnnotation>
    <sequenceFlow id="f1" sourceRef="s" targetRef="t1"/>
    <sequenceFlow id="f2" sourceRef="t1" targetRef="g"/>
    <sequenceFlow id="f3" name="能" sourceRef="g" targetRef="t2"/>
    <sequenceFlow id="f4" name="不能" sourceRef="g" targetRef="merge"/>
    <sequenceFlow id="f5" sourceRef="t2" targetRef="merge"/>
    <sequenceFlow id="f6" sourceRef="merge" targetRef="pg"/>
    <sequenceFlow id="f9" sourceRef="b" targetRef="pg"/>
    <sequenceFlow id="f7" sourceRef="pg" targetRef="t3"/>
    <sequenceFlow id="f8" sourceRef="pg" targetRef="t4"/>
    <sequenceFlow id="f10" sourceRef="t3" targetRef="e"/>
    <sequenceFlow id="f11" sourceRef="t4" targetRef="e"/>
  </process>
</definitions>"""


def test_a_foreign_file_is_read_as_well_as_it_can_be_told():
    drawing, remarks = read_bpmn(FOREIGN.encode())

    assert [lane.name for lane in drawing.lanes] == ["销售部", "生产部"]
    assert drawing.node("t1").outputs == ("订单",)
    assert drawing.node("t2").inputs == ("订单",)
    assert drawing.node("t2").kind is Kind.STEP
    assert drawing.node("g").kind is Kind.DECISION
    assert [way.label for way in drawing.node("g").next] == ["能", "不能"]
    assert drawing.node("merge") is None
    assert drawing.node("t2").next == (Way("pg"),)
    assert drawing.node("inner") is None
    told = "\n".join(remark.message for remark in remarks)
    for words in ("包容网关“能做吗”", "子流程“生产”", "“超时”没有读入", "合并的网关“merge”已省去", "消息流没有读入"):
        assert words in told


def test_a_parallel_gateway_that_gathers_and_splits_becomes_two_nodes():
    text = FOREIGN.replace('sourceRef="b" targetRef="pg"', 'sourceRef="s" targetRef="pg"')

    drawing, remarks = read_bpmn(text.encode())

    assert drawing.node("pg").kind is Kind.JOIN
    assert drawing.node("pg").next == (Way("pg_fork"),)
    assert [way.target for way in drawing.node("pg_fork").next] == ["t3", "t4"]
    assert any("已拆成两个节点" in remark.message for remark in remarks)


def test_a_pool_without_lanes_is_one_lane():
    text = FOREIGN[: FOREIGN.index("<laneSet")] + FOREIGN[FOREIGN.index("</laneSet>") + len("</laneSet>") :]

    drawing, _ = read_bpmn(text.encode())

    assert [lane.name for lane in drawing.lanes] == ["本公司"]
    assert {one.lane for one in drawing.nodes} == {drawing.lanes[0].key}


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions xmlns="x">&b;</definitions>'


@pytest.mark.parametrize(
    "data, words",
    [
        (BOMB.encode(), "DOCTYPE"),
        (b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd"><d/>', "DOCTYPE"),
        (b"<definitions", "不是完整的 XML"),
        (b"", "不是完整的 XML"),
        (b"\xff\xfe\x00garbage", "不是完整的 XML"),
        (b"PK\x03\x04 a zip", "不是完整的 XML"),
        (b"<html/>", "最外层应为 definitions"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "没有流程"),
        (b" " * (2 * 1024 * 1024 + 1), "最多 2 MB"),
    ],
)
def test_what_is_harmful_or_no_bpmn_is_refused_with_the_way_out(data, words):
    with pytest.raises(MapUnreadable, match=words):
        read_bpmn(data)


def test_a_file_with_too_many_nodes_is_refused():
    tasks = "".join(f'<task id="t{no}"/>' for no in range(301))
    text = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{tasks}</process></definitions>'

    with pytest.raises(MapUnreadable, match="请拆分"):
        read_bpmn(text.encode())


def test_texts_of_several_lines_and_unfinished_ways_survive():
    drawing = small(node("1", "step", "nowhere:去", "2"), node("2", "end"))
    drawing = edited(drawing, "1", criteria="第一行\n第二行 <&>", name="名\n字", time_limit="3 天", post="专员")

    assert read_bpmn(write_bpmn(drawing).encode())[0] == drawing
