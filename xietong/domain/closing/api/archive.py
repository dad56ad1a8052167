"""The archive for other programs."""

from django.http import FileResponse, Http404, HttpResponse
from ninja import Schema

from xietong.domain.closing import services
from xietong.domain.closing.api.speaking import iso, router
from xietong.domain.closing.queries.archive import archive_of, completeness
from xietong.domain.closing.states import Retention
from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.kit.api.manners import answer, remembered
from xietong.kit.clock import clock


class Ask(Schema):
    """归档：retention 为 for_ever（永久）、thirty（30年）或 ten（10年）。"""

    retention: str = "thirty"


def _archive(request: Request, pk: int, *, status: int = 200) -> HttpResponse:
    place = place_for(request.who, pk)
    row = archive_of(place.collaboration)
    data = {
        "state": row.state if row else None,
        "name": row.name if row else "",
        "size": row.size if row else 0,
        "sha256": row.digest if row else "",
        "retention": row.retention if row else "",
        "error": row.error if row else "",
        "sealed_at": iso(row.sealed_at) if row else None,
        "checked_at": iso(row.checked_at) if row else None,
        "findings": row.findings if row else [],
        "contents": row.contents if row else [],
        "completeness": [
            {
                "label": part.label,
                "count": part.count,
                "missing": part.missing,
                "who": part.owner if part.missing else "",
            }
            for part in (completeness(place.collaboration) if row is None or not row.digest else [])
        ],
        "version": row.version if row else 0,
    }
    return answer(data, version=row.version if row else 0, request=request, status=status)


@router.get("/collaborations/{int:pk}/archive", summary="归档：状态、目录、摘要；未封存时列出齐全情况")
def archive(request: Request, pk: int) -> HttpResponse:
    return _archive(request, pk)


@router.post("/collaborations/{int:pk}/archive", summary="归档封存（后台生成归档包）")
@remembered
def ask_archive(request: Request, pk: int, body: Ask | None = None) -> HttpResponse:
    place = place_for(request.who, pk)
    retention = body.retention if body else Retention.THIRTY.value
    services.ask_archive(place.collaboration, retention=retention, by=place.actor, now=clock())
    return _archive(request, pk, status=202)


@router.get("/collaborations/{int:pk}/archive/package", summary="下载归档包（zip）；下载记入操作记录")
def package(request: Request, pk: int) -> FileResponse:
    place = place_for(request.who, pk)
    row = archive_of(place.collaboration)
    if row is None:
        raise Http404
    path = services.take_archive(row, by=place.actor, now=clock())
    return FileResponse(path.open("rb"), content_type="application/zip", as_attachment=True, filename=path.name)


@router.post("/collaborations/{int:pk}/archive/verify", summary="核验归档包")
def verify(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = archive_of(place.collaboration)
    if row is None:
        raise Http404
    services.recheck_archive(row, by=place.actor, now=clock())
    return _archive(request, pk)
