"""Gate, stage and documents for other programs."""

from django.http import HttpResponse
from ninja import Router

from xietong.domain.collaborations.queries import place_for
from xietong.domain.lifecycle import documents, queries, services
from xietong.domain.lifecycle.views import download
from xietong.domain.people.queries import Request
from xietong.kit.api.manners import answer, if_match, remembered
from xietong.kit.clock import clock

router = Router(tags=["阶段与文件"])


@router.get("/collaborations/{int:pk}/gate", summary="阶段关口：还缺什么、谁来办、从何时起")
def gate(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    items = [
        {
            "requirement": item.requirement,
            "state": item.state,
            "message": item.message,
            "who": item.who,
            "since": item.since,
            "href": item.href,
        }
        for item in queries.gate(place.collaboration)
    ]
    return answer({"stage": place.collaboration.state, "items": items}, request=request)


@router.post("/collaborations/{int:pk}/advance", summary="关口齐备后进入下一阶段")
@remembered
def advance(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    moved = services.advance(place.collaboration, by=place.actor, now=clock(), version=if_match(request))
    return answer({"id": str(moved.pk), "stage": moved.state, "version": moved.version}, version=moved.version)


@router.get("/collaborations/{int:pk}/documents", summary="可下载的文件")
def document_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    items = [
        {
            "form": o.form,
            "name": o.name,
            "label": o.label,
            "number": o.number,
            "signed": o.signed,
            "files": dict(o.links),
        }
        for o in documents.offers(place.collaboration)
    ]
    return answer({"items": items, "next": None}, request=request)


@router.get("/collaborations/{int:pk}/documents/{name}.{kind}", summary="下载一份文件（docx、xlsx、pdf）")
def document(request: Request, pk: int, name: str, kind: str) -> HttpResponse:
    place = place_for(request.who, pk)
    return download(*documents.document_file(place.collaboration, name, kind))
