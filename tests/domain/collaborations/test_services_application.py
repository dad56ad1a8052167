"""Form 1 as a draft and at its submission."""

import io

import pytest

from tests.cast import NOW, actor, who
from tests.make import answers, make_application, make_collaboration
from xietong.domain.collaborations import events, services
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import place_for, submission_problems
from xietong.domain.collaborations.states import ApplicationState, Involvement
from xietong.domain.people.roles import Role
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

A = ApplicationState


def by_of(person, application):
    return actor(person, application.collaboration)


def saved(cast, application, by=None, **changes):
    return services.save_application(
        application, answers=answers(cast, **changes), by=by or by_of(cast.lin, application), now=NOW
    )


@pytest.mark.parametrize("state", [s.value for s in A])
def test_an_application_can_be_brought_to_every_state(cast, state):
    assert make_application(cast, state).state == state


@pytest.mark.parametrize("stage", ["launch", "planning", "execution", "closing", "archived"])
def test_a_collaboration_can_be_made_in_every_stage(cast, stage):
    assert make_collaboration(cast, stage).state == stage


# Drafts


def test_a_draft_keeps_the_columns_in_step_with_the_answers(cast):
    application = saved(cast, make_application(cast), title="年度预算", priority="low", finish_on="2026-12-20")

    collaboration = Collaboration.objects.get(pk=application.collaboration_id)
    assert (collaboration.title, collaboration.priority, str(collaboration.finish_on)) == (
        "年度预算",
        "low",
        "2026-12-20",
    )


@pytest.mark.parametrize(
    "changes, field, words",
    [
        ({"finish_on": "2026-11-01"}, "finish_on", "早于开始日期"),
        ({"initiating_department": 9999}, "initiating_department", "没有找到部门"),
        ({"start_on": "2026-02-30"}, "start_on", "这一天不存在"),
        ({"scenario": "拍脑袋拍脑袋拍脑袋拍脑袋拍脑袋拍脑袋拍脑袋拍脑袋拍脑袋拍脑袋拍"}, "scenario", "没有"),
        ({"milestones": [{"name": "放行", "due_on": "2027-06-01"}]}, "milestones-0-due_on", "晚于完成日期"),
        ({"unheard_of": 1}, "unheard_of", "没有“unheard_of”这一栏"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_written(cast, changes, field, words):
    application = make_application(cast)

    with pytest.raises(Problems) as refused:
        saved(cast, application, **changes)

    problem = next(item for item in refused.value.items if item.field == field)
    assert words in problem.message
    application.refresh_from_db()
    assert application.answers["finish_on"] == "2026-12-18"


def test_a_department_written_twice_is_named_with_its_row(cast):
    rows = [{"department": d.pk, "ask": "做"} for d in (cast.marketing, cast.rnd, cast.rnd)]

    with pytest.raises(Problems) as refused:
        saved(cast, make_application(cast), involved_departments=rows)

    assert refused.value.items[0].where == "涉及部门 第3行 部门"


def test_saving_from_an_old_version_is_refused(cast):
    application = make_application(cast)
    saved(cast, application, title="第一次")

    with pytest.raises(StaleVersion):
        services.save_application(
            application, answers=answers(cast), by=by_of(cast.lin, application), now=NOW, version=application.version
        )


def test_only_initiator_and_initiating_head_edit(cast):
    application = make_application(cast, "returned")

    with pytest.raises(Forbidden):
        saved(cast, application, by=by_of(cast.wang, application))
    assert saved(cast, application, by=by_of(cast.chen, application), title="陈静改的").answers["title"] == "陈静改的"


def test_typing_for_ten_minutes_is_one_event(cast):
    application = make_application(cast)
    for number in range(5):
        saved(cast, application, title=f"第{number}稿")

    told = HappenedEvent.objects.filter(name=events.ApplicationSaved.name())
    assert told.count() == 1


def test_who_types_for_somebody_else_may_go_on_typing(cast):
    collaboration = services.start_collaboration(
        initiator=cast.lin, answers={"title": "代填"}, by=who(cast.wu).actor(), now=NOW
    )

    assert collaboration.initiator == cast.lin
    assert Role.INITIATOR in place_for(who(cast.wu), collaboration.pk).actor.roles


def test_an_attachment_of_another_application_is_not_taken(cast):
    one, two = make_application(cast), make_application(cast)
    attachment = services.attach_to_application(
        one, source=io.BytesIO(b"%PDF-1.7 x"), name="方案.pdf", size=10, by=by_of(cast.lin, one), now=NOW
    )

    assert saved(cast, two, title="新", attachments=[attachment.pk]).answers["attachments"] == []
    one.refresh_from_db()
    assert one.answers["attachments"] == [attachment.pk]


# Submission


def test_submission_gives_a_number_and_makes_the_departments_take_part(cast):
    application = make_application(cast, "head_review")

    collaboration = Collaboration.objects.get(pk=application.collaboration_id)
    assert collaboration.number == "XT-2026-0001"
    assert [(p.department.name, p.involvement) for p in collaboration.participations.all()] == [
        ("市场部", Involvement.LEADING),
        ("研发部", Involvement.SUPPORTING),
        ("生产部", Involvement.SUPPORTING),
    ]
    assert application.revision == 1


def test_all_that_is_missing_is_said_at_once(cast):
    application = saved(cast, make_application(cast), goal="", scope_in=[], expected_outcomes=[], proposed_lead=None)

    with pytest.raises(Problems) as refused:
        services.submit_application(application, by=by_of(cast.lin, application), now=NOW)

    assert {"goal", "scope_in", "expected_outcomes", "proposed_lead"} <= {p.field for p in refused.value.items}
    assert Collaboration.objects.get(pk=application.collaboration_id).number is None


def test_a_department_without_head_and_a_secret_without_circle_are_named(cast):
    cast.rnd.head = None
    cast.rnd.save()
    application = saved(cast, make_application(cast), confidentiality="secret")

    found = {p.field: p.message for p in submission_problems(application)}

    assert "研发部 还没有登记负责人" in found["involved_departments"]
    assert "普通商密" in found["need_to_know"]


def test_the_initiating_department_must_take_part_itself(cast):
    rows = [{"department": d.pk, "ask": "做"} for d in (cast.rnd, cast.quality)]

    found = submission_problems(saved(cast, make_application(cast), involved_departments=rows))

    assert "发起部门 市场部 也要写在涉及部门中" in found[0].message


def test_a_submitted_form_cannot_be_edited_or_sent_again(cast):
    application = make_application(cast, "head_review")
    by = by_of(cast.lin, application)

    with pytest.raises(NotNow, match="要修改请先撤回"):
        saved(cast, application)
    with pytest.raises(NotNow, match="待发起部门审核"):
        services.submit_application(application, by=by, now=NOW)


def test_the_named_circle_reads_a_secret_and_others_do_not(cast):
    application = make_application(cast, "head_review", confidentiality="core_secret", need_to_know=[cast.feng.pk])

    pk = application.collaboration_id
    for person in (cast.feng, cast.wang, cast.zhou, cast.zhang):  # circle, head, executive asked, PMO
        assert place_for(who(person), pk)
    for person in (cast.stranger, cast.gao, cast.administrator, cast.auditor):
        with pytest.raises(Exception, match="没有这个协同项目"):
            place_for(who(person), pk)
