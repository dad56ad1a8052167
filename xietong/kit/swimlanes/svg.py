"""The drawing as SVG, made on the server: for pages in light and dark, and with literal colours for print and PDF.

Colours are written as attributes, good on paper and on a light page, and every coloured part carries a class (`f-step`
filled with the step's colour, `s-line` stroked with the line's), through which a page's stylesheet gives it the custom
property of the same name (`--lane-step`): no `style=`, which our CSP forbids. `standalone=True` leaves the classes out
and adds a background and a font family, for a file of its own, a Word picture or typst.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from xietong.kit.swimlanes.layout import Arrow, Band, Box, Geometry, Shape, lay_out
from xietong.kit.swimlanes.model import KIND_WORDS, Kind, Map
from xietong.kit.swimlanes.shapes import FONT, LINE, SMALL, SMALL_LINE, Direction
from xietong.kit.swimlanes.text import wrap

FONT_FAMILY = "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

# name: value on paper and on a light page. A page may set the properties of the same names (islands/src/styles).
COLOURS = {
    "lane-paper": "#ffffff",
    "lane-band": "#f6f8fa",
    "lane-head": "#e9eef4",
    "lane-border": "#b9c3cf",
    "lane-ink": "#1d2733",
    "lane-soft": "#55616e",
    "lane-line": "#4a5866",
    "lane-back": "#96631a",
    "lane-step": "#ffffff",
    "lane-step-border": "#3f6ea5",
    "lane-decision": "#fff7e0",
    "lane-decision-border": "#a87b12",
    "lane-gate": "#eef1f5",
    "lane-end": "#e7f3ea",
    "lane-end-border": "#3f7f53",
    "lane-note": "#fbfcfd",
}


def draw(
    drawing: Map,
    direction: Direction = Direction.RIGHT,
    *,
    documents: bool = False,
    standalone: bool = False,
    title: str = "流程图",
    ident: str = "lanes",
) -> str:
    """The SVG text of a drawing. `ident` keeps the ids of two drawings on one page apart."""
    geometry = lay_out(drawing, direction, documents=documents)
    return draw_geometry(geometry, drawing, standalone=standalone, title=title, ident=ident)


def draw_geometry(
    geometry: Geometry, drawing: Map, *, standalone: bool = False, title: str = "流程图", ident: str = "lanes"
) -> str:
    """The SVG text of a geometry that was laid out before."""
    return "\n".join(_Pen(drawing, standalone, ident).picture(geometry, title))


def stylesheet() -> str:
    """The rules by which a page's custom properties colour the drawing."""
    names = [name.removeprefix("lane-") for name in COLOURS]
    fills = [f".swimlanes .f-{name} {{ fill: var(--lane-{name}, {COLOURS[f'lane-{name}']}); }}" for name in names]
    strokes = [f".swimlanes .s-{name} {{ stroke: var(--lane-{name}, {COLOURS[f'lane-{name}']}); }}" for name in names]
    return "\n".join([*fills, *strokes]) + "\n"


