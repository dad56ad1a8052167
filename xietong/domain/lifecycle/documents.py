"""Every document of a collaboration, gathered from the houses that make them."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printers import CONTENT_TYPES, FileKind, print_out

# In the order in which a collaboration makes them.
HOUSES = ("collaborations", "duties", "planning", "meetings", "tracking", "closing")


@dataclass(frozen=True)
class Offer:
    """One document that can be downloaded now, and in which kinds."""

    label: str
    name: str  # in the address: minutes-3
    form: str
    number: str
    state: str
    signed: bool
    links: tuple[tuple[str, str], ...]  # (kind, address)


def all_documents() -> list[Document]:
    found: list[Document] = []
    for house in HOUSES:
        module = f"xietong.domain.{house}.documents"
        if find_spec(module):
            found += import_module(module).DOCUMENTS
    return found


def kinds_of(document: Document, collaboration: Collaboration) -> tuple[str, ...]:
    """Signed documents are offered as PDF only: a Word file of a signed form looks editable (domain.md §1.1)."""
    return ("pdf",) if document.signed(collaboration) else document.kinds


def offers(collaboration: Collaboration) -> list[Offer]:
    rows = []
    for document in all_documents():
        kinds = kinds_of(document, collaboration)
        for key, printout in document.make(collaboration).items():
            name = f"{document.form}-{key}" if key else document.form
            rows.append(
                Offer(
                    label=f"{document.label}（{key}）" if key else document.label,
                    name=name,
                    form=document.form,
                    number=printout.facts.number,
                    state=printout.facts.state,
                    signed=document.signed(collaboration),
                    links=tuple((kind, f"{collaboration.href}/documents/{name}.{kind}") for kind in kinds),
                )
            )
    return rows


def document_file(collaboration: Collaboration, name: str, kind: str) -> tuple[bytes, str, str]:
    """(content, media type, file name) of one document. 404 when there is none, or not in this kind."""
    form, _, key = name.partition("-")
    for document in all_documents():
        if document.form == name:
            form, key = name, ""
            break
        if name.startswith(document.form + "-"):
            form, key = document.form, name[len(document.form) + 1 :]
    for document in all_documents():
        if document.form != form:
            continue
        printouts: dict[str, Any] = document.make(collaboration)
        if not key and "" not in printouts and printouts:
            key = next(reversed(printouts))  # the newest of several
        if key in printouts and kind in kinds_of(document, collaboration):
            title = f"{collaboration.title or '协同项目'}_{document.label}{'_' + key if key else ''}.{kind}"
            return print_out(printouts[key], cast(FileKind, kind)), CONTENT_TYPES[kind], title
        if key in printouts and kind in CONTENT_TYPES:
            raise Http404(f"{document.label}只提供：{'、'.join(kinds_of(document, collaboration))}。")
    raise Http404("还没有这份文件。")
