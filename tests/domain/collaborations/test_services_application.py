"""Form 1 from draft to approval, and every way back."""

import io
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from tests.cast import NOW, PASSWORD, actor, who
from tests.make import answers, make_application, make_collaboration, next_signer, return_as, sign_as
from xietong.domain.collaborations import events, services
from xietong.domain.collaborations.models import Collaboration, Member
from xietong.domain.collaborations.queries import application_signed_by_all, place_for, submission_problems, team_named
from xietong.domain.collaborations.states import ApplicationState, Involvement, Stage
from xietong.domain.people.roles import Role
from xietong.domain.people.services import delegate
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.queries import latest_round, waiting, waiting_for
from xietong.domain.signoffs.states import Opinion, RoundState
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.gate import MET, OPEN
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


# Signing


def test_the_own_head_signs_first_then_all_others_at_once(cast):
    application = make_application(cast, "head_review")
    assert [w.title for w in waiting(who(cast.chen), NOW)]
    assert not waiting(who(cast.wang), NOW)

    application = sign_as(cast.chen, application)

    assert application.state == A.COUNTERSIGNING
    assert waiting(who(cast.wang), NOW)
    assert waiting(who(cast.zhao), NOW)
    assert not waiting(who(cast.chen), NOW)  # not asked twice


def test_deadlines_run_from_the_moment_somebody_is_asked(cast):
    application = make_application(cast, "head_review")
    first = waiting_for(who(cast.chen), "application", application.pk)
    assert f"{first.sign_by:%Y-%m-%d}" == "2026-11-24"

    later = NOW + timedelta(days=4)  # Friday: two working days later is Tuesday
    sign_as(cast.chen, application, now=later)

    second = waiting_for(who(cast.wang), "application", application.pk)
    assert f"{second.sign_by:%Y-%m-%d}" == "2026-12-01"


def test_the_last_signature_approves_and_the_proposed_lead_leads(cast):
    application = make_application(cast, "approved")

    collaboration = Collaboration.objects.get(pk=application.collaboration_id)
    assert collaboration.lead == cast.chen
    assert latest_round("application", application.pk).state == RoundState.COMPLETE
    assert Signature.objects.count() == 3


@pytest.mark.parametrize(
    "changes", [{"budget_estimate": "50000.01"}, {"finish_on": "2027-01-05"}, {"confidentiality": "secret"}]
)
def test_above_the_threshold_the_executive_is_asked_last(cast, changes):
    circle = {"need_to_know": [cast.feng.pk]} if "confidentiality" in changes else {}
    application = make_application(cast, "countersigning", **changes, **circle)
    for person in (cast.zhao, cast.wang):
        application = sign_as(person, application)

    assert application.state == A.COUNTERSIGNING
    assert sign_as(cast.zhou, application).state == A.APPROVED


def test_below_the_threshold_no_executive_is_asked(cast):
    application = make_application(cast, "approved", budget_estimate="50000.00")

    assert not Signature.objects.filter(person=cast.zhou).exists()
    assert application.state == A.APPROVED


def test_a_signed_disagreement_stays_and_the_executive_decides(cast):
    application = make_application(cast, "countersigning")
    with pytest.raises(Problems, match="请写明理由"):
        sign_as(cast.wang, application, opinion=Opinion.DISAGREE)

    sign_as(cast.wang, application, opinion=Opinion.DISAGREE, reason="产能不足")
    application = sign_as(cast.zhao, application)

    assert application.state == A.COUNTERSIGNING
    assert next_signer(application) == cast.zhou
    assert sign_as(cast.zhou, application).state == A.APPROVED


def test_a_head_of_several_departments_signs_once(cast):
    cast.production.head = cast.zhao
    cast.production.save()

    application = make_application(cast, "countersigning")

    signoff = waiting_for(who(cast.zhao), "application", application.pk)
    assert signoff.capacities == ["部门负责人", "生产部负责人"]
    assert sign_as(cast.zhao, application).state == A.APPROVED


def test_a_stand_in_signs_with_both_names(cast):
    application = make_application(cast, "countersigning")
    delegate(
        principal=cast.wang,
        delegate=cast.ma,
        from_on=NOW.date(),
        until_on=NOW.date() + timedelta(days=3),
        reason="出差",
        by=actor(cast.wang),
        now=NOW,
    )

    sign_as(cast.ma, application)

    signature = Signature.objects.get(person=cast.ma)
    assert signature.on_behalf_of == cast.wang
    assert "王芳" in bytes(signature.record).decode()


