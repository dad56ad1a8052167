"""One collaboration over HTTP from a filled Word form to a sealed package, each act by the person whose it is."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from tests.cast import NOW, PASSWORD
from tests.journeys.test_from_a_word_form_to_approval import FORM, fields_of
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.knowledge.services import load_builtins
from xietong.kit.clock import clock_at
from xietong.kit.jobs.work import run_all

PDF = b"%PDF-1.4\n% a deliverable\n"
# (the department's attribute in the cast, the head, the liaison, the deputy), in the order of the Word form
TEAM = (
    ("marketing", "chen", "wu", "lin"),
    ("rnd", "zhao", "xu", None),
    ("production", "wang", "ma", None),
    ("quality", "sun", "zheng", None),
    ("supply", "song", "song", None),
    ("sales", "luo", "luo", None),
    ("finance", "li", "tang", None),
    ("service", "he", "feng", "qian"),
)
# name, department, owner, working days, after the task before it
TASKS = (
    ("设计验证", "rnd", "xu", 2, False),
    ("小批试产", "production", "ma", 2, True),
    ("渠道培训", "service", "feng", 1, False),
)


class Journey:
    """The one collaboration, everybody's browser, and what the API answers to whom."""

    def __init__(self, cast, signed_in):
        self.cast, self.signed_in, self.pk = cast, signed_in, 0
        self.lead = cast.zhou  # as proposed in the Word form

    def call(self, person, method, path, body=None):
        address, browser = f"/api/v1/collaborations/{self.pk}/{path}", self.signed_in(person)
        if method == "get":
            return browser.get(address)
        return getattr(browser, method)(address, json.dumps(body or {}), content_type="application/json")

    def does(self, person, method, path, body=None):
        """What the API answers; it must have agreed."""
        answer = self.call(person, method, path, body)
        assert answer.status_code < 300, f"{person.name} {method} {path}: {answer.content.decode()}"
        return answer.json()

    def leads(self, path, body=None, method="post"):
        return self.does(self.lead, method, path, body)

    def get(self, path):
        return self.leads(path, method="get")

    def signs(self, person, path, digest, **more):
        return self.does(person, "post", path, {"password": PASSWORD, "digest": digest, **more})

    def gate(self):
        return [item["message"] for item in self.get("gate")["items"] if item["state"] == "open"]

    def advance(self, stage):
        assert self.gate() == []
        assert self.leads("advance")["stage"] == stage

    def person(self, name):
        return getattr(self.cast, name)

    def department(self, name):
        return str(self.person(name).pk)


@contextmanager
def on(day, hour=9) -> Iterator[datetime]:
    """That day by the company's clock; what has become due is done by the worker before and after."""
    with clock_at(datetime.combine(date.fromisoformat(day), time(hour), NOW.tzinfo)) as moment:
        run_all(now=moment)
        yield moment
        run_all(now=moment)


def test_from_docx_to_archive(cast, signed_in, tmp_path):
    load_builtins(now=NOW)
    journey = Journey(cast, signed_in)
    with on("2026-11-23"):
        applied(journey)
        team_named(journey)
    with on("2026-11-23", 14):
        map_and_duties(journey)
        journey.advance("planning")
    with on("2026-11-23", 16):
        planned(journey)
        journey.advance("execution")
    worked(journey)
    with on("2026-11-30"):
        accepted(journey, "tasks")
        assert {row["state"] for row in journey.get("tasks?is_leaf=true")["items"]} == {"done"}
        journey.advance("closing")
    with on("2026-12-01"):
        accepted(journey, "whole")
        left_over(journey)
        looked_back(journey)
    with on("2026-12-02") as now:
        package = archived(journey, now)
    verified_and_spoilt(package, tmp_path)


