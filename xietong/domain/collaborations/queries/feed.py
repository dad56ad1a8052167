"""What happened in a collaboration, newest first, in the words of the houses."""

from collections.abc import Mapping
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import department_names, person_names
from xietong.kit.events.models import HappenedEvent
from xietong.kit.events.words import Names, named_in, nouns, sentence

# The houses as people call their matters: filters of the feed.
SUBJECTS = {
    "collaborations": "申请与团队",
    "signoffs": "签字",
    "duties": "流程与职责",
    "planning": "计划与任务",
    "meetings": "会议",
    "tracking": "跟踪与协调",
    "closing": "验收与归档",
}
ICONS = {
    "Signed": "signature", "Asked": "hourglass", "Returned": "arrow-back-up", "Withdrawn": "arrow-back-up",
    "Approved": "circle-check", "Completed": "circle-check", "Published": "send", "Submitted": "send", "Opened": "flag",
    "Escalated": "trending-up", "Overdue": "clock-exclamation", "Named": "user-check", "Appointed": "user-check",
    "Saved": "pencil", "Entered": "arrow-right", "Sealed": "archive", "Archived": "archive", "Voided": "ban",
    "Terminated": "ban", "Added": "user-plus", "Urged": "bell-ringing",
}  # fmt: skip

nouns({
    "ProcessMap": "流程图", "Duties": "职责清单", "Confirmation": "职责确认", "DepartmentConfirmed": "确认了本部门职责",
    "Finding": "重叠或遗漏", "Tasks": "任务", "Task": "任务", "TaskHandedIn": "提交任务待验收", "TaskLeftOver": "把任务列为遗留",
    "Rescheduled": "重新计算了日期", "Resource": "资源需求", "ResourceGivenBack": "归还了资源", "Conflict": "资源冲突",
    "NothingStated": "确认没有资源或风险需要申报", "Risk": "风险", "Plan": "协同计划书", "Change": "变更申请", "Meeting": "会议",
    "Minutes": "会议纪要", "MinutesLate": "会议纪要超过时限", "ActionItem": "行动项", "Progress": "进度更新", "Report": "进度更新",
    "ReportMissedAgain": "再次没有更新进度", "LightChanged": "状态灯变化", "Alert": "预警", "Support": "协作支持请求",
    "SupportQueried": "要求澄清协作支持请求", "SupportSentBack": "退回了协作支持的答复", "SupportNearly": "协作支持请求",
    "Letter": "资源协调函", "LetterHandedOver": "交接了借用的资源", "LetterGivenBack": "归还了借用的资源",
    "LetterNearly": "资源协调函", "LetterExtension": "协调函延期", "Snapshot": "进度快照", "SelfCheck": "自检单",
    "Acceptance": "成果验收表", "DeliverablesJudged": "逐项填写了验收意见", "TaskSentBack": "退回任务整改", "Mend": "整改",
    "DeliverableMended": "提交了整改结果", "MendRechecked": "复验了整改", "Retrospective": "复盘报告", "Leftover": "遗留事项",
    "LeftoverSentBack": "退回了遗留事项", "Archive": "归档包", "Playbook": "标准方案", "Lesson": "经验",
})  # fmt: skip


def feed(
    collaboration: Collaboration, *, before: int | None = None, subject: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """One page of the feed (three statements); one row more than `limit` says that there are older ones."""
    rows = HappenedEvent.objects.filter(context_id=collaboration.pk)
    if before:
        rows = rows.filter(pk__lt=before)
    if subject:
        rows = rows.filter(name__startswith=f"{subject}.")
    return told(list(rows.order_by("-pk")[: limit + 1]))


def told(rows: list[HappenedEvent]) -> list[dict[str, Any]]:
    """Events with their sentences and the names in them."""
    people, departments = named_in((row.name, row.data) for row in rows)
    people |= {pk for row in rows for pk in (row.by_id, row.for_id) if pk}
    names = Names(
        person=person_names(people) if people else {},
        department=department_names(departments) if departments else {},
    )
    return [_told(row, names) for row in rows]


def _told(row: HappenedEvent, names: Names) -> dict[str, Any]:
    who = names.person.get(row.by_id or 0, "") or "系统"
    lender = names.person.get(row.for_id or 0, "")
    return {
        "id": row.pk,
        "name": row.name,
        "at": row.at,
        "by_id": row.by_id,
        "who": f"{who}（代 {lender}）" if lender else who,
        "for_id": row.for_id,
        "text": sentence(row.name, row.data, names),
        "detail": _detail(row.data),
        "icon": _icon(row.name),
        "data": row.data,
    }


def _icon(name: str) -> str:
    return next((icon for ending, icon in ICONS.items() if name.endswith(ending)), "circle-dot")


def _detail(data: Mapping[str, Any]) -> str:
    what = data.get("what")
    return what if isinstance(what, str) else ""
