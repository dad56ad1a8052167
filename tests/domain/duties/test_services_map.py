"""Drawing, importing, publishing and reopening the process map."""

from dataclasses import replace

import pytest

from tests.cast import NOW, Cast, actor
from tests.domain.duties.duty_maps import publish, sound_map
from tests.make import make_collaboration
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import ProcessMap
from xietong.domain.duties.services.map_editing import put_node, without_node
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.swimlanes import Kind, Map, MapUnreadable, Node, Way
from xietong.kit.swimlanes.bpmn import write_bpmn
from xietong.kit.workflow import NotNow


def test_a_sound_map_is_published_as_revision_one(cast: Cast) -> None:
    collaboration = make_collaboration(cast)

    row = publish(cast, collaboration)

    assert (row.state, row.revision) == ("published", 1)
    assert [item.done for item in queries.map_valid(collaboration)] == [True]
    assert HappenedEvent.objects.filter(name="duties.ProcessMapPublished", context_id=collaboration.pk).exists()


def test_a_map_with_errors_keeps_the_gate_shut(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    broken = without_node(sound_map(cast), "e")
    row = services.save_map(collaboration, drawing=broken, by=by, now=NOW)

    with pytest.raises(NotNow, match="结束"):
        services.publish_map(row, by=by, now=NOW)

    items = queries.map_valid(collaboration)
    assert items
    assert all(not item.done and item.who == "陈静" for item in items)


def test_a_lane_of_a_department_that_takes_no_part_is_an_error(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    drawing = sound_map(cast)
    brief = drawing.node("brief")
    assert brief
    moved = put_node(drawing, replace(brief, lane=str(cast.legal.pk)))
    row = services.save_map(collaboration, drawing=moved, by=by, now=NOW)

    with pytest.raises(NotNow, match="泳道“法务部”不是参与部门"):
        services.publish_map(row, by=by, now=NOW)


def test_a_lane_that_is_no_department_is_refused(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    drawing = Map(nodes=(Node("a", Kind.STEP, "做事", "999999"),))

    with pytest.raises(Problems, match="没有标识为“999999”的部门"):
        services.save_map(collaboration, drawing=drawing, by=actor(cast.chen, collaboration), now=NOW)

    assert not ProcessMap.objects.exists()


def test_a_published_map_is_changed_only_after_it_is_reopened(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    row, by = publish(cast, collaboration), actor(cast.chen, collaboration)

    with pytest.raises(NotNow, match="重新编制"):
        services.save_map(collaboration, drawing=sound_map(cast), by=by, now=NOW)
    services.reopen_map(row, by=by, now=NOW)
    services.save_map(collaboration, drawing=sound_map(cast), by=by, now=NOW)

    assert services.publish_map(row, by=by, now=NOW).revision == 2


def test_only_the_lead_publishes_and_a_stranger_draws_nothing(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    liaison = actor(cast.wu, collaboration)
    row = services.save_map(collaboration, drawing=sound_map(cast), by=liaison, now=NOW)

    with pytest.raises(Forbidden):
        services.publish_map(row, by=liaison, now=NOW)
    with pytest.raises(Forbidden):
        services.save_map(collaboration, drawing=Map(), by=actor(cast.qian), now=NOW)


def test_an_old_version_is_told(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    row = services.save_map(collaboration, drawing=sound_map(cast), by=by, now=NOW)

    with pytest.raises(StaleVersion):
        services.save_map(collaboration, drawing=Map(), by=by, now=NOW, version=row.version - 1)


def test_an_archived_collaboration_is_read_only(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "archived")

    with pytest.raises(NotNow, match="已归档"):
        services.save_map(collaboration, drawing=Map(), by=actor(cast.chen, collaboration), now=NOW)


def test_our_own_bpmn_comes_back_as_it_was(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    content = write_bpmn(sound_map(cast)).encode()

    row, remarks = services.import_map(collaboration, content=content, by=actor(cast.chen, collaboration), now=NOW)

    assert queries.drawing_of(row) == sound_map(cast)
    assert remarks == []


def test_a_foreign_lane_is_named_and_its_steps_wait_for_a_department(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    content = write_bpmn(sound_map(cast)).replace("研发部", "外协厂").encode()

    row, remarks = services.import_map(collaboration, content=content, by=actor(cast.chen, collaboration), now=NOW)

    develop = queries.drawing_of(row).node("develop")
    assert develop
    assert develop.lane == ""
    assert any("外协厂" in remark and "1 个节点" in remark for remark in remarks)


def test_a_file_that_is_no_bpmn_is_refused_and_nothing_is_lost(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    services.save_map(collaboration, drawing=sound_map(cast), by=by, now=NOW)

    with pytest.raises(MapUnreadable):
        services.import_map(collaboration, content=b"<html/>", by=by, now=NOW)

    assert queries.drawing_of(queries.map_of(collaboration)) == sound_map(cast)


def test_the_first_drawing_has_a_step_for_every_department(cast: Cast) -> None:
    collaboration = make_collaboration(cast)

    drawing = services.first_drawing(collaboration)

    assert [node.name for node in drawing.nodes] == [
        "开始",
        "市场部负责的工作",
        "研发部负责的工作",
        "生产部负责的工作",
        "结束",
    ]


def test_a_new_node_takes_its_place_on_the_way(cast: Cast) -> None:
    drawing = put_node(sound_map(cast), Node("new", Kind.STEP, "评审需求书"), after="brief")

    brief, new = drawing.node("brief"), drawing.node("new")
    assert brief
    assert brief.next == (Way("new"),)
    assert new
    assert new.next == (Way("develop"),)
    assert [node.id for node in drawing.nodes][2] == "new"


def test_a_removed_node_leaves_no_loose_end(cast: Cast) -> None:
    drawing = without_node(sound_map(cast), "make")

    develop = drawing.node("develop")
    assert develop
    assert develop.next == (Way("decide"),)
    assert drawing.node("make") is None
