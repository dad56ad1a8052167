"""The pages of the end: what they say, what they do, how many statements they need."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, PASSWORD, actor
from tests.domain.closing.ending import (
    PDF,
    accepted_collaboration,
    hand_in,
    judge,
    make_task,
    published,
    ready_to_archive,
    report,
    scored,
    sealed,
)
from tests.make import make_collaboration
from xietong.domain.closing import services
from xietong.domain.closing.models import Acceptance, Archive, Leftover, Retrospective, SelfCheck
from xietong.domain.closing.queries.report import signed_data
from xietong.kit.canonical import digest_of
from xietong.kit.events.models import HappenedEvent

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return response.content.decode()


def test_an_owner_checks_attaches_and_hands_in_on_one_page(cast, signed_in):
    collaboration = make_collaboration(cast, "execution")
    task = make_task(collaboration, cast.xu)
    page = f"{collaboration.href}/self-checks/{task.pk}"
    browser = signed_in(cast.xu)
    assert "抽检合格率≥98%" in words(browser.get(page))
    sent = {
        "meets-0": "yes",
        "meets-1": "yes",
        "remark-0": "",
        "remark-1": "98.6%",
        "summary": "见附件",
        "files": SimpleUploadedFile("成果.pdf", PDF),
        "submit": "1",
    }

    answer = browser.post(page, sent)

    assert answer.status_code == 303
    assert "等待 陈静 组织联合验收" in words(browser.get(answer["Location"]))
    task.refresh_from_db()
    assert task.state == "handed_in"
    assert SelfCheck.objects.get(task=task).items[1] == {
        "criterion": "抽检合格率≥98%",
        "meets": True,
        "remark": "98.6%",
    }


def test_a_stranger_sees_no_page(cast, signed_in):
    collaboration = accepted_collaboration(cast)
    browser = signed_in(cast.stranger)

    for page in ("acceptance", "retrospective", "leftovers", "archive", "archive/package"):
        assert browser.get(f"{collaboration.href}/{page}").status_code == 404


def test_acceptance_is_called_judged_submitted_and_signed_in_the_browser(cast, signed_in):
    collaboration = make_collaboration(cast, "execution")
    hand_in(make_task(collaboration, cast.xu))
    lead = signed_in(cast.chen)
    here = f"{collaboration.href}/acceptance"
    assert "组织联合验收" in words(lead.get(here))

    answer = lead.post(here, {"kind": "tasks", "method": "meeting", "held_on": "2026-11-23"})
    one = answer["Location"]
    row = Acceptance.objects.get()
    lead.post(f"{one}/verdicts", {"items": row.items.get().pk, "verdict": "pass"})
    said = words(lead.get(one))
    assert "提交签字" in said
    row.refresh_from_db()
    lead.post(f"{one}/submission", {"version": row.version})
    page = words(lead.get(one))
    assert "在成果验收表上签字" in page
    assert "有条件同意" in page
    digest = services.acceptance.latest_round("acceptance", row.pk).content_id
    assert digest in page
    lead.post(f"{one}/signature", {"password": PASSWORD, "digest": digest, "opinion": "agree"})

    # 陈静 heads 市场部 and leads: asked in two steps, the second as the lead
    row.refresh_from_db()
    if row.state == "signing":
        lead.post(f"{one}/signature", {"password": PASSWORD, "digest": digest, "opinion": "agree"})
        row.refresh_from_db()
    assert row.state == "passed"


def test_a_wrong_password_signs_nothing(cast, signed_in):
    collaboration = make_collaboration(cast, "execution")
    hand_in(make_task(collaboration, cast.xu))
    by = actor(cast.chen, collaboration)
    row = services.call_acceptance(collaboration, by=by, now=NOW)
    judge(row, cast.chen)
    services.submit_acceptance(row, by=by, now=NOW)
    digest = services.acceptance.latest_round("acceptance", row.pk).content_id

    answer = signed_in(cast.chen).post(
        f"{collaboration.href}/acceptance/{row.pk}/signature", {"password": "x", "digest": digest}
    )

    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == "signing"


def test_the_retrospective_goes_from_scores_to_publication(cast, signed_in):
    collaboration = accepted_collaboration(cast)
    here = f"{collaboration.href}/retrospective"
    lead = signed_in(cast.chen)
    assert "发起复盘" in words(lead.get(here))
    lead.post(here)
    page = words(signed_in(cast.wang).get(here))
    assert "目标达成情况" in page
    assert "按期完成的子任务" in page
    scores = {f"score-{d}": "4" for d in ("goals", "process", "communication", "risks")}
    assert signed_in(cast.wang).post(f"{here}/scores", scores).status_code == 303
    lead.post(f"{here}/summary")
    assert "提交审核之前还差" in words(lead.get(here))
    sent = {"summary": "按期完成", "successes-0-practice": "驻厂", "successes-0-evidence": "提前2天"}
    sent |= {f"improvements-0-{key}": str(value) for key, value in report(cast)["improvements"][0].items()}

    assert lead.post(f"{here}/submission", sent).status_code == 303

    row = Retrospective.objects.select_related("collaboration__lead", "submitted_by").get()
    assert row.state == "in_review"
    digest = digest_of(signed_data(row))
    assert digest in words(lead.get(here))
    lead.post(f"{here}/publication", {"password": PASSWORD, "digest": digest, "version": row.version})
    row.refresh_from_db()
    assert row.state == "published"
    assert "驻厂" in words(lead.get(here))


def test_a_report_with_an_empty_measure_is_not_submitted(cast, signed_in):
    collaboration = accepted_collaboration(cast)
    by = actor(cast.chen, collaboration)
    row = services.write_retrospective(scored(collaboration, cast), by=by, now=NOW)
    services.save_report(row, answers=report(cast, measure="加强沟通管理"), by=by, now=NOW)
    lead = signed_in(cast.chen)

    answer = lead.post(f"{collaboration.href}/retrospective/submission")

    assert answer.status_code == 409
    assert "加强" in words(answer)
    assert "无法检查" in words(lead.get(f"{collaboration.href}/retrospective"))


def test_leftovers_are_assigned_finished_and_closed_by_two_people(cast, signed_in):
    collaboration = make_collaboration(cast, "execution")
    task = make_task(collaboration, cast.xu)
    here = f"{collaboration.href}/leftovers"
    lead = signed_in(cast.chen)
    assert "来自子任务" in words(lead.get(f"{here}?task={task.pk}"))
    sent = {"task": task.pk, "owner": cast.ma.pk, "due_on": "2026-12-20", "standard": "补齐两家门店"}
    assert lead.post(here, sent).status_code == 303
    row = Leftover.objects.get()
    task.refresh_from_db()
    assert (row.matter, task.state) == ("1 任务1", "left_over")

    owner = signed_in(cast.ma)
    assert "办结" in words(owner.get(here))
    owner.post(f"{here}/{row.pk}/finish", {"reason": "照片和签收单见附件"})
    assert owner.post(f"{here}/{row.pk}/closing").status_code == 403
    lead.post(f"{here}/{row.pk}/closing")

    row.refresh_from_db()
    assert (row.state, row.closed_by) == ("closed", cast.chen)


def test_the_archive_is_asked_sealed_shown_taken_and_checked(cast, signed_in):
    collaboration = ready_to_archive(cast)
    here = f"{collaboration.href}/archive"
    lead = signed_in(cast.chen)
    page = words(lead.get(here))
    assert "归档封存" in page
    assert "成果验收表" in page

    sealed(collaboration, cast)

    page = words(lead.get(here))
    row = Archive.objects.get()
    assert row.digest in page
    assert "说明.txt" in page
    package = lead.get(f"{here}/package")
    assert b"".join(package.streaming_content)[:2] == b"PK"
    assert HappenedEvent.objects.filter(name="closing.ArchiveRead", by=cast.chen).count() == 1
    lead.post(f"{here}/verification")
    assert "核验通过" in words(lead.get(here))
    assert signed_in(cast.xu).get(f"{here}/package").status_code == 403


def test_an_archive_is_not_asked_while_the_gate_is_open(cast, signed_in):
    collaboration = make_collaboration(cast, "closing")

    answer = signed_in(cast.chen).post(f"{collaboration.href}/archive")

    assert answer.status_code == 409
    assert "尚未组织总体联合验收" in words(answer)


def statements(browser, page) -> int:
    browser.get(page)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(page).status_code == 200
    return len(caught)


def test_pages_need_as_many_statements_for_thirty_rows_as_for_three(cast, signed_in):
    counts = []
    for rows in (3, 30):
        collaboration = make_collaboration(cast, "closing", title=f"项目{rows}")
        by = actor(cast.chen, collaboration)
        for number in range(rows):
            hand_in(make_task(collaboration, cast.xu, number + 1))
            services.add_leftover(
                collaboration,
                matter=f"事{number}",
                owner_id=cast.ma.pk,
                due_on=date(2026, 12, 1),
                standard="做完",
                by=by,
                now=NOW,
            )
        row = services.call_acceptance(collaboration, kind="whole", by=by, now=NOW)
        pages = ("acceptance", f"acceptance/{row.pk}", "leftovers", "archive", "retrospective")
        counts.append([statements(signed_in(cast.chen), f"{collaboration.href}/{page}") for page in pages])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20


def test_the_published_report_stays_readable_after_archiving(cast, signed_in):
    collaboration = accepted_collaboration(cast)
    published(collaboration, cast)

    assert "驻厂计划" in words(signed_in(cast.wu).get(f"{collaboration.href}/retrospective"))
