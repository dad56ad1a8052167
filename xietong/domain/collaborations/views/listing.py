"""The list of collaborations."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from xietong.domain.collaborations.queries.listing import Filters, list_page
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.people.queries import Request
from xietong.kit.ui.jinja import with_query
from xietong.kit.ui.shapes import Choice
from xietong.kit.ui.swap import page


@login_required
@require_GET
def collaboration_list(request: Request) -> HttpResponse:
    """Everything one may see, with filters as chips in the address."""
    filters = Filters.of(request.GET.dict())
    after = request.GET.get("after", "")
    found = list_page(request.who, filters, after=int(after) if after.isascii() and after.isdigit() else None)
    context = {**found, "chips": _chips(request, filters)}
    return page(request, "collaborations/collaboration_list.html", context)


def _chips(request: Request, filters: Filters) -> dict[str, Any]:
    def chip(label: str, key: str, value: str, icon: str = "") -> Choice:
        on = str(getattr(filters, key)) == value or (key == "mine" and filters.mine)
        return Choice(label, with_query(request, **{key: None if on else value}, after=None), on, icon=icon)

    stages = [("open", "进行中"), ("draft", "草稿"), *((stage.value, stage.label) for stage in Stage)]
    lights = [(Light.RED, "alert-octagon"), (Light.YELLOW, "alert-triangle"), (Light.GREEN, "circle-check")]
    return {
        "who": [chip("与我有关", "mine", "1", "user")],
        "stages": [chip(label, "stage", value) for value, label in stages],
        "lights": [chip(light.label, "light", light.value, icon) for light, icon in lights],
    }
