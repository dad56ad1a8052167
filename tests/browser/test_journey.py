"""One journey through the running product: a Word form becomes an application that its heads sign, and work is reported."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site import Site
from xietong.config.demo.organisation import PASSWORD

FORM = Path(__file__).parents[1] / "data" / "forms" / "申请表-智能门锁X3上市.docx"
TITLE = "2026年Q4智能门锁X3上市推广项目"
INVOLVED_HEADS = ["王志远", "王芳", "赵敏", "郭振", "孙磊", "李强", "何静"]


def _enter(page: Page, site: Site, username: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", name="工作台", exact=True)).to_be_visible()


def _open_from_the_desk(page: Page) -> None:
    page.locator("#todo").get_by_role("listitem").filter(has_text=TITLE).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def _strip(page: Page) -> Locator:
    return page.get_by_role("region", name="会签")


def _sign(page: Page) -> None:
    page.get_by_role("button", name="签字", exact=True).click()
    dialog = page.get_by_role("dialog", name="签署申请表")
    expect(dialog).to_contain_text(TITLE)
    expect(dialog).to_contain_text("内容摘要")
    dialog.get_by_label("登录密码").fill(PASSWORD)
    dialog.get_by_role("button", name="签字", exact=True).click()
    expect(dialog).to_be_hidden()


@pytest.mark.slow
def test_a_word_form_becomes_a_signed_application(open_page, phone, site, look):
    # 林晓岚 uploads the form she filled in Word and sees what was understood.
    lin = open_page()
    _enter(lin, site, "linxiaolan")
    lin.goto(f"{site.url}/collaborations/new")
    lin.get_by_role("link", name="上传或粘贴").click()
    lin.get_by_label("Word 或 Excel 文件").set_input_files(FORM)
    lin.get_by_role("button", name="读取并预览").click()
    expect(lin.get_by_role("heading", name="读出的申请表")).to_be_visible()
    understood = lin.get_by_role("row")
    expect(understood.filter(has_text="场景类型")).to_contain_text("新产品上市")
    expect(understood.filter(has_text="任务发起部门")).to_contain_text("市场部")
    expect(understood.filter(has_text="密级")).to_contain_text("内部")
    look(lin, "journey-preview")

    # A date that cannot be is named, with what was typed still there; corrected, it makes the draft.
    finish = lin.locator("input[name=finish_on]")
    finish.fill("2026-10-01")
    lin.get_by_role("button", name="建立草稿").click()
    expect(lin.get_by_text("有 1 处需要您补充或改正")).to_be_visible()
    expect(lin.locator(".x-problems").first).to_contain_text("完成日期 2026-10-01 早于开始日期 2026-10-12")
    expect(lin.get_by_label("任务名称").first).to_have_value(TITLE)
    finish.fill("2027-01-29")
    lin.get_by_role("button", name="建立草稿").click()
    expect(lin.get_by_text("草稿已建立")).to_be_visible()
    expect(lin.get_by_role("heading", name=TITLE)).to_be_visible()

    lin.get_by_role("button", name="提交会签").click()
    expect(lin.get_by_text("等待 市场部 林浩然 签字").first).to_be_visible()
    look(lin, "journey-submitted")

    # The head of 市场部 finds it on the desk and signs with the password; then it waits for every involved head.
    head = open_page()
    _enter(head, site, "linhaoran")
    _open_from_the_desk(head)
    _sign(head)
    expect(head.get_by_text(f"已签字，还在等待 研发部 {INVOLVED_HEADS[0]}")).to_be_visible()
    strip = _strip(head)
    expect(strip).to_contain_text("已签 1/9")
    expect(strip.get_by_role("listitem").filter(has_text="林浩然")).to_contain_text("已签 20")
    for name in INVOLVED_HEADS:
        expect(strip.get_by_role("listitem").filter(has_text=name)).to_contain_text("等待中")
    expect(strip.get_by_role("listitem").filter(has_text="苏雅兰")).to_contain_text("尚未轮到")
    look(head, "journey-signed-by-the-first")

    # One of them signs on a phone.
    _enter(phone, site, "wangfang")
    _open_from_the_desk(phone)
    _sign(phone)
    expect(_strip(phone)).to_contain_text("已签 2/9")
    expect(_strip(phone).get_by_role("listitem").filter(has_text="王芳")).to_contain_text("已签 20")
    expect(_strip(phone).get_by_role("listitem").filter(has_text="赵敏")).to_contain_text("等待中")
    look(phone, "journey-phone-signed")


@pytest.mark.slow
def test_a_liaison_reports_the_day_on_a_phone(phone, site, look):
    _enter(phone, site, "lijun")
    phone.goto(f"{site.url}/updates")
    look(phone, "journey-updates")
    task = phone.locator("section[data-row]").filter(has_text="工艺文件与工装治具准备")
    expect(task).to_contain_text("2027年Q1智能门锁X3上市推广项目")
    task.get_by_label("完成进度").fill("30")
    expect(task.get_by_label("完成进度")).to_have_value("30")
    expect(task.locator("output")).to_have_text("30%")
    task.get_by_label("完成情况（一句话）").fill("工装夹具到货，首件试装合格")
    phone.get_by_role("button", name="提交更新").click()
    expect(phone.get_by_text("已更新 1 项任务，项目组在跟踪表中可以看到")).to_be_visible()
    expect(task).to_contain_text("今天已更新")
    expect(task).to_contain_text("上次 30%")
    look(phone, "journey-updated")

    # What he said stands in the table that everybody of the project reads.
    phone.goto(f"{site.url}/collaborations/2/tracking")
    expect(phone.get_by_role("row").filter(has_text="工艺文件与工装治具准备")).to_contain_text("30%")
