"""The token game: what is sound, and who waits for what when it is not."""

import pytest

from tests.builtin_playbooks import KEYS, node, playbook_map, small
from xietong.kit.swimlanes.soundness import Trouble, Wait, verdicts


@pytest.mark.parametrize("key", KEYS)
def test_the_built_in_maps_are_sound(key):
    assert verdicts(playbook_map(key)) == []


def test_a_loop_through_a_decision_is_sound():
    drawing = small(node("S", "start", "A"), node("A", "step", "D"), node("D", "decision", "A", "E"), node("E", "end"))

    assert verdicts(drawing) == []


def test_a_join_of_branches_that_exclude_each_other_waits_for_the_other_one():
    drawing = small(
        node("S", "start", "D"),
        node("D", "decision", "A", "B"),
        node("A", "step", "J"),
        node("B", "step", "J"),
        node("J", "join", "E"),
        node("E", "end"),
    )

    found = verdicts(drawing)

    assert {verdict.trouble for verdict in found} == {Trouble.STUCK}
    assert {wait for verdict in found for wait in verdict.waits} <= {
        Wait("J", ("A",), ("B",)),
        Wait("J", ("B",), ("A",)),
    }


def test_branches_of_a_fork_that_meet_without_a_join_come_twice():
    drawing = small(
        node("S", "start", "F"),
        node("F", "fork", "A", "B"),
        node("A", "step", "C"),
        node("B", "step", "C"),
        node("C", "step", "E"),
        node("E", "end"),
    )

    assert [(verdict.trouble, verdict.nodes) for verdict in verdicts(drawing)] == [(Trouble.DOUBLED, ("C", "E"))]


def test_rework_into_one_branch_of_a_parallel_block_waits_for_ever():
    drawing = small(
        node("S", "start", "F"),
        node("F", "fork", "A", "B"),
        node("A", "step", "J"),
        node("B", "step", "J"),
        node("J", "join", "D"),
        node("D", "decision", "E", "A"),
        node("E", "end"),
    )

    found = verdicts(drawing)

    assert found[0].trouble is Trouble.STUCK
    assert found[0].waits == (Wait("J", ("A",), ("B",)),)


def test_a_loop_without_an_exit_is_endless():
    drawing = small(
        node("S", "start", "D"),
        node("D", "decision", "A", "E"),
        node("A", "step", "B"),
        node("B", "decision", "A", "C"),
        node("C", "step", "B"),
        node("E", "end"),
    )

    found = verdicts(drawing)

    assert [verdict.trouble for verdict in found] == [Trouble.ENDLESS]
    assert "B" in found[0].nodes


def test_an_end_inside_a_parallel_block_is_told():
    drawing = small(
        node("S", "start", "F"), node("F", "fork", "A", "B"), node("A", "step", "E"), node("B", "step", "G"),
        node("E", "end"), node("G", "end"),
    )  # fmt: skip

    assert {verdict.trouble for verdict in verdicts(drawing)} == {Trouble.EARLY_END}


def test_many_parallel_chains_stay_few_states():
    chains = [node(f"{a}{b}", "step", f"{a}{b + 1}" if b < 9 else "J") for a in "abcdefghijkl" for b in range(10)]
    drawing = small(
        node("S", "start", "F"), node("F", "fork", *(f"{a}0" for a in "abcdefghijkl")), *chains, node("J", "join", "E"),
        node("E", "end"),
    )  # fmt: skip

    assert verdicts(drawing) == []


def test_too_many_states_are_said_to_be_too_many():
    loops = []
    for a in "abcdefghijklmnop":
        loops += [
            node(f"{a}1", "step", f"{a}2"),
            node(f"{a}2", "decision", f"{a}3", "J"),
            node(f"{a}3", "step", f"{a}1"),
        ]
    names = [f"{a}1" for a in "abcdefghijklmnop"]
    drawing = small(
        node("S", "start", "F"), node("F", "fork", *names), *loops, node("J", "join", "E"), node("E", "end")
    )

    assert [verdict.trouble for verdict in verdicts(drawing)] == [Trouble.TOO_LARGE]
