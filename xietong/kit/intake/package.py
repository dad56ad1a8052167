"""The parts of a checked docx or xlsx zip as XML trees, found by their relations; no name of a part is guessed."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any  # lxml ships no types


class Unreadable(Exception):
    """The file passed the gate but is not what it claims to be; str(error) is the message for the person."""


def name_of(element: Element) -> str:
    """The local name: transitional and strict OOXML differ only in the namespace."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name, with or without namespace."""
    value = element.get(name)
    if value is not None:
        return str(value)
    for key, found in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(found)
    return None


def children(element: Element, *names: str) -> Iterator[Element]:
    for child in element:
        if name_of(child) in names:
            yield child


def child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next(children(element, name), None)


class Package:
    """An opened zip; `related(part)` follows its relations."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._zip.namelist())

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def xml(self, part: str) -> Element:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(self._zip.read(part), parser)
        except (KeyError, etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable("文件内容已损坏，请用 Office 或 WPS 打开后另存再上传。") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable("文件里带有 DOCTYPE 声明，不予读取。")
        return root

    def stream(self, part: str) -> Iterator[tuple[str, Element]]:
        """("start" | "end", element) of a large part; the caller clears what it has read."""
        try:
            with self._zip.open(part) as file:
                yield from etree.iterparse(
                    file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                    remove_comments=True, remove_pis=True,
                )  # fmt: skip
        except (KeyError, etree.XMLSyntaxError) as error:
            raise Unreadable("文件内容已损坏，请用 Office 或 WPS 打开后另存再上传。") from error

    def related(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Relation id → (last word of its type, target part). Outside targets are left out."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return {}
        found = {}
        for relation in children(self.xml(rels), "Relationship"):
            if relation.get("TargetMode") == "External":
                continue
            target = str(relation.get("Target") or "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = str(relation.get("Type") or "").rsplit("/", 1)[-1]
            found[str(relation.get("Id") or "")] = (kind, full)
        return found

    def main_part(self) -> str:
        for kind, part in self.related().values():
            if kind == "officeDocument" and part in self:
                return part
        raise Unreadable("文件里找不到正文，请用 Office 或 WPS 打开后另存再上传。")

    def custom_properties(self) -> dict[str, str]:
        """docProps/custom.xml: where our printers leave the form code and its edition."""
        for kind, part in self.related().values():
            if kind == "custom-properties" and part in self:
                properties = children(self.xml(part), "property")
                return {
                    str(each.get("name") or ""): "".join(str(text) for text in each.itertext()).strip()
                    for each in properties
                }
        return {}