class _Pen:
    def __init__(self, drawing: Map, standalone: bool, ident: str) -> None:
        self.drawing = drawing
        self.standalone = standalone
        self.ident = ident

    def style(self, fill: str = "", stroke: str = "", wide: float = 1.2) -> str:
        """The attributes that colour a part, and the classes by which a page colours it anew."""
        classes = [f"f-{fill}"] if fill else []
        parts = [f'fill="{COLOURS[f"lane-{fill}"] if fill else "none"}"']
        if stroke:
            classes.append(f"s-{stroke}")
            parts.append(f'stroke="{COLOURS[f"lane-{stroke}"]}" stroke-width="{wide}"')
        if classes and not self.standalone:
            parts.append(f'class="{" ".join(classes)}"')
        return " ".join(parts)

    def picture(self, geometry: Geometry, title: str) -> Iterable[str]:
        wide, tall = _px(geometry.width), _px(geometry.height)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="swimlanes" width="{wide}" height="{tall}" '
            f'viewBox="0 0 {wide} {tall}" role="img" aria-label={quoteattr(title)}{self._font()}>'
        )
        yield f"<title>{escape(title)}</title>"
        if self.standalone:
            yield f'<rect width="{wide}" height="{tall}" {self.style("paper")}/>'
        yield f"<defs>{self._head('line')}{self._head('back')}</defs>"
        for band in geometry.bands:
            yield from self._band(band, geometry.direction)
        for arrow in geometry.arrows:
            yield self._arrow(arrow)
        for shape in geometry.shapes:
            yield from self._shape(shape, geometry.direction)
        for arrow in geometry.arrows:
            if arrow.words:
                yield self._words(arrow)
        yield "</svg>"

    def _font(self) -> str:
        family = f' font-family="{FONT_FAMILY}"' if self.standalone else ""
        return f'{family} font-size="{FONT}"'

    def _head(self, name: str) -> str:
        return (
            f'<marker id="{self.ident}-{name}" viewBox="0 0 10 8" refX="9.4" refY="4" markerWidth="9" markerHeight="7.2" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 4L0 8z" {self.style(name)}/></marker>'
        )

    def _band(self, band: Band, direction: Direction) -> Iterable[str]:
        yield f'<g class="lane" data-lane={quoteattr(band.key)}>'
        yield f"<rect {_rect(band.box)} {self.style('band', 'border', 1)}/>"
        yield f"<rect {_rect(band.head)} {self.style('head', 'border', 1)}/>"
        em = (band.head.width - 14) / (FONT + 1)
        most = max(1, int((band.head.height - 6) // (LINE + 1)))
        yield self._text(wrap(band.name, em, most), *band.head.middle, size=FONT + 1, line=LINE + 1, weight=True)
        yield "</g>"

    def _arrow(self, arrow: Arrow) -> str:
        colour = "back" if arrow.back else "line"
        dash = ' stroke-dasharray="6 3"' if arrow.back else ""
        name = f"{arrow.edge.source}→{arrow.edge.target}"
        return (
            f'<g class="way{" back" if arrow.back else ""}" data-way={quoteattr(name)}><path d="{_path(arrow.points)}" '
            f'{self.style("", colour, 1.4)}{dash} marker-end="url(#{self.ident}-{colour})"/></g>'
        )

    def _words(self, arrow: Arrow) -> str:
        words = arrow.words
        assert words is not None
        colour = "back" if arrow.back else "ink"
        return (
            f'<text x="{_px(words.x)}" y="{_px(words.y)}" text-anchor="{words.anchor}" font-size="{SMALL}" '
            f'stroke-linejoin="round" paint-order="stroke" {self.style(colour, "band", 3)}>{escape(words.text)}</text>'
        )

    def _shape(self, shape: Shape, direction: Direction) -> Iterable[str]:
        node = shape.figure.node
        box = shape.box
        place = "" if self.standalone else f" id={quoteattr(f'{self.ident}-{node.id}')}"
        yield f'<g class="node {node.kind.value}" data-node={quoteattr(node.id)}{place}>'
        yield f"<title>{escape(self._tip(shape))}</title>"
        if shape.note:
            yield f'<path d="{_sheet(shape.note)}" {self.style("note", "border", 1)}/>'
            words = Box(shape.note.x, shape.note.y, shape.note.width, shape.note.height - 8)
            yield self._text(shape.figure.note, *words.middle, size=SMALL, line=SMALL_LINE, colour="soft")
        if node.kind is Kind.DECISION:
            yield f'<path d="{_diamond(box)}" {self.style("decision", "decision-border")}/>'
        elif node.kind in {Kind.FORK, Kind.JOIN}:
            yield f'<path d="{_diamond(box)}" {self.style("gate", "line")}/>'
            yield f'<path d="{_plus(box)}" {self.style("", "line", 2.4)}/>'
        elif node.kind in {Kind.START, Kind.END}:
            wide = 1.2 if node.kind is Kind.START else 2.6
            yield f'<rect {_rect(box)} rx="{_px(box.height / 2)}" {self.style("end", "end-border", wide)}/>'
        else:
            yield f'<rect {_rect(box)} rx="5" {self.style("step", "step-border")}/>'
        yield self._text(shape.figure.lines, *box.middle)
        if shape.figure.label:
            yield self._beside(shape, direction)
        yield "</g>"

    def _beside(self, shape: Shape, direction: Direction) -> str:
        lines = shape.figure.label
        x, y = shape.box.middle
        if direction is Direction.RIGHT:
            middle = shape.box.y + shape.box.height + 4 + len(lines) * SMALL_LINE / 2
            return self._text(lines, x, middle, size=SMALL, line=SMALL_LINE, colour="soft")
        return self._text(lines, shape.box.x + shape.box.width + 5, y, SMALL, SMALL_LINE, "soft", anchor="start")

    def _tip(self, shape: Shape) -> str:
        node = shape.figure.node
        parts = [f"{KIND_WORDS[node.kind]}：{node.title}", self.drawing.lane_name(node.lane)]
        for word, values in (("输入", node.inputs), ("输出", node.outputs)):
            if values:
                parts.append(f"{word}：{'、'.join(values)}")
        for word, value in (
            ("决策人", node.decider),
            ("判断条件", node.criteria),
            ("时限", node.time_limit),
            ("岗位", node.post),
        ):
            if value:
                parts.append(f"{word}：{value}")
        return "\n".join(part for part in parts if part)

    def _text(
        self,
        lines: Iterable[str],
        x: float,
        y: float,
        size: float = FONT,
        line: float = LINE,
        colour: str = "ink",
        *,
        weight: bool = False,
        anchor: str = "middle",
    ) -> str:
        rows = [text for text in lines if text]
        if not rows:
            return ""
        first = y - (len(rows) - 1) * line / 2 + size * 0.36
        bold = ' font-weight="600"' if weight else ""
        spans = "".join(
            f'<tspan x="{_px(x)}" y="{_px(first + no * line)}">{escape(text)}</tspan>' for no, text in enumerate(rows)
        )
        return f'<text text-anchor="{anchor}" font-size="{size}"{bold} {self.style(colour)}>{spans}</text>'


def _px(value: float) -> str:
    """Half a pixel is fine enough, and keeps the text short."""
    return f"{round(value * 2) / 2:g}"


def _rect(box: Box) -> str:
    return f'x="{_px(box.x)}" y="{_px(box.y)}" width="{_px(box.width)}" height="{_px(box.height)}"'


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_px(x)} {_px(y)}" for x, y in points)


def _diamond(box: Box) -> str:
    x, y = box.middle
    return _path([(x, box.y), (box.x + box.width, y), (x, box.y + box.height), (box.x, y)]) + "z"


def _plus(box: Box) -> str:
    x, y = box.middle
    arm = box.width * 0.22
    return f"M{_px(x - arm)} {_px(y)}H{_px(x + arm)}M{_px(x)} {_px(y - arm)}V{_px(y + arm)}"


def _sheet(box: Box) -> str:
    """A sheet of paper with a waved lower edge, as documents are drawn."""
    low = box.y + box.height - 5
    quarter = box.width / 4
    return (
        f"M{_px(box.x)} {_px(box.y)}H{_px(box.x + box.width)}V{_px(low)}"
        f"q{_px(-quarter)} -7 {_px(-2 * quarter)} 0t{_px(-2 * quarter)} 0z"
    )
