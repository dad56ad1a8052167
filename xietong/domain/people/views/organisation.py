"""组织: the tree of departments with heads and people."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from xietong.domain.people import services
from xietong.domain.people.permissions import PEOPLE
from xietong.domain.people.queries import Request, department_by_id, organisation, person_by_id, person_choices
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_GET
def organisation_page(request: Request) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:40]
    may_edit = PEOPLE.allows("department.edit", request.who.company_roles)
    context = {
        "tree": organisation(q),
        "q": q,
        "may_edit": may_edit,
        "everybody": person_choices() if may_edit else [],
    }
    return page(request, "people/organisation_page.html", context)


@login_required
@require_POST
def department_head(request: Request, pk: int) -> HttpResponse:
    """Name head and executive of a department."""
    department = department_by_id(pk)
    if department is None:
        raise Http404("没有这个部门。")
    head = person_by_id(request.POST.get("head"))
    executive = person_by_id(request.POST.get("executive"))
    if head is None:
        raise Problems(Problem("head", "部门负责人", "请从列表中选择一个人。"))
    services.name_officers(department, head=head, executive=executive, by=request.who.actor(), now=clock())
    flash.say(request, f"{department.name}负责人：{head.name}。以后的签字请本部门的新负责人办理。")
    return HttpResponseRedirect(f"/people#department-{department.pk}", status=303)
