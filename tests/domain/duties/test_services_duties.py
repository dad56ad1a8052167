"""Rows of the responsibility list, findings, confirmation department by department."""

import json

import pytest

from tests.cast import NOW, Cast, actor, who
from tests.domain.duties.duty_maps import confirm, publish, submit
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import Duty
from xietong.domain.people.roles import Role
from xietong.domain.people.services import delegate
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.queries import check_signature
from xietong.kit.access import Forbidden
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow


def answers(matter: str, accountable: int | None, **more: object) -> dict[str, object]:
    return {"matter": matter, "accountable": accountable, "outputs": ["成果"], **more}


def edit(cast: Cast, collaboration: Collaboration, matter: str, **changes: object) -> Duty:
    """The lead changes one row, found by its matter."""
    duty = Duty.objects.get(responsibility_list__collaboration=collaboration, matter=matter)
    given = queries.duty_answers(duty) | changes
    return services.save_duty(collaboration, duty=duty, answers=given, by=actor(cast.chen, collaboration), now=NOW)


def test_rows_are_drafted_from_the_map_once(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    by = actor(cast.chen, collaboration)

    rows = services.draft_duties_from_map(collaboration, by=by, now=NOW)

    assert [row.matter for row in rows] == ["编制需求书", "开发样机", "小批试产", "组织上市"]
    assert rows[1].accountable_id == cast.rnd.pk
    assert rows[1].outputs == ["样机"]
    assert queries.open_findings(collaboration) == []
    with pytest.raises(NotNow, match="每个环节都已有对应的职责"):
        services.draft_duties_from_map(collaboration, by=by, now=NOW)


def test_a_list_with_an_omission_is_not_submitted_until_mended_or_accepted(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    by = actor(cast.chen, collaboration)
    rows = services.draft_duties_from_map(collaboration, by=by, now=NOW)
    services.remove_duty(rows[2], by=by, now=NOW)

    with pytest.raises(NotNow, match="小批试产"):
        services.submit_duties(collaboration, by=by, now=NOW)
    for finding in queries.open_findings(collaboration):
        services.accept_finding(collaboration, key=finding.key, reason="由外协厂承担", by=by, now=NOW)

    assert services.submit_duties(collaboration, by=by, now=NOW).state == "confirming"


def test_a_finding_is_accepted_only_with_a_reason_and_while_it_is_there(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    by = actor(cast.chen, collaboration)
    key = queries.open_findings(collaboration)[0].key

    with pytest.raises(Problems, match="为什么保留"):
        services.accept_finding(collaboration, key=key, reason=" ", by=by, now=NOW)
    with pytest.raises(NotNow, match="已经不在了"):
        services.accept_finding(collaboration, key="omission:step:none", reason="不需要", by=by, now=NOW)
    with pytest.raises(Forbidden):
        services.accept_finding(collaboration, key=key, reason="好", by=actor(cast.wang, collaboration), now=NOW)


def test_a_list_waits_for_its_map(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    row = publish(cast, collaboration)
    services.draft_duties_from_map(collaboration, by=by, now=NOW)
    services.reopen_map(row, by=by, now=NOW)

    with pytest.raises(NotNow, match="流程图尚未发布"):
        services.submit_duties(collaboration, by=by, now=NOW)


def test_a_department_has_one_part_in_a_matter(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    twice = answers("检测", cast.rnd.pk, responsible=[cast.production.pk], informed=[cast.production.pk])

    with pytest.raises(Problems, match="生产部已列为执行部门"):
        services.save_duty(collaboration, answers=twice, by=actor(cast.chen, collaboration), now=NOW)

    assert not Duty.objects.exists()


def test_the_accountable_department_writes_the_words_but_not_the_parts(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    duty = services.save_duty(
        collaboration, answers=answers("检测", cast.production.pk), by=actor(cast.chen, collaboration), now=NOW
    )
    own = actor(cast.ma, collaboration, Role.DEPARTMENT_OF_THIS)

    services.describe_duty(duty, answers={"description": "首件全检", "outputs": ["检测报告"]}, by=own, now=NOW)

    duty.refresh_from_db()
    assert (duty.description, duty.outputs, duty.matter) == ("首件全检", ["检测报告"], "检测")
    with pytest.raises(Forbidden):
        services.save_duty(collaboration, duty=duty, answers=answers("别的", None), by=own, now=NOW)


def test_every_department_confirms_its_part_and_the_list_is_complete(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)

    confirm(cast.chen, collaboration, cast.marketing)
    confirm(cast.zhao, collaboration, cast.rnd)
    assert [item.message for item in queries.duties_confirmed(collaboration) if not item.done] == [
        "等待 生产部 确认本部门职责"
    ]
    row = confirm(cast.wang, collaboration, cast.production)

    assert row.state == "confirmed"
    assert all(item.done for item in queries.duties_confirmed(collaboration))
    assert {signature.person_id for signature in Signature.objects.all()} == {
        cast.chen.pk,
        cast.zhao.pk,
        cast.wang.pk,
    }


def test_what_is_signed_are_the_rows_of_the_department(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)

    confirm(cast.zhao, collaboration, cast.rnd)

    signature = Signature.objects.get()
    said = json.loads(bytes(signature.content.content))
    assert said["department"]["name"] == "研发部"
    assert [row["matter"] for row in said["rows"]] == ["开发样机"]
    assert check_signature(signature).holds


def test_other_rows_than_those_shown_are_not_signed(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)

    with pytest.raises(StaleVersion):
        services.confirm_duties(
            collaboration,
            department=cast.rnd,
            content_digest="0" * 64,
            method="password",
            by=actor(cast.zhao, collaboration),
            now=NOW,
        )


def test_nobody_confirms_for_another_department_or_twice(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    confirm(cast.zhao, collaboration, cast.rnd)

    with pytest.raises(Forbidden, match="由王芳确认"):
        confirm(cast.zhao, collaboration, cast.production)
    with pytest.raises(NotNow, match="已经确认过"):
        confirm(cast.zhao, collaboration, cast.rnd)
    with pytest.raises(Forbidden):
        confirm(cast.ma, collaboration, cast.production)


def test_a_delegate_confirms_in_both_names(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    delegate(
        principal=cast.wang,
        delegate=cast.ma,
        from_on=NOW.date(),
        until_on=NOW.date(),
        reason="出差",
        by=who(cast.wang).actor(),
        now=NOW,
    )

    confirm(cast.ma, collaboration, cast.production)

    signature = Signature.objects.get()
    assert (signature.person, signature.on_behalf_of) == (cast.ma, cast.wang)


def test_a_department_returns_its_part_with_a_reason(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    confirm(cast.zhao, collaboration, cast.rnd)
    by = actor(cast.wang, collaboration)

    with pytest.raises(Problems, match="哪一项不对"):
        services.return_duties(collaboration, department=cast.production, why="", by=by, now=NOW)
    row = services.return_duties(collaboration, department=cast.production, why="试产应由研发部主责", by=by, now=NOW)

    assert row.state == "draft"
    assert row.confirmations.count() == 1


def test_after_a_change_only_the_departments_concerned_are_asked_again(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    for person, department in ((cast.chen, cast.marketing), (cast.zhao, cast.rnd), (cast.wang, cast.production)):
        confirm(person, collaboration, department)
    by = actor(cast.chen, collaboration)
    services.reopen_duties(collaboration, by=by, now=NOW)

    edit(cast, collaboration, "开发样机", description="含结构与软件")
    row = services.submit_duties(collaboration, by=by, now=NOW)

    assert row.state == "confirming"
    assert set(queries.confirmed_departments(row)) == {cast.marketing.pk, cast.production.pk}
    assert confirm(cast.zhao, collaboration, cast.rnd).state == "confirmed"


def test_a_list_reopened_and_left_as_it_was_needs_nobody(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    for person, department in ((cast.chen, cast.marketing), (cast.zhao, cast.rnd), (cast.wang, cast.production)):
        confirm(person, collaboration, department)
    by = actor(cast.chen, collaboration)
    services.reopen_duties(collaboration, by=by, now=NOW)

    assert services.submit_duties(collaboration, by=by, now=NOW).state == "confirmed"


def test_rows_are_not_written_while_they_are_being_confirmed(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)

    with pytest.raises(NotNow, match="重新编制"):
        edit(cast, collaboration, "开发样机", description="改一下")


def test_the_whole_list_is_replaced_at_once(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    first = services.save_duty(collaboration, answers=answers("甲", cast.rnd.pk), by=by, now=NOW)
    services.save_duty(collaboration, answers=answers("乙", cast.rnd.pk), by=by, now=NOW)

    head = services.replace_duties(
        collaboration,
        rows=[
            answers("丙", cast.marketing.pk, responsible=[cast.rnd.pk]),
            answers("甲改", cast.rnd.pk) | {"id": first.pk},
        ],
        by=by,
        now=NOW,
    )

    rows = queries.duties_of(head)
    assert [row.matter for row in rows] == ["丙", "甲改"]
    assert rows[1].pk == first.pk
    with pytest.raises(Problems, match="第1行"):
        services.replace_duties(collaboration, rows=[answers("", None)], by=by, now=NOW)


def test_what_waits_is_told_to_heads_and_lead(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    assert [row.action for row in queries.waiting(who(cast.chen), NOW)] == ["去绘制"]
    publish(cast, collaboration)
    assert [row.action for row in queries.waiting(who(cast.chen), NOW)] == ["去编制"]
    by = actor(cast.chen, collaboration)
    services.draft_duties_from_map(collaboration, by=by, now=NOW)
    services.submit_duties(collaboration, by=by, now=NOW)

    waiting = queries.waiting(who(cast.wang), NOW)
    assert [(row.kind, row.title, str(row.due)) for row in waiting] == [("confirm", "确认生产部的职责", "2026-11-26")]
    assert queries.waiting(who(cast.ma), NOW) == []
    confirm(cast.wang, collaboration, cast.production)
    assert queries.waiting(who(cast.wang), NOW) == []
