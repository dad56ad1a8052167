"""A collaboration that starts from a playbook has its map and its list."""

import pytest

from tests.builtin_playbooks import KEYS, playbook
from tests.cast import NOW, Cast, actor
from tests.make import make_collaboration
from xietong.domain.duties import queries, services
from xietong.domain.people.models import Department


def departments_of(key: str, cast: Cast) -> dict[str, Department]:
    """The playbook's departments put onto as many of the cast's."""
    return dict(zip([row["key"] for row in playbook(key)["departments"]], cast.departments.values(), strict=False))


@pytest.mark.parametrize("key", KEYS)
def test_every_built_in_playbook_becomes_a_valid_map_and_a_list_without_gaps(key: str, cast: Cast) -> None:
    mapping = departments_of(key, cast)
    collaboration = make_collaboration(cast, departments=tuple(mapping.values()))
    by = actor(cast.chen, collaboration)

    services.create_from_outline(collaboration, outline=playbook(key), departments=mapping, by=by, now=NOW)

    row = queries.map_of(collaboration)
    assert row
    assert services.publish_map(row, by=by, now=NOW).state == "published"
    assert queries.open_findings(collaboration) == []
    assert services.submit_duties(collaboration, by=by, now=NOW).state == "confirming"


def test_what_has_no_counterpart_is_left_open_and_said(cast: Cast) -> None:
    key = "new_product_launch"
    mapping: dict[str, Department | None] = dict(departments_of(key, cast))
    gone = next(iter(mapping))
    mapping[gone] = None
    collaboration = make_collaboration(cast)

    services.create_from_outline(
        collaboration, outline=playbook(key), departments=mapping, by=actor(cast.chen, collaboration), now=NOW
    )

    found = queries.map_findings(queries.map_of(collaboration), collaboration)
    assert any(finding.kind == "no_lane" for finding in found)
    assert any("还没有主责部门" in finding.message for finding in queries.open_findings(collaboration))


def test_an_outline_never_overwrites_what_was_drawn(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    services.save_map(collaboration, drawing=services.first_drawing(collaboration), by=by, now=NOW)
    mapping = departments_of(KEYS[0], cast)

    services.create_from_outline(collaboration, outline=playbook(KEYS[0]), departments=mapping, by=by, now=NOW)

    assert queries.drawing_of(queries.map_of(collaboration)).node("end")
    assert queries.duties_of(queries.list_of(collaboration))
