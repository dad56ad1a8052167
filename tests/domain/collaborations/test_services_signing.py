"""Signing form 1: in order, with deadlines, thresholds, dissent, stand-ins; two at once; and every way back."""

import io
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from tests.cast import NOW, actor, who
from tests.make import answers, make_application, next_signer, return_as, sign_as
from xietong.domain.collaborations import events, services
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import ApplicationState, Stage
from xietong.domain.people.services import delegate
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.queries import latest_round, waiting, waiting_for
from xietong.domain.signoffs.states import Opinion, RoundState
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow

A = ApplicationState


def by_of(person, application):
    return actor(person, application.collaboration)


def saved(cast, application, by=None, **changes):
    return services.save_application(
        application, answers=answers(cast, **changes), by=by or by_of(cast.lin, application), now=NOW
    )


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
