"""Signatures inside the collaborations one may read."""

from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries.place import Place, place_for, visible
from xietong.domain.people.queries import Who
from xietong.domain.signoffs.models import Signature, SignOff
from xietong.domain.signoffs.queries import check_signature, recorded, seal_of, signature_for, signoff_by_id


def readable_signature(who: Who, pk: int) -> Signature:
    """404 when it does not exist for this person."""
    signature = signature_for(visible(who).values("pk"), pk)
    if signature is None:
        raise Http404("没有这个签名，或您不在知悉范围内。")
    return signature


def urgeable(who: Who, pk: int) -> tuple[SignOff, Place]:
    """A request to sign inside a collaboration one may read, and one's standing there; 404 otherwise."""
    signoff = signoff_by_id(pk)
    if signoff is None or signoff.round.context_id is None:
        raise Http404("没有这个待签事项。")
    return signoff, place_for(who, signoff.round.context_id)


def signature_facts(signature: Signature) -> dict[str, Any]:
    """What the page and the API say about a signature."""
    return {
        "signature": signature,
        "said": recorded(signature),
        "check": check_signature(signature),
        "seal": seal_of(signature),
        "collaboration": Collaboration.objects.filter(pk=signature.context_id or 0).first(),
    }