def applied(journey):
    """The form is read, its past dates are corrected, it is sent round and signed, the executive last."""
    cast, lin = journey.cast, journey.signed_in(journey.cast.lin)
    preview = lin.post("/collaborations/import", {"file": SimpleUploadedFile(FORM.name, FORM.read_bytes())})
    fields = fields_of(preview) | {"start_on": "2026-11-24"}
    refused = lin.post("/collaborations/new", fields)
    assert refused.status_code == 422  # a milestone lies before the new start
    fields |= {"milestones-0-due_on": "2026-11-27"}
    made = lin.post("/collaborations/new", fields)
    assert made.status_code == 303, made.content.decode()
    journey.pk = Collaboration.objects.get().pk
    row = journey.does(cast.lin, "post", "application/submit")
    assert row["state"] == "head_review"
    early = journey.call(cast.zhao, "post", "application/sign", {"password": PASSWORD, "digest": row["signed_content"]})
    assert early.status_code == 409  # the initiating head is asked first
    for name in ("chen", "zhao", "wang", "sun", "song", "luo", "li", "he", "zhou"):
        row = journey.signs(journey.person(name), "application/sign", row["signed_content"])
    assert row["state"] == "approved"
    assert Collaboration.objects.get().lead == journey.lead


def team_named(journey):
    """Every head names a liaison and, where there are enough people, a deputy; nobody names for another."""
    rows = {row["department"]["id"]: row for row in journey.get("participations")["items"]}
    assert len(rows) == len(TEAM)
    for key, head, liaison, deputy in TEAM:
        path = f"participations/{rows[journey.department(key)]['id']}"
        body = {"liaison": str(journey.person(liaison).pk)}
        if deputy:
            body["deputy"] = str(journey.person(deputy).pk)
        if key == "rnd":
            assert journey.call(journey.cast.wang, "put", path, body).status_code == 403
        journey.does(journey.person(head), "put", path, body)


def map_and_duties(journey):
    """Map and duties come from the playbook; the map is published, every head confirms the own rows."""
    journey.leads("playbook", {"playbook": "new_product_launch"})
    for part in ("process_map", "duties"):
        assert journey.leads("playbook/parts", {"part": part})["count"] > 0
    assert [i for i in journey.get("process-map/findings")["items"] if i["severity"] == "error"] == []
    assert journey.leads("process-map/publish")["state"] == "published"
    for item in journey.get("responsibilities/findings")["items"]:
        if item["kind"] != "hint" and not item["accepted"]:
            journey.leads("responsibilities/resolve", {"key": item["key"], "reason": "启动会上已确认由现有部门承担。"})
    row = journey.leads("responsibilities/submit")
    assert row["state"] == "confirming"
    assert journey.call(journey.lead, "post", "advance").status_code == 409  # nobody has confirmed
    for _key, head, _liaison, _deputy in TEAM:
        person = journey.person(head)
        mine = next(c for c in row["confirmations"] if c["department"] == str(person.department_id))
        confirm = {"department": mine["department"], "digest": mine["digest"], "password": PASSWORD}
        if head == "chen":
            wrong = journey.call(person, "post", "responsibilities/confirm", confirm | {"password": "wrong"})
            assert wrong.status_code == 422, wrong.content
        row = journey.does(person, "post", "responsibilities/confirm", confirm)
    assert row["state"] == "confirmed"


def planned(journey):
    """The playbook's tasks make way for three own ones; statements; the plan is signed, published and read."""
    proposed = [row for row in journey.get("tasks")["items"] if row["parent"] is None]
    assert proposed  # drafted by the worker when the stage was entered
    for row in proposed:
        assert journey.call(journey.lead, "delete", f"tasks/{row['id']}").status_code == 204
    before = None
    for name, department, owner, days, follows in TASKS:
        body = {
            "name": name, "department": journey.department(department), "owner": str(journey.person(owner).pk),
            "duration": days, "deliverables": [f"{name}报告"], "acceptance": [f"{name}报告经评审通过"],
        }  # fmt: skip
        row = journey.leads("tasks", body | ({"predecessors": before} if follows else {}))
        before = row["number"]
    asks_for_something(journey)
    for key, _head, liaison, _deputy in TEAM:
        for kind in ("resource", "risk"):
            if key == "rnd" and kind == "resource":
                continue  # asked for something just now
            journey.does(
                journey.person(liaison), "post", "nothing-needed", {"department": journey.department(key), "kind": kind}
            )
    journey.leads("plan")
    row = journey.leads("plan/submit")
    asked = {name for s in row["signatures"] if (name := s["person"])}
    by_name = {person.name: person for person in journey.cast.people.values()}
    for name in sorted(asked):
        row = journey.signs(by_name[name], "plan/approve", row["content_digest"])
    assert row["state"] == "approved"
    row = journey.leads("plan/publish")
    for reader in row["readers"]:
        if not reader["read_at"]:
            journey.does(by_name[reader["person"]], "post", "plan/acknowledge")
    assert all(reader["read_at"] for reader in journey.get("plan")["current"]["readers"])


