"""Rules without a database: outline, references, bookings, ranking, loops, who decides."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xietong.domain.planning import rules
from xietong.domain.planning.documents.chart import StoredRow
from xietong.domain.planning.documents.gantt import HEAD, ROW, gantt
from xietong.domain.planning.rules import Booking, Candidate, LinkFacts, Node, TaskFacts
from xietong.scheduling import WorkCalendar

DAY = date(2026, 11, 23)


def task(pk, parent=None, **more):
    return TaskFacts(pk, parent, str(pk), f"任务{pk}", more.pop("duration", 1), **more)


def test_numbers_follow_from_the_tree():
    nodes = [Node(1, None, 0), Node(2, 1, 5), Node(3, 1, 9), Node(4, None, 3), Node(5, 2, 0)]

    found = rules.numbered(nodes)

    assert {pk: one.code for pk, one in found.items()} == {1: "1", 2: "1.1", 5: "1.1.1", 3: "1.2", 4: "2"}
    assert [one.position for one in found.values()] == [0, 0, 0, 1, 1]
    assert [pk for pk, one in found.items() if one.is_leaf] == [5, 3, 4]


def test_text_order_is_tree_order_beyond_nine():
    found = rules.numbered([Node(pk, None, pk) for pk in range(1, 30)])

    by_key = sorted(found, key=lambda pk: found[pk].sort_key)
    assert by_key == list(range(1, 30))


def test_too_deep_is_refused():
    with pytest.raises(ValueError, match="最多分解到 8 层"):
        rules.numbered([Node(pk, pk - 1 or None, 0) for pk in range(1, 11)])


@given(st.lists(st.sampled_from(["indent", "outdent", "up", "down"]), max_size=12), st.integers(1, 6))
def test_moving_never_loses_a_task_nor_makes_a_circle(acts, who):
    nodes = [Node(1, None, 0), Node(2, 1, 0), Node(3, 1, 1), Node(4, None, 1), Node(5, 4, 0), Node(6, None, 2)]
    for act in acts:
        try:
            nodes = rules.moved(nodes, who, act)
            found = rules.numbered(nodes)
        except ValueError:
            continue
        assert set(found) == {1, 2, 3, 4, 5, 6}
        nodes = [Node(n.id, n.parent, found[n.id].position) for n in nodes]


@pytest.mark.parametrize(
    "text, found",
    [
        ("1.2", [(12, "FS", 0)]), ("1.2SS+1", [(12, "SS", 1)]), ("1.2 ff-3天", [(12, "FF", -3)]), ("1.1，1.2", [(11, "FS", 0), (12, "FS", 0)]),
        ("1.2完成-开始+2个工作日", [(12, "FS", 2)]), ("无", []), ("", []),
    ],
)  # fmt: skip
def test_predecessors_as_people_write_them(text, found):
    assert rules.parse_references(text, {"1.1": 11, "1.2": 12}) == (found, [])


def test_what_is_not_understood_is_said():
    assert rules.parse_references("样机, 3.3", {"1.1": 11})[1] == [
        "“样机”看不懂，请写成 1.2 或 1.2SS+1 这样。",
        "没有编号为 3.3 的任务。",
    ]


@given(st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-99, 99))
def test_what_is_said_is_read_back(kind, lag):
    said = rules.say_reference("1.2", kind, lag)

    assert rules.parse_references(said, {"1.2": 7}) == ([(7, kind, lag)], [])


def test_bookings_over_all_of_a_person_are_found_with_their_days():
    def booked(pk, share, first, last):
        return Booking(pk, 1, Decimal(share), date(2026, 12, first), date(2026, 12, last), 1)

    found = rules.overbookings([booked(1, 60, 1, 10), booked(2, 60, 5, 15), booked(3, 40, 16, 20)])

    assert len(found) == 1
    assert (found[0].first, found[0].last, found[0].share, found[0].bookings) == (
        date(2026, 12, 5), date(2026, 12, 10), Decimal(120), (1, 2),
    )  # fmt: skip


def test_a_full_booking_is_no_clash():
    one = Booking(1, 1, Decimal(60), DAY, DAY, 1)

    assert rules.overbookings([one, Booking(2, 1, Decimal(40), DAY, DAY, 2)]) == []


@pytest.mark.parametrize(
    "amount, unit, share", [("50", "%", 50), ("5", "人天", 50), ("1", "人", 100), ("40", "工时", 50)]
)
def test_a_share_is_read_from_amount_and_unit(amount, unit, share):
    assert rules.share_of(Decimal(amount), unit, 10) == share


def test_a_loop_is_named_and_a_heading_stands_for_its_leaves():
    tasks = [task(1, is_leaf=False), task(2, 1), task(3, 1), task(4)]

    loop = rules.named_loop(tasks, [LinkFacts(1, 4), LinkFacts(4, 3)])

    assert set(loop.members) == {"4 任务4", "3 任务3"}
    assert rules.named_loop(tasks, [LinkFacts(1, 4)]) is None
    assert "上级" in str(rules.named_loop(tasks, [LinkFacts(2, 1)]))


def test_ranking_says_why():
    rows = [
        Candidate(1, True, 3, "middle", DAY, None),
        Candidate(2, False, 0, "high", date(2027, 1, 5), date(2026, 12, 31)),
        Candidate(3, False, 0, "low", date(2027, 1, 5), None),
    ]

    found = rules.ranked(rows, DAY)

    assert [one.id for one in found] == [1, 2, 3]
    assert found[0].reasons == ("在关键路径上", "3 项任务在等它", "11-23 到期")
    assert "赶不上期限" in found[1].reasons[0]
    assert found[2].score == 0


def test_how_many_wait_counts_each_once():
    assert rules.blocked_counts([1, 2, 3, 4], [(1, 2), (1, 3), (2, 4), (3, 4)]) == {1: 3, 2: 1, 3: 1, 4: 0}


@pytest.mark.parametrize(
    "over, own, decider",
    [(False, False, "lead"), (True, False, "executive"), (False, True, "executive"), (True, True, "executive")],
)
def test_who_decides_a_change(over, own, decider):
    assert rules.decider_of(over_objectives=over, asked_by_lead=own) == decider


def test_a_bar_stands_at_its_row_and_days():
    rows = [
        StoredRow(1, "1", "甲", True, False, DAY, date(2026, 11, 27)),
        StoredRow(2, "2", "乙", True, False, date(2026, 11, 30), date(2026, 11, 30)),
        StoredRow(3, "3", "丙", True, False, None, None),
    ]

    chart = gantt(rows, [LinkFacts(1, 2), LinkFacts(2, 3)], calendar=WorkCalendar(), today=DAY)

    first, second, third = chart.bars
    assert first.width == 5 * second.width
    assert second.x - first.x == 7 * second.width
    assert (second.y, chart.height) == (HEAD + ROW, HEAD + 3 * ROW)
    assert third.kind == "none"
    assert len(chart.links) == 1
    assert chart.free  # the weekend between them
    assert gantt(rows[2:], [], calendar=WorkCalendar(), today=DAY) is None
