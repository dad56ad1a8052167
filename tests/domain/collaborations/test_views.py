"""The pages of collaborations: who sees what, what a post does, how many statements a page takes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, PASSWORD, actor
from tests.make import answers, make_application, make_collaboration
from xietong.domain.collaborations import services
from xietong.domain.collaborations.models import Collaboration, Member
from xietong.domain.collaborations.states import ApplicationState

PAGES = ["application", "team", "events"]


def posted(cast, **changes):
    """The fields of form 1 as a browser sends them."""
    sent = {}
    for key, value in answers(cast, **changes).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                sent |= {f"{key}-{number}-{column}": cell or "" for column, cell in row.items()}
        elif isinstance(value, list):
            sent[key] = "\n".join(value) if all(isinstance(one, str) for one in value) else value
        else:
            sent[key] = "" if value is None else value
    return sent


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("stage", ["launch", "execution", "archived"])
def test_a_member_of_the_team_reads_every_page(cast, signed_in, page, stage):
    collaboration = make_collaboration(cast, stage)

    response = signed_in(cast.chen).get(f"/collaborations/{collaboration.pk}/{page}")

    assert response.status_code == 200
    assert collaboration.number in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_for_a_stranger_a_collaboration_does_not_exist(cast, signed_in, page):
    collaboration = make_collaboration(cast)

    assert signed_in(cast.stranger).get(f"/collaborations/{collaboration.pk}/{page}").status_code == 404
    assert signed_in(cast.administrator).get(f"/collaborations/{collaboration.pk}/{page}").status_code == 404


def test_pages_ask_for_signing_in(cast, client):
    collaboration = make_collaboration(cast)

    for path in ("/collaborations", "/collaborations/new", f"/collaborations/{collaboration.pk}/application"):
        assert client.get(path).status_code == 302


def test_the_list_shows_what_one_may_see_and_filters_it(cast, signed_in):
    mine = make_collaboration(cast, "execution", title="本部门的项目")
    make_collaboration(
        cast, title="别人的项目", departments=(cast.finance, cast.legal), initiator=cast.li, lead=cast.li
    )

    browser = signed_in(cast.wang)
    text = browser.get("/collaborations").content.decode()
    nothing = browser.get("/collaborations?stage=launch&mine=1").content.decode()
    found = browser.get(f"/collaborations?q={mine.number[-4:]}&stage=execution").content.decode()

    assert "本部门的项目" in text
    assert "别人的项目" not in text
    assert "没有符合条件的项目" in nothing
    assert "本部门的项目" in found


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_takes_the_same_statements_however_many_rows(cast, signed_in, count):
    for number in range(count):
        make_collaboration(cast, title=f"项目{number}")
    browser = signed_in(cast.zhang)
    browser.get("/collaborations")

    with CaptureQueriesContext(
        connection,
    ) as statements:
        browser.get("/collaborations")

    assert len(statements) <= 12


def test_the_list_pages_by_cursor(cast, signed_in):
    for number in range(55):
        make_collaboration(cast, title=f"项目{number:02d}")
    browser = signed_in(cast.zhang)

    first = browser.get("/collaborations")
    last = Collaboration.objects.order_by("-pk")[49].pk
    second = browser.get(f"/collaborations?after={last}").content.decode()

    assert f"after={last}" in first.content.decode()
    assert "项目04" in second
    assert "项目05" not in second


def test_a_blank_draft_is_made_by_one_click(cast, signed_in):
    response = signed_in(cast.lin).post("/collaborations/new")

    made = Collaboration.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/collaborations/{made.pk}/application"
    assert made.initiator == cast.lin
    assert made.initiating_department == cast.marketing
    assert made.number is None


def test_saving_while_typing_keeps_what_is_understood(cast, signed_in):
    application = make_application(cast)
    path = f"/collaborations/{application.collaboration_id}/application/draft"

    response = signed_in(cast.lin).post(
        path, posted(cast, title="改过的名称", start_on="2026-13-45") | {"version": application.version}
    )

    application.refresh_from_db()
    assert response.json()["fields"]["version"] == application.version
    assert application.answers["title"] == "改过的名称"
    assert application.answers["start_on"] is None
    assert application.collaboration.title == "改过的名称"


def test_an_old_version_is_refused_and_nothing_is_lost(cast, signed_in):
    application = make_application(cast)
    path = f"/collaborations/{application.collaboration_id}/application"

    signed_in(cast.lin).post(path, posted(cast, title="第一次") | {"version": application.version})
    response = signed_in(cast.chen).post(path, posted(cast, title="第二次") | {"version": application.version})

    assert response.status_code == 412
    assert "第二次" in response.content.decode()
    application.refresh_from_db()
    assert application.answers["title"] == "第一次"


def test_submitting_says_who_is_waited_for(cast, signed_in):
    application = make_application(cast)
    path = f"/collaborations/{application.collaboration_id}/application"

    browser = signed_in(cast.lin)
    response = browser.post(f"{path}/submission", posted(cast) | {"version": application.version}, follow=True)

    assert "已提交，等待 市场部 陈静 签字。" in response.content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.HEAD_REVIEW


def test_an_incomplete_form_comes_back_with_everything_that_is_missing(cast, signed_in):
    application = make_application(cast)
    path = f"/collaborations/{application.collaboration_id}/application/submission"

    response = signed_in(cast.lin).post(
        path, posted(cast, goal="", scope_out=[], milestones=[]) | {"version": application.version}
    )

    text = response.content.decode()
    assert response.status_code == 422
    for where in ("任务目标", "不含范围", "时间节点"):
        assert f"<b>{where}</b>" in text


def test_signing_needs_the_password_and_the_content_shown(cast, signed_in):
    application = make_application(cast, "head_review")
    path = f"/collaborations/{application.collaboration_id}/application/signature"
    browser = signed_in(cast.chen)
    digest = browser.get(path.removesuffix("/signature")).content.decode().split('name="digest" value="')[1][:64]

    wrong = browser.post(path, {"password": "not it", "digest": digest, "opinion": "agree"})
    stale = browser.post(path, {"password": PASSWORD, "digest": "0" * 64, "opinion": "agree"})
    right = browser.post(path, {"password": PASSWORD, "digest": digest, "opinion": "agree"})

    assert (wrong.status_code, stale.status_code, right.status_code) == (422, 412, 303)
    application.refresh_from_db()
    assert application.state == ApplicationState.COUNTERSIGNING


def test_whoever_is_not_asked_cannot_sign(cast, signed_in):
    application = make_application(cast, "head_review")
    path = f"/collaborations/{application.collaboration_id}/application/signature"

    response = signed_in(cast.wang).post(path, {"password": PASSWORD, "digest": "0" * 64})

    assert response.status_code == 409


def test_returning_needs_a_reason_and_shows_it(cast, signed_in):
    application = make_application(cast, "head_review")
    path = f"/collaborations/{application.collaboration_id}/application"
    browser = signed_in(cast.chen)

    refused = browser.post(f"{path}/return", {"reason": " "})
    browser.post(f"{path}/return", {"reason": "目标没有写明数值"})

    assert refused.status_code == 422
    assert "目标没有写明数值" in signed_in(cast.lin).get(path).content.decode()


def test_each_version_can_be_read_with_its_difference(cast, signed_in):
    application = make_application(cast, "returned")
    by = actor(cast.lin, application.collaboration)
    services.save_application(application, answers=answers(cast, goal="签约门店420家"), by=by, now=NOW)
    services.submit_application(application, by=by, now=NOW)
    rounds = signed_in(cast.lin).get(f"/collaborations/{application.collaboration_id}/application").content.decode()
    path = f"/collaborations/{application.collaboration_id}/application/rounds/"
    newest = max(int(part.split('"')[0]) for part in rounds.split(path)[1:])

    text = signed_in(cast.lin).get(f"{path}{newest}").content.decode()

    assert "与第 1 版相比" in text
    assert "签约门店420家" in text
    assert signed_in(cast.lin).get(f"{path}99999").status_code == 404


def test_a_head_names_liaison_and_deputy_of_the_own_department_only(cast, signed_in):
    collaboration = make_collaboration(cast, liaisons=False)
    own, other = (collaboration.participations.get(department=d) for d in (cast.production, cast.rnd))
    browser, path = signed_in(cast.wang), f"/collaborations/{collaboration.pk}/participations"

    done = browser.post(f"{path}/{own.pk}", {"liaison": cast.ma.pk, "deputy": "", "version": own.version})
    refused = browser.post(f"{path}/{other.pk}", {"liaison": cast.xu.pk, "deputy": "", "version": other.version})
    foreign = browser.post(f"{path}/{own.pk}", {"liaison": cast.xu.pk, "deputy": "", "version": own.version + 1})

    assert (done.status_code, refused.status_code, foreign.status_code) == (303, 403, 422)
    own.refresh_from_db()
    assert own.liaison == cast.ma


def test_the_lead_sets_up_a_task_force(cast, signed_in):
    collaboration = make_collaboration(cast)
    path = f"/collaborations/{collaboration.pk}/task-forces"
    sent = {
        "name": "认证小组",
        "mandate": "取得认证",
        "leader": cast.xu.pk,
        "members-0-person": cast.zheng.pk,
        "members-0-duty": "测试",
    }

    made = signed_in(cast.chen).post(path, sent)
    refused = signed_in(cast.wang).post(path, sent | {"name": "另一个"})
    text = signed_in(cast.chen).get(f"/collaborations/{collaboration.pk}/team").content.decode()

    assert (made.status_code, refused.status_code) == (303, 403)
    assert "认证小组" in text
    assert Member.objects.filter(collaboration=collaboration, person=cast.zheng).exists()
    force = collaboration.task_forces.get()
    assert signed_in(cast.chen).post(f"{path}/{force.pk}/end").status_code == 303
    assert not collaboration.task_forces.exists()


def test_the_feed_tells_in_sentences_with_names(cast, signed_in):
    application = make_application(cast, "approved")

    text = signed_in(cast.lin).get(f"/collaborations/{application.collaboration_id}/events").content.decode()
    only = (
        signed_in(cast.lin)
        .get(f"/collaborations/{application.collaboration_id}/events?about=signoffs")
        .content.decode()
    )

    assert "提交了申请表第1版，请各部门会签" in text
    assert "陈静 担任总负责人" in text
    assert "签字：同意" in only
    assert "担任总负责人" not in only


def test_an_executive_ends_a_collaboration_with_a_reason(cast, signed_in):
    collaboration = make_collaboration(cast, "execution")
    path = f"/collaborations/{collaboration.pk}/termination"

    refused = signed_in(cast.chen).post(path, {"reason": "市场变化"})
    silent = signed_in(cast.zhou).post(path, {"reason": ""})
    done = signed_in(cast.zhou).post(path, {"reason": "市场变化"})

    assert (refused.status_code, silent.status_code, done.status_code) == (403, 422, 303)


def test_urging_reminds_once_in_four_hours(cast, signed_in):
    application = make_application(cast, "head_review")
    text = signed_in(cast.lin).get(f"/collaborations/{application.collaboration_id}/application").content.decode()
    path = "/signoffs/" + text.split('action="/signoffs/')[1].split('"')[0]

    first = signed_in(cast.lin).post(path)
    again = signed_in(cast.lin).post(path)
    stranger = signed_in(cast.stranger).post(path)

    assert (first.status_code, again.status_code, stranger.status_code) == (303, 409, 404)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_blank_form_can_be_downloaded(cast, signed_in, kind):
    response = signed_in(cast.lin).get(f"/forms/application.{kind}")

    assert response.status_code == 200
    assert response.content[:2] in (b"PK", b"%P")


@pytest.mark.parametrize("rows", [3, 10])
def test_the_pages_of_one_collaboration_take_few_statements(cast, signed_in, rows):
    involved = [
        cast.marketing,
        cast.rnd,
        cast.production,
        cast.quality,
        cast.finance,
        cast.service,
        cast.pmo,
        cast.supply,
        cast.sales,
        cast.legal,
    ]
    application = make_application(
        cast, "draft", involved_departments=[{"department": d.pk, "ask": "配合"} for d in involved[:rows]]
    )
    browser, base = signed_in(cast.lin), f"/collaborations/{application.collaboration_id}"

    for page in PAGES:
        browser.get(f"{base}/{page}")
        with CaptureQueriesContext(connection) as statements:
            assert browser.get(f"{base}/{page}").status_code == 200
        assert len(statements) <= 20, (page, [s["sql"][:150] for s in statements])
