"""The playbook of one collaboration: which it follows, what was taken over, what still can be."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.collaborations.queries import frame, place_for
from xietong.domain.knowledge import queries, services
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.knowledge.states import Part
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_http_methods(["GET", "POST"])
def playbook_use(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    collaboration = place.collaboration
    if request.method == "POST":
        playbook = queries.playbook_called(request.POST.get("playbook", ""))
        services.choose_playbook(collaboration, playbook, by=place.actor, now=clock())
        flash.say(request, f"已选用“{playbook.name}”，可以逐项带入。")
        return HttpResponseRedirect(f"{collaboration.href}/playbook", status=303)
    use = queries.use_of(collaboration)
    roles = place.actor.roles
    context = {
        "frame": frame(place, "playbook"),
        "use": use,
        "mapped": queries.mapped_playbook(use) if use else None,
        "parts": queries.part_rows(use) if use else [],
        "may_take": KNOWLEDGE.allows("playbook.take", roles),
        "may_choose": KNOWLEDGE.allows("playbook.choose", roles) and not (use and use.taken),
        "choices": [(p.key, f"{p.scenario}：{p.name}") for p in queries.current_playbooks()],
        "proposed": queries.playbook_for_scenario(collaboration.scenario) if not use else None,
        "lessons": queries.fitting_lessons(request.who, collaboration.scenario),
    }
    return page(request, "knowledge/playbook_use.html", context)


@login_required
@require_POST
def playbook_parts(request: Request, pk: int) -> HttpResponse:
    """从标准方案带入 one part; then to the page where it lies."""
    place = place_for(request.who, pk)
    part = Part.called(request.POST.get("part", ""))
    if part is None:
        raise Problems(Problem("part", "内容", f"请选择：{'、'.join(p.label for p in Part)}。", "choice"))
    count = services.take_part(place.collaboration, part, by=place.actor, now=clock())
    flash.say(request, f"已从标准方案带入{part.label} {count} 项，请按实际情况修改。")
    return HttpResponseRedirect(f"{place.collaboration.href}{queries.PAGE_OF[part]}", status=303)
