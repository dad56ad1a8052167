"""A signature as everybody who may read its document sees it, and the urging of a late signer.

These stand here and not with the signatures, since what one may see is decided by collaborations.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from xietong.domain.collaborations.queries.signatures import readable_signature, signature_facts, urgeable
from xietong.domain.people.queries import Request
from xietong.domain.signoffs import services as signoffs
from xietong.kit.clock import clock
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_GET
def signature_page(request: Request, pk: int) -> HttpResponse:
    """Who signed what, as whom, when; and whether the bytes still say so."""
    signature = readable_signature(request.who, pk)
    return page(request, "collaborations/signature_page.html", signature_facts(signature))


@login_required
@require_POST
def signoff_urging(request: Request, pk: int) -> HttpResponse:
    """催办: one reminder in four hours."""
    signoff, place = urgeable(request.who, pk)
    signoffs.urge(signoff, by=place.actor, now=clock())
    flash.say(request, f"已提醒 {signoff.person.name}，四小时内不再重复提醒。")
    return HttpResponseRedirect(signoff.round.href, status=303)
