"""A playbook on the company's own departments: proposed, merged, cut; and its dates."""

from datetime import date

from tests.builtin_playbooks import KEYS, playbook
from tests.domain.knowledge.playbooks import complaint, findings
from xietong.domain.knowledge.rules import Candidate, dates_for, drawing_of, lessons_in, mapped, proposal
from xietong.scheduling import WorkCalendar

COMPANY = [
    Candidate(1, "客服中心"),
    Candidate(2, "品质部"),
    Candidate(3, "研发中心", ("研发部",)),
    Candidate(4, "产品部"),
    Candidate(5, "法务部"),
    Candidate(6, "销售部"),
    Candidate(7, "制造部"),
    Candidate(8, "财务部"),
    Candidate(9, "行政部"),
]
NAMES = {candidate.id: candidate.name for candidate in COMPANY}
CALENDAR = WorkCalendar()
MONDAY = date(2026, 11, 23)


def test_departments_are_proposed_by_name_then_short_name_then_alias():
    found = proposal(complaint(), COMPANY)

    assert found == {
        "service": 1,
        "quality": 2,
        "tech": 3,
        "product": 4,
        "legal": 5,
        "sales": 6,
        "production": 7,
        "finance": 8,
        "marketing": None,
    }


def test_a_missing_department_loses_its_tasks_and_its_neighbours_are_linked():
    data = complaint()
    result = mapped(data, {**proposal(data, COMPANY), "tech": None}, NAMES)

    ids = {task["id"] for task in result.data["wbs"]["tasks"]}
    assert {"T05", "T06", "T08"}.isdisjoint(ids)
    assert "2.3 根本原因分析（技术部）" in result.dropped_tasks
    assert "舆情监测与外部回应" in result.dropped_duties
    detection = next(task for task in result.data["wbs"]["tasks"] if task["id"] == "T07")
    assert [link["task"] for link in detection["predecessors"]] == ["T02"]
    assert all(link["task"] in ids for task in result.data["wbs"]["tasks"] for link in task["predecessors"])
    assert all(set(row["tasks"]) <= ids for row in result.data["responsibilities"])
    assert "根本原因确认" not in {row["name"] for row in result.data["application_defaults"]["milestones"]}


def test_the_map_stays_whole_when_a_department_is_missing():
    data = complaint()
    result = mapped(data, {**proposal(data, COMPANY), "tech": None}, NAMES)

    assert "根本原因分析" in result.moved_steps
    assert findings(drawing_of(result.data)) == []


def test_two_roles_in_one_department_become_one_lane_and_one_part():
    data = complaint()
    result = mapped(data, {**proposal(data, COMPANY), "tech": 2, "marketing": 6}, NAMES)

    departments = {row["key"]: row for row in result.data["departments"]}
    assert len(departments) == 7
    assert "根本原因分析" in departments["2"]["ask"]
    assert "临时围堵" in departments["2"]["ask"]
    assert result.merged == ("质量部、技术部 → 品质部", "销售部、市场部 → 销售部")
    for row in result.data["responsibilities"]:
        parts = [*row["responsible"], *row["consulted"], *row["informed"]]
        assert len(parts) == len(set(parts)), row["id"]
        assert row["accountable"] not in row["consulted"] + row["informed"]
    assert findings(drawing_of(result.data)) == []


def test_every_built_in_playbook_survives_the_loss_of_any_one_department():
    for key in KEYS:
        data = playbook(key)
        everyone = {row["key"]: number for number, row in enumerate(data["departments"], 1)}
        names = {number: row["name"] for number, row in enumerate(data["departments"], 1)}
        needed = {data["initiating_department"], data["lead"]["department"]}
        for lost in set(everyone) - needed:
            result = mapped(data, {**everyone, lost: None}, names)
            assert findings(drawing_of(result.data)) == [], (key, lost)
            assert dates_for(result.data, calendar=CALENDAR, today=MONDAY, start_on=MONDAY, target_on=None)


def test_dates_run_forward_from_a_start():
    found = dates_for(complaint(), calendar=CALENDAR, today=MONDAY, start_on=MONDAY, target_on=None)

    assert found is not None
    assert found.start == MONDAY
    assert CALENDAR.count(MONDAY, found.finish) == 22


def test_dates_run_backward_to_a_target():
    target = date(2027, 11, 30)
    found = dates_for(playbook("new_product_launch"), calendar=CALENDAR, today=MONDAY, start_on=None, target_on=target)

    assert found is not None
    assert found.by_id["T22"].finish == target
    assert CALENDAR.count(found.start, target) == 129
    assert found.earliest_possible is None


def test_a_target_too_near_tells_the_earliest_day():
    found = dates_for(
        playbook("new_product_launch"), calendar=CALENDAR, today=MONDAY, start_on=None, target_on=date(2026, 12, 31)
    )

    assert found is not None
    assert found.earliest_possible == CALENDAR.add(MONDAY, 128)
    assert found.start >= MONDAY


def test_a_report_teaches_its_rows_without_persons_and_deadlines():
    answers = {
        "summary": "按期上市。",
        "successes": [{"practice": "先做渠道预热", "evidence": "首周签约200家", "conditions": "新品", "reach": ""}],
        "improvements": [
            {
                "problem": "认证排队",
                "root_cause": "送样晚",
                "measure": "立项即预约",
                "owner": 7,
                "due_on": "2026-12-01",
            },
            {"problem": "  "},
        ],
        "tags": ["认证"],
    }

    success, improvement, report = lessons_in("X3上市", answers)

    assert (success.kind, success.title, success.applies_when) == ("success", "先做渠道预热", "新品")
    assert success.text == "做法：先做渠道预热\n效果证据：首周签约200家\n适用条件：新品"
    assert improvement.text == "问题：认证排队\n根本原因：送样晚\n改进措施：立项即预约"
    assert (report.kind, report.title, report.text) == ("report", "《X3上市》复盘报告", "摘要：按期上市。")
    assert improvement.tags == ("认证",)
    assert lessons_in("空", {}) == []
