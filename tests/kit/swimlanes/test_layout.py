"""One geometry: nothing overlaps, no arrow runs through a shape, words stand free; and the picture made of it."""

from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import xietong
from tests.builtin_playbooks import KEYS, edited, node, playbook_map, small
from xietong.kit.swimlanes import Lane, Map
from xietong.kit.swimlanes.graph import Graph
from xietong.kit.swimlanes.layout import Box, lay_out
from xietong.kit.swimlanes.shapes import Direction
from xietong.kit.swimlanes.svg import COLOURS, draw, stylesheet
from xietong.kit.swimlanes.text import width, wrap

EVERY = [(key, direction, documents) for key in KEYS for direction in Direction for documents in (False, True)]


@cache
def laid_out(key, direction=Direction.RIGHT, documents=False):
    return lay_out(playbook_map(key), direction, documents=documents)


def whole(shape):
    """The shape with its sheet of outputs."""
    extra = shape.note.height if shape.note else 0
    return Box(shape.box.x, shape.box.y, shape.box.width, shape.box.height + extra)


def apart(one, two, gap=0):
    return (
        one.x + one.width + gap <= two.x
        or two.x + two.width + gap <= one.x
        or one.y + one.height + gap <= two.y
        or two.y + two.height + gap <= one.y
    )


def through(box, one, two):
    """Whether a straight piece runs through a box, its border not counted."""
    low_x, high_x = sorted((one[0], two[0]))
    low_y, high_y = sorted((one[1], two[1]))
    return (
        high_x > box.x + 1 and low_x < box.x + box.width - 1 and high_y > box.y + 1 and low_y < box.y + box.height - 1
    )


@pytest.mark.parametrize("key, direction, documents", EVERY)
def test_no_shape_overlaps_another_and_each_stands_in_its_lane(key, direction, documents):
    geometry = laid_out(key, direction, documents)

    bands = {band.key: band.box for band in geometry.bands}
    for one, two in combinations(geometry.shapes, 2):
        assert apart(whole(one), whole(two), gap=8), (one.figure.node.id, two.figure.node.id)
    for shape in geometry.shapes:
        band, box = bands[shape.figure.node.lane], whole(shape)
        assert band.x <= box.x
        assert band.y <= box.y
        assert box.x + box.width <= band.x + band.width
        assert box.y + box.height <= band.y + band.height


@pytest.mark.parametrize("key, direction, documents", EVERY)
def test_no_arrow_runs_through_a_shape_and_all_pieces_are_straight(key, direction, documents):
    geometry = laid_out(key, direction, documents)

    for arrow in geometry.arrows:
        for one, two in pairwise(arrow.points):
            assert abs(one[0] - two[0]) < 0.01 or abs(one[1] - two[1]) < 0.01
            for shape in geometry.shapes:
                ends = {arrow.edge.source, arrow.edge.target}
                if shape.figure.node.id not in ends:
                    assert not through(whole(shape), one, two), (arrow.edge, shape.figure.node.id)


@pytest.mark.parametrize("key, direction, documents", EVERY)
def test_words_on_arrows_lie_on_no_shape_and_on_no_other_words(key, direction, documents):
    geometry = laid_out(key, direction, documents)

    words = [arrow.words.box for arrow in geometry.arrows if arrow.words]
    assert words
    for one, two in combinations(words, 2):
        assert apart(one, two)
    for box in words:
        for shape in geometry.shapes:
            if shape.figure.node.kind == "decision":  # the corners of its box are empty
                x, y = shape.box.middle
                core = Box(x - shape.box.width / 4, y - shape.box.height / 4, shape.box.width / 2, shape.box.height / 2)
                assert apart(box, core)
            else:
                assert apart(box, whole(shape)), shape.figure.node.id


