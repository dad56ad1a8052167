"""Signatures over the API: what was signed, whether it still holds, urging."""

from typing import Any

from django.http import HttpResponse
from ninja import Schema

from xietong.domain.collaborations.api.router import Named, router
from xietong.domain.collaborations.queries.signatures import readable_signature, signature_facts, urgeable
from xietong.domain.people.queries import Request
from xietong.domain.signoffs import services as signoffs
from xietong.kit.api.manners import answer, remembered
from xietong.kit.clock import clock


class SealOut(Schema):
    number: int
    digest: str
    at: str


class SignatureOut(Schema):
    """`record` are the signed bytes as data; `digest` their SHA-256; `content` the SHA-256 of what was signed."""

    id: str
    digest: str
    content: str
    signer: Named
    on_behalf_of: Named | None
    at: str
    holds: bool
    findings: list[str]
    record: dict[str, Any]
    seal: SealOut | None


class UrgeOut(Schema):
    signoff: str
    person: Named
    urged_at: str


@router.get("/signatures/{int:pk}/verify", summary="核验一个签名", response=SignatureOut)
def signature_verify(request: Request, pk: int) -> HttpResponse:
    """Recomputes the digests of the signature's record and of the content it signs."""
    facts = signature_facts(readable_signature(request.who, pk))
    signature, check, seal = facts["signature"], facts["check"], facts["seal"]
    principal = signature.on_behalf_of
    return answer(
        {
            "id": str(signature.pk),
            "digest": signature.digest,
            "content": signature.content_id,
            "signer": {"id": str(signature.person_id), "name": signature.person.name},
            "on_behalf_of": {"id": str(principal.pk), "name": principal.name} if principal else None,
            "at": signature.at,
            "holds": check.holds,
            "findings": list(check.findings),
            "record": facts["said"],
            "seal": {"number": seal.number, "digest": seal.digest, "at": seal.at} if seal else None,
        },
        request=request,
    )


@router.post("/signoffs/{int:pk}/urge", summary="催办，四小时内一次", response=UrgeOut)
@remembered
def signoff_urge(request: Request, pk: int) -> HttpResponse:
    signoff, place = urgeable(request.who, pk)
    urged = signoffs.urge(signoff, by=place.actor, now=clock())
    person = {"id": str(signoff.person_id), "name": signoff.person.name}
    return answer({"signoff": str(urged.pk), "person": person, "urged_at": urged.urged_at})
