"""The questions of gate 1, stages, and what a closed collaboration refuses."""

import pytest

from tests.cast import NOW, PASSWORD, actor
from tests.make import answers, make_application, make_collaboration
from xietong.domain.collaborations import services
from xietong.domain.collaborations.models import Member
from xietong.domain.collaborations.queries import application_signed_by_all, team_named
from xietong.domain.collaborations.states import ApplicationState, Stage
from xietong.domain.people.roles import Role
from xietong.kit.gate import MET, OPEN
from xietong.kit.workflow import NotNow

A = ApplicationState


def by_of(person, application):
    return actor(person, application.collaboration)


def saved(cast, application, by=None, **changes):
    return services.save_application(
        application, answers=answers(cast, **changes), by=by or by_of(cast.lin, application), now=NOW
    )


# The gate


def test_the_gate_names_who_has_not_signed(cast):
    application = make_application(cast, "countersigning")

    items = application_signed_by_all(application.collaboration)

    assert {item.who for item in items} == {"赵启明", "王芳"}
    assert all(item.state == OPEN and item.since and item.href for item in items)
    assert [i.state for i in application_signed_by_all(make_application(cast, "approved").collaboration)] == [MET]


def test_the_gate_names_departments_without_liaison(cast):
    collaboration = make_collaboration(cast, liaisons=False)

    items = team_named(collaboration)

    assert "生产部 尚未指定接口人" in [item.message for item in items]
    assert all(item.state == MET for item in team_named(make_collaboration(cast)))


def test_advance_lists_what_is_missing(cast):
    collaboration = make_collaboration(cast)

    with pytest.raises(NotNow, match="研发部 尚未确认职责"):
        services.advance(
            collaboration, by=actor(cast.chen, collaboration), now=NOW, open_messages=["研发部 尚未确认职责"]
        )
    moved = services.advance(collaboration, by=actor(cast.chen, collaboration), now=NOW)

    assert moved.state == Stage.PLANNING
    with pytest.raises(NotNow, match="没有下一阶段"):
        services.advance(make_collaboration(cast, "archived"), by=actor(cast.chen, collaboration), now=NOW)


def test_an_archived_collaboration_is_read_only(cast):
    collaboration = make_collaboration(cast, "archived")

    with pytest.raises(NotNow, match="已归档"):
        services.require_running(collaboration)
    with pytest.raises(NotNow):
        saved(cast, collaboration.application, by=by_of(cast.lin, collaboration.application))


def test_adding_a_member_twice_adds_once(cast):
    collaboration = make_collaboration(cast)

    assert services.add_member(collaboration, cast.feng.pk, Role.OWNER, NOW)
    assert not services.add_member(collaboration, cast.feng.pk, Role.OWNER, NOW)
    assert Member.objects.filter(collaboration=collaboration).count() == 1


def test_the_password_of_the_cast_signs(cast):
    assert cast.chen.check_password(PASSWORD)
