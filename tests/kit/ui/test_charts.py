"""Geometry of the server's charts."""

import pytest

from xietong.kit.ui import charts
from xietong.kit.ui.shapes import Axis


@pytest.mark.parametrize("values, end", [([46, 38], 50), ([0.3], 0.5), ([100], 100), ([], 1), ([101], 200)])
def test_a_scale_ends_at_a_round_number(values, end):
    assert charts.ceiling(values) == pytest.approx(end)


def test_a_full_radar_reaches_the_rim_and_an_empty_one_stays_in_the_centre():
    shape = charts.radar([Axis("a", 5), Axis("b", 0), Axis("c", 5), Axis("d", 0)], top=5, size=240)

    assert shape.points[0] == (120.0, 38.0)
    assert shape.points[1] == (120.0, 120.0)
    assert shape.other == ""


def test_a_second_series_is_drawn_only_when_given():
    assert charts.radar([Axis("a", 1, 2), Axis("b", 1, 2), Axis("c", 1)]).other
