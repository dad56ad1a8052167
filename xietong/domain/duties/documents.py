"""Form 2 and the process map as Word, Excel and PDF."""

from typing import Any

from django.conf import settings

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties import queries
from xietong.domain.duties.models import ResponsibilityList
from xietong.domain.duties.paper import PROCESS_MAP_FORM, RESPONSIBILITY_LIST_FORM
from xietong.domain.duties.states import ListState, MapState
from xietong.domain.people.models import Department
from xietong.domain.people.queries import department_names, person_names
from xietong.kit.clock import day_of
from xietong.kit.paperwork.bitmap import png_of
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printout import Facts, Picture, Printout, Table
from xietong.kit.paperwork.words import Lookups, moment_in_words
from xietong.kit.swimlanes.svg import draw

NOBODY = "/"
DRAFT_MARK = "草稿"


def responsibility_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """Form 2: the list, then the same as a matrix, then who confirmed. None while there are no rows."""
    responsibility_list = queries.list_of(collaboration)
    duties = queries.duties_of(responsibility_list)
    if responsibility_list is None or not duties:
        return {}
    process_map = queries.map_of(collaboration)
    drawing = queries.drawing_of(process_map)
    titles = {node.id: node.title for node in drawing.nodes}
    rows = [
        queries.duty_answers(duty) | {"no": number, "steps": [titles.get(step, step) for step in duty.steps]}
        for number, duty in enumerate(duties, 1)
    ]
    values = {
        "task_name": collaboration.title,
        "task_no": collaboration.number or "",
        "lead": collaboration.lead_id,
        "map_version": f"V{process_map.revision}.0" if process_map and process_map.revision else "",
        "compiled_on": day_of(responsibility_list.state_since).isoformat(),
        "rows": rows,
    }
    departments = queries.confirming_departments(collaboration)
    state = responsibility_list.state
    return {
        "": Printout(
            paper=RESPONSIBILITY_LIST_FORM,
            values=values,
            lookups=Lookups(person=person_names([collaboration.lead_id]), department=department_names()),
            facts=_facts(collaboration, "ZZ", responsibility_list.revision, state.label),
            body=(_matrix(duties, departments), _confirmations(responsibility_list, departments)),
            mark=DRAFT_MARK if state == ListState.DRAFT else "",
            made_at=responsibility_list.state_since,
        )
    }


def _facts(collaboration: Collaboration, kind: str, revision: int, state: str) -> Facts:
    number = f"{collaboration.number}-{kind}-01" if collaboration.number else ""
    return Facts(
        company=settings.COMPANY,
        number=number,
        version=f"V{revision}.0" if revision else "V0.1",
        confidentiality=collaboration.confidentiality.label,
        state=state,
    )


def _matrix(duties: list[Any], departments: list[Department]) -> Table:
    """事项 × 部门, one word a cell (domain.md §2.2: words, not bare letters)."""
    columns = [(department.pk, department.name) for department in departments]
    for duty in duties:
        for one in [duty.accountable, *(party.department for party in duty.parties.all())]:
            if one and (one.pk, one.name) not in columns:
                columns.append((one.pk, one.name))
    rows = []
    for number, duty in enumerate(duties, 1):
        words: dict[int, list[str]] = {}
        if duty.accountable_id:
            words[duty.accountable_id] = ["主责"]
        for party in duty.parties.all():
            words.setdefault(party.department_id, []).append(party.part.label)
        rows.append((str(number), duty.matter, *("、".join(words.get(pk, [])) or NOBODY for pk, _name in columns)))
    headers = ("序号", "职责事项", *(name for _pk, name in columns))
    return Table(
        title="职责矩阵（事项 × 部门）",
        headers=headers,
        rows=tuple(rows),
        widths=(2, 9, *([3] * len(columns))),
        landscape=True,
    )


def _confirmations(responsibility_list: ResponsibilityList, departments: list[Department]) -> Table:
    confirmed = queries.confirmed_departments(responsibility_list)
    rows = []
    for department in departments:
        given = confirmed.get(department.pk)
        if given is None:
            rows.append(
                (department.name, department.head.name if department.head else NOBODY, "待确认", NOBODY, NOBODY)
            )
            continue
        principal = given.signature.on_behalf_of
        who = f"{given.by.name}（代 {principal.name}）" if principal else given.by.name
        rows.append((department.name, who, "同意", moment_in_words(given.at), given.signature.digest[:16]))
    return Table(
        title="部门确认",
        headers=("部门", "负责人", "意见", "签字时间", "签名摘要"),
        rows=tuple(rows),
        widths=(4, 4, 3, 5, 6),
        landscape=True,
    )


def process_map_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """The drawing, then the description table (domain.md §2.10: both). None while nothing is drawn."""
    process_map = queries.map_of(collaboration)
    drawing = queries.drawing_of(process_map)
    if process_map is None or not drawing.nodes:
        return {}
    picture = draw(drawing, standalone=True, title=f"{collaboration.title} 协同流程图")
    rows = tuple(
        (
            str(number),
            row.kind,
            row.node.title,
            row.lane or NOBODY,
            "、".join(row.node.inputs) or NOBODY,
            "、".join(row.node.outputs) or NOBODY,
            "；".join(filter(None, [row.node.decider, row.node.criteria])) or NOBODY,
            row.node.time_limit or NOBODY,
            row.next or NOBODY,
        )
        for number, row in enumerate(queries.node_rows(drawing), 1)
    )
    table = Table(
        title="流程说明表",
        headers=("序号", "类型", "环节", "部门", "输入", "输出", "决策人与条件", "时限", "去路"),
        rows=rows,
        widths=(2, 3, 7, 4, 7, 7, 6, 4, 7),
        landscape=True,
    )
    values = {
        "task_name": collaboration.title,
        "task_no": collaboration.number or "",
        "drawn_by": process_map.drawn_by_id,
        "lead": collaboration.lead_id,
        "drawn_on": day_of(process_map.state_since).isoformat(),
        "external_inputs": list(drawing.external_inputs),
        "deliverables": list(drawing.deliverables),
    }
    return {
        "": Printout(
            paper=PROCESS_MAP_FORM,
            values=values,
            lookups=Lookups(person=person_names([process_map.drawn_by_id, collaboration.lead_id])),
            facts=_facts(collaboration, "LC", process_map.revision, process_map.state.label),
            body=(Picture(svg=picture, png=png_of(picture), title="泳道图", landscape=True), table),
            mark=DRAFT_MARK if process_map.state == MapState.DRAFT else "",
            made_at=process_map.state_since,
        )
    }


def all_confirmed(collaboration: Collaboration) -> bool:
    responsibility_list = queries.list_of(collaboration)
    return responsibility_list is not None and responsibility_list.state == ListState.CONFIRMED


DOCUMENTS = [
    Document(form="process-map", type="LC", label="协同流程图", make=process_map_printouts),
    Document(
        form="responsibilities",
        type="ZZ",
        label="部门职责清单",
        make=responsibility_printouts,
        kinds=("docx", "xlsx", "pdf"),
        signed=all_confirmed,
    ),
]
