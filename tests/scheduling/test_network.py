"""Order, refusals with names, loops in the order of their links, and reachability."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.networks import links_of, small_networks
from xietong.scheduling import BadNetwork, DuplicateActivity, Link, Loop, Network, SelfLink, UnknownActivity


@settings(max_examples=300, deadline=None)
@given(small_networks())
def test_every_activity_comes_after_all_its_predecessors(network):
    durations, links = network

    order = Network.of(range(len(durations)), links).order

    assert sorted(order) == list(range(len(durations)))
    assert all(order.index(link.before) < order.index(link.after) for link in links)


def test_a_loop_names_its_members_in_the_order_of_the_links_and_nobody_else():
    with pytest.raises(Loop) as caught:
        Network.of("SABCDE", links_of("S FS A, C FS A, A FS B, B FS C, C FS D, D FS E"))

    assert caught.value.members == ("A", "B", "C")
    assert str(caught.value) == "activities wait for each other: A → B → C → A"


def test_what_only_follows_a_loop_is_not_taken_for_its_member():
    with pytest.raises(Loop) as caught:
        Network.of("XYAB", links_of("A FS B, B FS A, B FS X, X FS Y"))

    assert caught.value.members == ("A", "B")


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_reported_loop_really_is_one(data):
    size = data.draw(st.integers(2, 8))
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] != pair[1])
    pairs = data.draw(st.lists(ends, max_size=14))
    links = [Link(before, after) for before, after in pairs]

    try:
        network = Network.of(range(size), links)
    except Loop as loop:
        members = list(loop.members)
        assert len(set(members)) == len(members) >= 2
        assert all(pair in pairs for pair in zip(members, members[1:] + members[:1], strict=True))
    else:
        assert all(network.order.index(before) < network.order.index(after) for before, after in pairs)


def test_an_activity_linked_to_itself_is_refused_by_name():
    with pytest.raises(SelfLink, match="'A' is linked to itself") as caught:
        Network.of("A", links_of("A FS A"))

    assert caught.value.activity == "A"


@pytest.mark.parametrize("link, wrong", [("A FS Z", "Z"), ("Y FS A", "Y")])
def test_a_link_to_nobody_is_refused_with_both_its_ends(link, wrong):
    with pytest.raises(UnknownActivity, match=link.replace(" FS ", "' → '")) as caught:
        Network.of("AB", links_of(f"A FS B, {link}"))

    assert caught.value.activity == wrong


def test_two_activities_with_one_id_are_refused():
    with pytest.raises(DuplicateActivity, match="two activities have the id 'B'"):
        Network.of("ABBC", [])


def test_every_refusal_is_a_bad_network():
    assert all(issubclass(kind, BadNetwork) for kind in (Loop, SelfLink, UnknownActivity, DuplicateActivity))


def test_an_empty_network_has_an_empty_order():
    assert Network.of([], []).order == []


class TestReach:
    network = Network.of("ABCDE", links_of("A FS B, B SS C, D FS C"))

    def test_downstream_holds_all_that_waits(self):
        assert self.network.downstream("A") == {"B", "C"}
        assert self.network.downstream("E") == frozenset()

    def test_upstream_holds_all_that_is_waited_for(self):
        assert self.network.upstream("C") == {"A", "B", "D"}

    @pytest.mark.parametrize("link, closes", [("CA", True), ("AA", True), ("AD", False), ("EA", False), ("BA", True)])
    def test_a_link_that_would_close_a_loop_is_known_beforehand(self, link, closes):
        assert self.network.would_loop(*link) is closes

    def test_a_question_about_nobody_is_refused(self):
        with pytest.raises(UnknownActivity):
            self.network.downstream("Z")
