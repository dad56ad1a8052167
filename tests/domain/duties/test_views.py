"""The pages of the process map and the responsibility list."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOW, PASSWORD, Cast, actor, place
from tests.domain.duties.duty_maps import digest_for, publish, sound_map, submit
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import Duty
from xietong.domain.people.models import Person
from xietong.kit.swimlanes.bpmn import write_bpmn

Browser = Callable[[Person], Client]


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def test_an_empty_map_offers_the_first_step(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    lead, address = signed_in(cast.chen), f"{collaboration.href}/process-map"

    assert "还没有绘制流程图" in text_of(lead, address)
    response = lead.post(address)

    assert response.status_code == 303
    shown = text_of(lead, address)
    assert "研发部负责的工作" in shown
    assert "没有写输出" in shown


def test_the_page_draws_the_map_and_names_what_is_wrong(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    by = actor(cast.chen, collaboration)
    services.save_map(collaboration, drawing=services.without_node(sound_map(cast), "e"), by=by, now=NOW)

    shown = text_of(signed_in(cast.chen), f"{collaboration.href}/process-map")

    assert '<svg xmlns="http://www.w3.org/2000/svg" class="swimlanes"' in shown
    assert 'id="lanes-develop"' in shown
    assert "流程图没有“结束”" in shown
    assert "process-map/publication" not in shown


def test_a_node_is_changed_added_and_removed_in_its_form(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    services.save_map(collaboration, drawing=sound_map(cast), by=actor(cast.chen, collaboration), now=NOW)
    lead, here = signed_in(cast.chen), f"{collaboration.href}/process-map"
    assert "开发样机" in text_of(lead, f"{here}/node?id=develop")

    sent = {
        "id": "develop",
        "kind": "step",
        "name": "开发工程样机",
        "lane": str(cast.rnd.pk),
        "inputs": "需求书",
        "outputs": "样机\n图纸",
        "next-0-target": "make",
    }
    assert lead.post(f"{here}/node", sent).status_code == 303
    new = {"after": "develop", "kind": "step", "name": "评审样机", "lane": str(cast.rnd.pk)}
    assert lead.post(f"{here}/node", new).status_code == 303

    drawing = queries.drawing_of(queries.map_of(collaboration))
    develop = drawing.node("develop")
    assert develop
    assert develop.outputs == ("样机", "图纸")
    assert [way.target for way in develop.next] == ["n1"]
    assert lead.post(f"{here}/node/removal", {"id": "n1"}).status_code == 303
    assert queries.drawing_of(queries.map_of(collaboration)).node("n1") is None


def test_a_wrong_node_is_shown_again_with_the_reason(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    services.save_map(collaboration, drawing=sound_map(cast), by=actor(cast.chen, collaboration), now=NOW)

    response = signed_in(cast.chen).post(
        f"{collaboration.href}/process-map/node", {"id": "develop", "kind": "", "name": "保留我写的"}
    )

    assert response.status_code == 422
    assert "保留我写的" in response.content.decode()


def test_inputs_and_deliverables_are_listed(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    services.save_map(collaboration, drawing=sound_map(cast), by=actor(cast.chen, collaboration), now=NOW)
    address = f"{collaboration.href}/process-map/edges"

    assert "市场调研" in text_of(signed_in(cast.chen), address)
    signed_in(cast.chen).post(address, {"external_inputs": "市场调研\n竞品分析", "deliverables": "上市报告"})

    assert queries.drawing_of(queries.map_of(collaboration)).external_inputs == ("市场调研", "竞品分析")


def test_a_bpmn_file_is_uploaded_published_and_downloaded(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    lead, here = signed_in(cast.chen), f"{collaboration.href}/process-map"
    file = SimpleUploadedFile("map.bpmn", write_bpmn(sound_map(cast)).encode())

    assert lead.post(f"{here}/file", {"file": file}).status_code == 303
    assert lead.post(f"{here}/publication").status_code == 303

    assert "已发布" in text_of(signed_in(cast.wang), here)
    svg = lead.get(f"{here}/drawing.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"<svg" in svg.content
    assert b"definitions" in lead.get(f"{here}/drawing.bpmn").content


def test_a_stranger_finds_no_map(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)

    for path in ("process-map", "process-map/drawing.svg", "responsibilities"):
        assert signed_in(cast.qian).get(f"{collaboration.href}/{path}").status_code == 404


def test_a_head_reads_the_map_but_has_no_buttons(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    head = signed_in(cast.wang)

    shown = text_of(head, f"{collaboration.href}/process-map")

    assert "添加节点" not in shown
    assert head.post(f"{collaboration.href}/process-map/reopening").status_code == 403


def test_the_list_is_drafted_edited_and_submitted(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    lead, here = signed_in(cast.chen), f"{collaboration.href}/responsibilities"
    assert "还没有编制职责清单" in text_of(lead, here)

    assert lead.post(f"{here}/draft").status_code == 303
    duty = Duty.objects.get(matter="小批试产")
    assert "小批试产" in text_of(lead, f"{here}/rows/{duty.pk}")
    sent = {
        "matter": "小批试产",
        "accountable": str(cast.production.pk),
        "responsible": [str(cast.production.pk), str(cast.rnd.pk)],
        "informed": [str(cast.marketing.pk)],
        "steps": ["make"],
        "outputs": "试产品",
        "version": duty.responsibility_list.version,
    }
    assert lead.post(f"{here}/rows/{duty.pk}", sent).status_code == 303
    assert lead.post(f"{here}/rows/{duty.pk}", sent).status_code == 412
    answer = lead.post(f"{here}/submission", follow=True)

    shown = answer.content.decode()
    assert "等待 市场部 陈静、研发部 赵启明、生产部 王芳 确认" in shown
    assert "主责" in shown
    assert "知会" in text_of(lead, f"{here}?view=list")


def test_a_head_confirms_with_the_password(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    head, here = signed_in(cast.wang), f"{collaboration.href}/responsibilities"
    digest = digest_for(collaboration, cast.production)
    assert digest in text_of(head, here)
    sent = {"department": str(cast.production.pk), "digest": digest}

    assert head.post(f"{here}/confirmation", sent | {"password": "falsch"}).status_code == 422
    assert head.post(f"{here}/confirmation", sent | {"password": PASSWORD}).status_code == 303

    assert "已签 1/3" in text_of(head, here)
    assert "确认生产部的职责" not in text_of(head, here)


def test_a_head_returns_with_a_reason(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    row = submit(cast, collaboration)

    response = signed_in(cast.wang).post(
        f"{collaboration.href}/responsibilities/return",
        {"department": str(cast.production.pk), "reason": "试产应由研发部主责"},
        follow=True,
    )

    assert "等待 陈静 修改后重新提交" in response.content.decode()
    row.refresh_from_db()
    assert row.state == "draft"


def test_an_overlap_is_shown_in_its_cells_and_kept_with_a_reason(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    by = actor(cast.chen, collaboration)
    services.draft_duties_from_map(collaboration, by=by, now=NOW)
    twice = {"matter": "样机开发", "accountable": cast.production.pk, "steps": ["develop"], "outputs": ["样机"]}
    services.save_duty(collaboration, answers=twice, by=by, now=NOW)
    lead, here = signed_in(cast.chen), f"{collaboration.href}/responsibilities"

    shown = text_of(lead, here)
    assert "有 2 个主责部门" in shown
    assert "重叠" in shown
    for finding in queries.open_findings(collaboration):
        lead.post(f"{here}/findings", {"key": finding.key, "reason": "两段分开"})

    assert "保留理由：两段分开" in text_of(lead, here)
    assert queries.open_findings(collaboration) == []


def test_the_liaison_of_the_accountable_department_writes_its_words(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    services.draft_duties_from_map(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    duty = Duty.objects.get(matter="小批试产")
    address = f"{collaboration.href}/responsibilities/rows/{duty.pk}"

    assert signed_in(cast.xu).get(address).status_code == 403
    assert "主责部门填写" in text_of(signed_in(cast.ma), address)
    signed_in(cast.ma).post(address, {"description": "首件全检", "outputs": "试产品"})

    duty.refresh_from_db()
    assert duty.description == "首件全检"
    assert duty.accountable == cast.production


def _many(cast: Cast, collaboration: Collaboration, count: int) -> None:
    rows = [
        {
            "matter": f"事项{number}{'甲乙丙丁戊己庚辛壬癸'[number % 10] * 3}",
            "accountable": cast.rnd.pk,
            "responsible": [cast.production.pk],
            "informed": [cast.marketing.pk],
            "outputs": [f"成果{number}"],
        }
        for number in range(count)
    ]
    services.replace_duties(collaboration, rows=rows, by=actor(cast.chen, collaboration), now=NOW)


@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_take_the_same_statements_however_many_rows(
    cast: Cast, signed_in: Browser, django_assert_max_num_queries: Callable[..., object], count: int
) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    _many(cast, collaboration, count)
    at = place(cast.chen, collaboration)

    with django_assert_max_num_queries(10):
        queries.responsibility_page(at)
    with django_assert_max_num_queries(2):
        queries.process_map_page(at)
    browser = signed_in(cast.chen)
    browser.get("/")  # the figures in the frame are counted once and kept for a while
    with django_assert_max_num_queries(20):
        browser.get(f"{collaboration.href}/responsibilities")
