"""The pages of the process map: drawing, shapes, findings, publication, files."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import ProcessMap
from xietong.domain.duties.paper import EDGES_FORM, NODE_FORM
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.swimlanes import Kind, Node, Way
from xietong.kit.swimlanes.bpmn import write_bpmn
from xietong.kit.swimlanes.bpmn.read import MAX_BYTES
from xietong.kit.swimlanes.svg import draw
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_http_methods(["GET", "POST"])
def process_map_page(request: Request, pk: int) -> HttpResponse:
    """The map with what is wrong in it; POST begins one from what is asked of the departments."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        drawing = services.first_drawing(place.collaboration)
        services.save_map(place.collaboration, drawing=drawing, by=place.actor, now=clock())
        flash.say(request, "已按各部门的配合事项画出初稿，请逐个补充输入、输出和先后次序。")
        return _back(place)
    context = {"frame": frame(place, "process-map"), **queries.process_map_page(place)}
    return page(request, "duties/process_map_page.html", context)


@login_required
@require_POST
def process_map_publication(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.publish_map(_map(place), by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, f"流程图第 {row.revision} 版已发布，各部门均可查看。下一步：从流程图生成职责清单。")
    return _back(place)


@login_required
@require_POST
def process_map_reopening(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.reopen_map(_map(place), by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "流程图已转为编制中，改好后请重新发布。", flash.NOTE)
    return _back(place)


@login_required
@require_POST
def process_map_file(request: Request, pk: int) -> HttpResponse:
    """A BPMN 2.0 file takes the place of the drawing."""
    place = place_for(request.who, pk)
    file = request.FILES.get("file")
    if file is None:
        raise Problems(Problem("file", "文件", "请选择一个 BPMN 2.0 文件（.bpmn 或 .xml）。", "required"))
    content = file.read(MAX_BYTES + 1)
    _row, remarks = services.import_map(
        place.collaboration, content=content, by=place.actor, now=clock(), version=version_of(request)
    )
    flash.say(request, f"已读入“{file.name}”，请对照检查结果逐项补全。")
    for remark in remarks[:5]:
        flash.say(request, remark, flash.CARE)
    return _back(place)


@login_required
@require_GET
def process_map_download(request: Request, pk: int, kind: str) -> HttpResponse:
    """The drawing as SVG or BPMN 2.0, for other programs."""
    place = place_for(request.who, pk)
    drawing = queries.drawing_of(queries.map_of(place.collaboration))
    if not drawing.nodes:
        raise Http404("流程图还没有内容。")
    title = f"{place.collaboration.title}_协同流程图"
    if kind == "svg":
        text, media_type = draw(drawing, standalone=True, title=title), "image/svg+xml"
    else:
        text, media_type = write_bpmn(drawing, name=place.collaboration.title), "application/xml"
    response = HttpResponse(text, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{title}.{kind}')}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def process_map_node(request: Request, pk: int) -> HttpResponse:
    """One shape: `?id=` to change it, `?after=` for a new one behind another."""
    place = place_for(request.who, pk)
    DUTIES.require("process_map.edit", place.actor.roles)
    drawing = queries.drawing_of(queries.map_of(place.collaboration))
    given = request.POST if request.method == "POST" else request.GET
    node_id, after = given.get("id", ""), given.get("after", "")
    node = drawing.node(node_id)
    if node_id and node is None:
        raise Http404("流程图中没有这个节点，可能已被删除。")
    departments = queries.confirming_departments(place.collaboration)
    form = paper_form(
        NODE_FORM,
        request.POST if request.method == "POST" else None,
        initial=_node_answers(node) if node else {"kind": "step"},
        choices=queries.node_choices(drawing, departments, besides=node_id),
    )
    if request.method == "POST" and form.is_valid():
        written = _node_from(form.clean(), node, services.next_node_id(drawing))
        changed = services.put_node(drawing, written, after=after).without_empty_lanes()
        services.save_map(
            place.collaboration, drawing=changed, by=place.actor, now=clock(), version=version_of(request)
        )
        flash.say(request, f"已保存{'' if node else '新的'}节点「{written.title}」。")
        return _back(place, f"#row-{quote(written.id)}")
    return _node_page(request, place, form, node, after)


def _node_page(request: Request, place: Place, form: HtmlForm, node: Node | None, after: str) -> HttpResponse:
    process_map = queries.map_of(place.collaboration)
    drawing = queries.drawing_of(process_map)
    before = drawing.node(after)
    context = {
        "frame": frame(place, "process-map"),
        "form": form,
        "node": node,
        "after": after if before else "",
        "after_title": before.title if before else "",
        "version": process_map.version if process_map else None,
    }
    return page(request, "duties/node_page.html", context, status=422 if form.problems else 200)


def _node_answers(node: Node) -> dict[str, Any]:
    return {
        "kind": node.kind.value,
        "name": node.name,
        "lane": node.lane,
        "post": node.post,
        "inputs": list(node.inputs),
        "outputs": list(node.outputs),
        "time_limit": node.time_limit,
        "tool": node.tool,
        "decider": node.decider,
        "criteria": node.criteria,
        "next": [{"target": way.target, "label": way.label} for way in node.next],
    }


def _node_from(answers: dict[str, Any], node: Node | None, free_id: str) -> Node:
    texts = {key: answers[key] or "" for key in ("name", "post", "time_limit", "tool", "decider", "criteria")}
    return Node(
        id=node.id if node else free_id,
        kind=Kind(answers["kind"]),
        lane=answers["lane"] or "",
        inputs=tuple(answers["inputs"]),
        outputs=tuple(answers["outputs"]),
        next=tuple(Way(row["target"], row["label"] or "") for row in answers["next"]),
        tasks=node.tasks if node else (),
        **texts,
    )


@login_required
@require_POST
def process_map_node_removal(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    drawing = queries.drawing_of(queries.map_of(place.collaboration))
    node = drawing.node(request.POST.get("id", ""))
    if node is None:
        raise Http404("流程图中没有这个节点，可能已被删除。")
    changed = services.without_node(drawing, node.id).without_empty_lanes()
    services.save_map(place.collaboration, drawing=changed, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, f"已删除节点「{node.title}」，前后的连线已接上。")
    return _back(place)


@login_required
@require_http_methods(["GET", "POST"])
def process_map_edges(request: Request, pk: int) -> HttpResponse:
    """What comes into the process from outside, and what leaves it."""
    place = place_for(request.who, pk)
    DUTIES.require("process_map.edit", place.actor.roles)
    process_map = queries.map_of(place.collaboration)
    drawing = queries.drawing_of(process_map)
    form = paper_form(
        EDGES_FORM,
        request.POST if request.method == "POST" else None,
        initial={"external_inputs": list(drawing.external_inputs), "deliverables": list(drawing.deliverables)},
    )
    if request.method == "POST" and form.is_valid():
        answers = form.clean()
        changed = replace(
            drawing,
            external_inputs=tuple(answers["external_inputs"]),
            deliverables=tuple(answers["deliverables"]),
        )
        services.save_map(
            place.collaboration, drawing=changed, by=place.actor, now=clock(), version=version_of(request)
        )
        flash.say(request, "已保存外部输入与交付物。")
        return _back(place)
    context = {
        "frame": frame(place, "process-map"),
        "form": form,
        "version": process_map.version if process_map else None,
    }
    return page(request, "duties/edges_page.html", context, status=422 if form.problems else 200)


def _map(place: Place) -> ProcessMap:
    process_map = queries.map_of(place.collaboration)
    if process_map is None:
        raise Http404("还没有绘制流程图。")
    return process_map


def _back(place: Place, anchor: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{place.collaboration.href}/process-map{anchor}", status=303)


def version_of(request: Request) -> int | None:
    """The version that the form was made from, when it says one."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None