@pytest.mark.parametrize("key", KEYS)
def test_every_way_is_drawn_and_ends_at_its_shapes(key):
    drawing = playbook_map(key)

    geometry = laid_out(key)

    boxes = {shape.figure.node.id: shape.box for shape in geometry.shapes}
    assert sorted(arrow.edge for arrow in geometry.arrows) == sorted(Graph(drawing).edges)
    for arrow in geometry.arrows:
        for point, ident in ((arrow.points[0], arrow.edge.source), (arrow.points[-1], arrow.edge.target)):
            box = boxes[ident]
            assert box.x - 1 <= point[0] <= box.x + box.width + 1
            assert box.y - 1 <= point[1] <= box.y + box.height + 1


@pytest.mark.parametrize("key", KEYS)
def test_time_runs_right_except_where_a_loop_leads_back(key):
    geometry = laid_out(key)

    place = {shape.figure.node.id: shape.box.middle[0] for shape in geometry.shapes}
    for arrow in geometry.arrows:
        assert (place[arrow.edge.source] < place[arrow.edge.target]) is not arrow.back


def test_odd_drawings_are_laid_out_too():
    odd = [
        Map(),
        Map((Lane("a", "甲部"),)),
        small(node("A", "step", "A")),
        small(node("A", "step", "B"), node("B", "step", "A"), node("C", "step", "nowhere")),
        small(node("S", "start", "A", "A"), node("A", "end", "S")),
        Map((), (node("A", "step", "B"), node("B", "step", lane="unknown"))),
        small(
            node("D", "decision", *(f"E{no}:结果{no}" for no in range(9))), *(node(f"E{no}", "end") for no in range(9))
        ),
        small(node("F", "fork", "F", "J"), node("J", "join", "F", "J")),
    ]
    for drawing in odd:
        for direction in Direction:
            geometry = lay_out(drawing, direction, documents=True)
            assert len(geometry.shapes) == len(drawing.nodes)
            assert len(geometry.arrows) == len(Graph(drawing).edges)
            ET.fromstring(draw(drawing, direction))


def test_the_picture_is_xml_that_names_every_node_and_escapes_what_people_write():
    drawing = edited(playbook_map("large_event"), "N04", name='<script>&"签约"', decider="")

    root = ET.fromstring(draw(drawing, title="活动 <1>"))

    named = [group.get("data-node") for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get("data-node")]
    assert sorted(named) == sorted(node.id for node in drawing.nodes)
    tips = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert tips[0] == "活动 <1>"
    assert any(tip.startswith('环节：<script>&"签约"\n行政部\n输入：活动立项方案') for tip in tips)
    assert root.find(".//{http://www.w3.org/2000/svg}script") is None


def test_a_page_colours_by_class_and_a_file_of_its_own_needs_no_page():
    drawing = playbook_map("annual_budget")

    inline, alone = draw(drawing), draw(drawing, standalone=True)

    assert 'class="f-step s-step-border"' in inline
    assert "font-family" not in inline
    assert "style=" not in inline + alone  # the CSP of pages forbids it
    assert 'class="f-' not in alone
    assert 'font-family="' in alone


def test_the_page_stylesheet_has_the_rules_of_the_drawing():
    sheet = (Path(xietong.__file__).parent.parent / "islands/src/styles/swimlanes.css").read_text(encoding="utf-8")

    assert sheet.endswith(stylesheet())
    assert all(f"\n  --{name}: " in sheet for name in COLOURS)


def test_outputs_are_drawn_as_a_sheet_only_when_asked_for():
    drawing = playbook_map("annual_budget")

    assert "汇总审核报告</tspan>" in draw(drawing, documents=True)
    assert "汇总审核报告</tspan>" not in draw(drawing)


def test_chinese_is_wrapped_evenly_and_never_begins_a_line_with_a_comma():
    assert wrap("提出召回或停售建议并另行立项", 9) == ["提出召回或停售", "建议并另行立项"]
    assert all(line[0] not in "，。）、" for line in wrap("人员、内容、设备，（物料）、安全。", 4))
    assert wrap("很长" * 30, 6, most=2)[-1].endswith("…")
    assert max(width(line) for line in wrap("SuperLongIdentifierWithoutBreaks", 5)) <= 5
    assert wrap("", 5) == [""]
