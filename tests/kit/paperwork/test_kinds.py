"""Every printer knows every kind of line, and every kind of block a page is made of."""

from typing import get_args

import pytest

from xietong.kit.paperwork import docx, fields, layout, parse, pdf, schema, sheet, spec, words, xlsx
from xietong.kit.workflow import State


class Colour(State):
    RED = "red", "红"


def test_the_kinds_are_all_the_lines_there_are():
    assert set(spec.KINDS) == set(spec.Line.__subclasses__())


@pytest.mark.parametrize("kind", spec.KINDS)
def test_every_printer_knows_every_kind_of_line(kind):
    for table in (words.WORDS, parse.PARSERS, schema.SCHEMAS, fields.WIDGETS, layout.ALIGN, layout.WIDTHS):
        assert kind in table


@pytest.mark.parametrize("block", get_args(sheet.SheetBlock))
def test_every_printer_knows_every_kind_of_block(block):
    for table in (docx.BLOCKS, xlsx.BLOCKS, pdf.BLOCKS, pdf.BLOCK_NAMES):
        assert block in table


def test_the_pdf_template_draws_every_block():
    template = pdf.TEMPLATE.read_text(encoding="utf-8")
    assert all(f'b.is == "{name}"' in template for name in pdf.BLOCK_NAMES.values())


def test_a_paper_refuses_keys_given_twice_and_grids_in_grids():
    text = spec.Text(key="a", label="甲")
    with pytest.raises(AssertionError, match="twice"):
        spec.PaperForm(name="x", number="1", title="表", lines=(text, text))
    with pytest.raises(AssertionError, match="no grid in a grid"):
        spec.Grid(key="g", label="表", columns=(spec.Grid(key="h", label="表", columns=(text,)),))
    with pytest.raises(AssertionError, match="identifiers"):
        spec.PaperForm(name="x", number="1", title="表", lines=(spec.Text(key="a-b", label="甲"),))
