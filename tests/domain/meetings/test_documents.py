"""Form 4, the meeting notice, the calendar entry."""

import io

import docx
from icalendar import Calendar

from tests.cast import NOW, Cast
from tests.domain.meetings.held import call, chair, hold, issue, write
from tests.make import make_collaboration
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.documents import any_issued, calendar_file, minutes_printouts, notice_printouts
from xietong.kit.paperwork.printers import print_out


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_form_4_says_everything_that_was_issued(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = issue(cast, collaboration)

    printouts = minutes_printouts(collaboration)

    assert list(printouts) == ["1"]
    said = words_of(print_out(printouts["1"], "docx"))
    for word in (
        "跨部门协同会议纪要",
        "XT-BD-04",
        minutes.number,
        "第1次周例会",
        "样机缺料",
        "改用二供并补签协议",
        "许婷",
        "2026-11-30",
        "与会人确认",
    ):
        assert word in said
    assert print_out(printouts["1"], "pdf").startswith(b"%PDF")
    assert print_out(printouts["1"], "xlsx").startswith(b"PK")
    assert any_issued(collaboration)


def test_a_draft_is_marked_and_offered_as_word(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = hold(cast, collaboration)
    write(cast, meeting, other="茶歇")

    printout = minutes_printouts(collaboration)[f"draft{meeting.pk}"]

    assert printout.mark == "草稿"
    assert not any_issued(collaboration)


def test_the_notice_lists_people_and_agenda_while_the_meeting_is_to_come(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = call(cast, collaboration, place="三楼会议室")

    said = words_of(print_out(notice_printouts(collaboration)[str(meeting.pk)], "docx"))

    for word in ("会议通知", "三楼会议室", "60 分钟", "风险回顾", "王芳"):
        assert word in said
    services.cancel_meeting(meeting, why="改期", by=chair(cast, collaboration), now=NOW)
    assert notice_printouts(collaboration) == {}


def test_a_cancelled_meeting_removes_its_calendar_entry(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = call(cast, collaboration)
    attendees = queries.attendees_of(meeting)
    before = Calendar.from_ical(calendar_file(meeting, attendees, host="x.example:8000"))
    meeting = services.cancel_meeting(meeting, why="改期", by=chair(cast, collaboration), now=NOW)

    after = Calendar.from_ical(calendar_file(meeting, attendees, host="x.example:8000"))

    first, second = before.walk("VEVENT")[0], after.walk("VEVENT")[0]
    assert first["UID"] == second["UID"] == f"meeting-{meeting.pk}@x.example"
    assert (str(second["STATUS"]), str(after["METHOD"])) == ("CANCELLED", "CANCEL")
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert len(first["ATTENDEE"]) == 7
