"""A filled Word form is uploaded, corrected, sent round, returned once, sent again and signed by every head."""

import re
from html.parser import HTMLParser
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import PASSWORD
from xietong.domain.collaborations.models import Collaboration
from xietong.kit.jobs.work import run_all

FORM = Path(__file__).parents[1] / "data" / "forms" / "申请表-智能门锁X3上市.docx"


class Fields(HTMLParser):
    """What a browser would send for the forms of a page: names and values, as they stand."""

    def __init__(self):
        super().__init__()
        self.sent, self._select, self._area, self._template = {}, None, None, False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "template":
            self._template = True
        if self._template:
            return
        if tag == "input" and name and given.get("type") not in ("file", "checkbox", "radio", "search"):
            self.sent[name] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area, self.sent[name] = name, ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.sent[self._select] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "template":
            self._template = False
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] += data


def fields_of(response):
    reader = Fields()
    reader.feed(response.content.decode())
    return {name: value.strip("\n") for name, value in reader.sent.items() if name not in ("csrfmiddlewaretoken", "q")}


def test_from_a_word_form_to_approval(cast, signed_in, now):
    lin = signed_in(cast.lin)

    # upload and look
    preview = lin.post("/collaborations/import", {"file": SimpleUploadedFile(FORM.name, FORM.read_bytes())})
    assert preview.status_code == 200
    assert Collaboration.objects.count() == 0

    # confirm: a draft
    made = lin.post("/collaborations/new", fields_of(preview))
    assert made.status_code == 303, made.content.decode()[:3000]
    collaboration = Collaboration.objects.get()
    here = f"/collaborations/{collaboration.pk}/application"
    draft = lin.get(here)
    assert "提交后请谁签字" in draft.content.decode()
    assert "须分管领导审批" in draft.content.decode()  # 126 万元, longer than a month

    # send round
    sent = lin.post(f"{here}/submission", fields_of(draft), follow=True)
    assert "等待 市场部 陈静 签字" in sent.content.decode()
    collaboration.refresh_from_db()
    assert collaboration.number == "XT-2026-0001"

    # the head signs, one of the others returns it
    assert sign(signed_in(cast.chen), here).status_code == 303
    back = signed_in(cast.wang).post(f"{here}/return", {"reason": "试产窗口要写明周次"}, follow=True)
    assert "已退回给 林晓岚" in back.content.decode()
    assert signed_in(cast.zhao).post(f"{here}/signature", {"password": PASSWORD, "digest": "0" * 64}).status_code == 409

    # edit and send again: a new version, everybody is asked again
    edited = fields_of(lin.get(here))
    edited["constraints"] = "试产窗口为第49周。"
    again = lin.post(f"{here}/submission", edited, follow=True)
    assert "等待 市场部 陈静 签字" in again.content.decode()
    assert "第 2 版" in again.content.decode()

    # everybody signs; the executive last
    for person in (cast.chen, cast.zhao, cast.wang, cast.sun, cast.song, cast.luo, cast.li, cast.he, cast.zhou):
        assert sign(signed_in(person), here).status_code == 303, person.name
    page = lin.get(here).content.decode()
    assert "已签 9/9" in page
    collaboration.refresh_from_db()
    assert collaboration.lead == cast.zhou

    # the signed form is a PDF, its signatures hold, and everybody was told
    number = re.search(r'href="/signatures/(\d+)"', page)[1]
    assert "核验通过" in lin.get(f"/signatures/{number}").content.decode()
    assert signed_in(cast.stranger).get(f"/signatures/{number}").status_code == 404
    run_all(now=now)
    assert "申请表已批准" in lin.get("/notices").content.decode()
    assert "已批准，请指定本部门接口人" in signed_in(cast.wang).get("/notices").content.decode()


def sign(browser, here):
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', browser.get(here).content.decode())[1]
    return browser.post(f"{here}/signature", {"password": PASSWORD, "digest": digest, "opinion": "agree"})