def asks_for_something(journey):
    """研发部 asks for an oven; the lead writes down a grave risk together with its contingency."""
    oven = {
        "department": journey.department("rnd"), "kind": "equipment", "name": "高低温箱", "amount": 1, "unit": "台",
        "purpose": "可靠性试验", "task": "1", "from_on": "2026-11-24", "until_on": "2026-11-25", "source": "own",
    }  # fmt: skip
    journey.does(journey.cast.xu, "post", "resource-requests", oven)
    risk = {
        "name": "试产夹具损坏", "category": "technology", "department": journey.department("production"),
        "owner": str(journey.cast.ma.pk), "probability": 3, "impact": 5, "trigger": "夹具合格率低于90%",
        "prevention": "每班点检", "tasks": "2", "mitigate_by": "2026-11-26",
    }  # fmt: skip
    refused = journey.call(journey.lead, "post", "risks", risk)  # a grave one without a contingency
    assert [error["field"] for error in refused.json()["errors"]] == ["contingency"]
    assert journey.leads("risks", risk | {"contingency": "启用备用夹具"})["score"] == 15


def worked(journey):
    """Daily updates by the owners; what is finished is checked against its criteria and handed in with a file."""
    for day in ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"):
        with on(day, 16):
            for row in journey.get("tasks?is_leaf=true")["items"]:
                if row["state"] in ("not_started", "running") and row["start_on"] <= day:
                    owner = next(p for p in journey.cast.people.values() if str(p.pk) == row["owner"]["id"])
                    if row["finish_on"] > day:
                        line = {"task_id": row["id"], "percent": 50, "status": "running", "done": "完成一半"}
                        journey.does(owner, "post", "progress-reports", {"lines": [line]})
                    else:
                        handed_in(journey, owner, row["id"])
    assert {row["state"] for row in journey.get("tasks?is_leaf=true")["items"]} == {"handed_in"}


def handed_in(journey, owner, task):
    check = f"self-checks/{task}"
    assert journey.call(owner, "post", f"{check}/submit").status_code == 409  # nothing is answered yet
    journey.does(owner, "put", check, {"items": [{"meets": True, "remark": "已评审"}], "summary": "按标准完成"})
    address = f"/api/v1/collaborations/{journey.pk}/{check}/files"
    sent = journey.signed_in(owner).post(address, {"file": SimpleUploadedFile("成果.pdf", PDF)})
    assert sent.status_code == 201
    assert journey.does(owner, "post", f"{check}/submit")["state"] == "submitted"


def accepted(journey, kind):
    """Called by the lead, judged, measured where it is the whole, signed by everybody who is asked."""
    by_name = {person.name: person for person in journey.cast.people.values()}
    row = journey.leads("acceptance", {"kind": kind})
    here = f"acceptance/{row['id']}"
    items = [item["id"] for item in row["items"] if not item["verdict"]]
    if items:
        row = journey.leads(f"{here}/judge", {"items": items, "verdict": "pass"})
    if row["outcomes"]:
        outcomes = [{"actual": one.get("target", "达到")} for one in row["outcomes"]]
        journey.leads(here, {"outcomes": outcomes}, "put")
    row = journey.leads(f"{here}/submit")
    while row["state"] == "signing":
        asked = next(s for s in row["signatures"] if s["state"] == "waiting")
        row = journey.signs(by_name[asked["person"]], f"{here}/sign", row["content_digest"])
    assert row["state"] == "passed"