def test_what_was_signed_is_the_whole_paper_with_the_digests_of_files(cast):
    application = make_application(cast)
    services.attach_to_application(
        application,
        source=io.BytesIO(b"%PDF-1.7 x"),
        name="方案.pdf",
        size=10,
        by=by_of(cast.lin, application),
        now=NOW,
    )
    application.refresh_from_db()
    services.submit_application(application, by=by_of(cast.lin, application), now=NOW)

    content = bytes(latest_round("application", application.pk).content.content).decode()

    assert "智能门锁X3" in content
    assert "方案.pdf" in content
    assert '"sha256":"' in content


@pytest.mark.django_db(transaction=True)
def test_two_heads_signing_at_once_both_sign_and_it_is_approved_once(cast):
    application = make_application(cast, "countersigning")
    start, failures = threading.Barrier(2), []

    def sign(person):
        try:
            start.wait(timeout=10)
            sign_as(person, application)
        except Exception as error:  # the thread must tell
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=(person,)) for person in (cast.zhao, cast.wang)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert not failures, failures
    application.refresh_from_db()
    assert application.state == A.APPROVED
    assert Signature.objects.count() == 3
    assert HappenedEvent.objects.filter(name=events.ApplicationApproved.name()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_clicking_twice_signs_once(cast):
    application = make_application(cast, "countersigning")
    start, outcomes = threading.Barrier(2), []
    signoff = waiting_for(who(cast.wang), "application", application.pk)
    by = by_of(cast.wang, application)

    def sign():
        try:
            start.wait(timeout=10)
            services.sign_application(
                application,
                signoff=signoff,
                content_digest=signoff.round.content_id,
                opinion=Opinion.AGREE,
                method="password",
                by=by,
                now=NOW,
            )
            outcomes.append("signed")
        except NotNow:
            outcomes.append("not now")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["not now", "signed"]
    assert Signature.objects.filter(person=cast.wang).count() == 1


# Back


def test_a_return_ends_the_round_for_all_and_gives_it_back(cast):
    application = make_application(cast, "countersigning")

    application = return_as(cast.wang, application, why="缺少产能数据")

    assert application.state == A.RETURNED
    assert not waiting(who(cast.zhao), NOW)
    with pytest.raises(Problems, match="理由"):
        return_as(cast.chen, make_application(cast, "head_review"), why=" ")


def test_after_an_edit_all_are_asked_again_about_a_new_revision(cast):
    application = make_application(cast, "countersigning")
    return_as(cast.wang, application, why="缺少产能数据")
    application.refresh_from_db()
    saved(cast, application, goal="每周产能3000台，12月18日前铺货420家。")

    application = services.submit_application(application, by=by_of(cast.lin, application), now=NOW)

    assert application.revision == 2
    assert next_signer(application) == cast.chen
    assert Collaboration.objects.get(pk=application.collaboration_id).number == "XT-2026-0001"


def test_sending_the_same_again_stays_the_same_revision(cast):
    application = make_application(cast, "head_review")
    by = by_of(cast.lin, application)
    services.withdraw_application(application, by=by, now=NOW)

    assert services.submit_application(application, by=by, now=NOW).revision == 1


def test_a_withdrawn_form_waits_for_nobody(cast):
    application = make_application(cast, "countersigning")

    with pytest.raises(Forbidden):
        services.withdraw_application(application, by=by_of(cast.wang, application), now=NOW)
    application = services.withdraw_application(application, by=by_of(cast.lin, application), now=NOW)

    assert application.state == A.DRAFT
    assert not waiting(who(cast.wang), NOW)


def test_an_approved_form_can_neither_be_withdrawn_nor_voided(cast):
    application = make_application(cast, "approved")
    by = by_of(cast.lin, application)

    with pytest.raises(NotNow):
        services.withdraw_application(application, by=by, now=NOW)
    with pytest.raises(NotNow):
        services.void_application(application, why="不做了", by=by, now=NOW)


def test_a_voided_form_keeps_its_number_and_ends_the_collaboration(cast):
    application = make_application(cast, "returned")
    number = application.collaboration.number

    services.void_application(application, why="重复", by=by_of(cast.lin, application), now=NOW)

    ended = Collaboration.objects.get(pk=application.collaboration_id)
    assert (ended.state, ended.number) == (Stage.TERMINATED, number)
    assert make_application(cast, "head_review").collaboration.number != number


def test_a_department_that_is_struck_out_no_longer_takes_part(cast):
    application = make_application(cast, "returned")
    rows = [{"department": d.pk, "ask": "做"} for d in (cast.marketing, cast.quality)]
    saved(cast, application, involved_departments=rows)

    services.submit_application(application, by=by_of(cast.lin, application), now=NOW)

    names = application.collaboration.participations.values_list("department__name", flat=True)
    assert set(names) == {"市场部", "质量部"}


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