def left_over(journey):
    cast = journey.cast
    body = {
        "matter": "两家门店补货", "owner": str(cast.ma.pk), "due_on": "2026-12-31", "standard": "两家门店到货并上架",
    }  # fmt: skip
    row = journey.leads("leftovers", body)
    assert (row["department"], row["state"]) == ("生产部", "open")


def looked_back(journey):
    """Heads and liaisons score, the initiator writes, the lead publishes with a signature."""
    cast = journey.cast
    journey.leads("retrospective")
    for number, name in enumerate(("chen", "wang", "wu", "xu", "feng")):
        marks = {key: {"score": 3 + number % 3} for key in ("goals", "process", "communication", "risks")}
        journey.does(journey.person(name), "post", "retrospective/scores", marks)
    journey.leads("retrospective/write")
    improvement = {
        "problem": "样机确认晚了3天", "root_cause": "没有样机确认清单", "measure": "编制样机确认检查表，评审会前2天发出",
        "owner": cast.xu.pk, "due_on": "2026-12-31", "verification": "下一次评审按检查表逐项签字",
    }  # fmt: skip
    success = {"practice": "驻厂计划", "evidence": "提前2天放行", "conditions": "", "reach": "全部上市项目"}
    report = {
        "summary": "按期完成试产与培训。", "process": "评审多了一轮。", "communication": "周例会有效。",
        "risks": "没有触发的风险。", "successes": [success], "improvements": [improvement], "tags": ["上市"],
    }  # fmt: skip
    journey.does(cast.lin, "put", "retrospective/report", report)
    row = journey.does(cast.lin, "post", "retrospective/submit")
    row = journey.signs(journey.lead, "retrospective/publish", row["content_digest"])
    assert row["state"] == "published"


def archived(journey, now) -> bytes:
    """Asked by the archivist, built by the worker; then the collaboration is read-only, and the package can be taken."""
    assert journey.does(journey.cast.han, "post", "archive", {"retention": "for_ever"})["state"] == "asked"
    run_all(now=now)
    row = journey.get("archive")
    assert (row["state"], row["error"]) == ("sealed", "")
    assert Collaboration.objects.get(pk=journey.pk).state == "archived"
    assert journey.call(journey.lead, "post", "tasks", {"name": "再来一项"}).status_code == 409
    assert journey.call(journey.cast.qian, "get", "archive").status_code == 200  # deputy of 客服部
    assert journey.call(journey.cast.jiang, "get", "archive").status_code == 404  # 法务部 takes no part
    assert {line["kind"] for line in row["contents"]} >= {"document", "attachment", "signature", "journal", "data"}
    assert journey.does(journey.cast.han, "post", "archive/verify")["findings"] == []
    return b"".join(journey.call(journey.lead, "get", "archive/package").streaming_content)


def verified_and_spoilt(package, folder):
    """The copy that was taken holds; with one bit turned, or a file exchanged in a sound zip, it does not."""
    kept = folder / "package.zip"
    kept.write_bytes(package)
    assert "核验通过" in verdict(kept)
    spoilt = bytearray(package)
    spoilt[len(spoilt) // 2] ^= 1
    kept.write_bytes(spoilt)
    told = verdict(kept)
    assert ("核验不通过" in told, told[-1]) == (True, "1")
    with zipfile.ZipFile(BytesIO(package)) as before, zipfile.ZipFile(kept, "w") as after:
        exchanged = next(name for name in before.namelist() if before.read(name) == PDF)
        after.comment = before.comment
        for name in before.namelist():
            after.writestr(name, before.read(name) + (b"more" if name == exchanged else b""))
    told = verdict(kept)
    assert "核验不通过" in told
    assert Path(exchanged).name in told


def verdict(package):
    """What the command says, and its exit code where that is not 0."""
    said = StringIO()
    try:
        call_command("verify", str(package), stdout=said)
    except SystemExit as stopped:
        return f"{said.getvalue()}{stopped.code}"
    return said.getvalue()
