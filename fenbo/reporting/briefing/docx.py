"""The briefing as a DOCX, to be gone over in an office."""

import io

from docx import Document
from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from fenbo.reporting.briefing.drawing import png, widths
from fenbo.reporting.briefing.paper import Block, Chart, Heading, Lines, Paper, Table, Text

# What offices in China have; where it is missing the word processor takes another Chinese one.
FONT = "宋体"
HEADINGS = "黑体"
WIDTH_CM = 16.0


def docx(paper: Paper) -> bytes:
    sheet = Document()
    _dress(sheet)
    title = sheet.add_heading(paper.title, 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    sheet.add_paragraph(paper.subtitle)
    for block in paper.blocks:
        _put(sheet, block)
    sheet.core_properties.title = paper.title
    sheet.core_properties.author = "Fenbo"
    file = io.BytesIO()
    sheet.save(file)
    return file.getvalue()


def _dress(sheet: Sheet) -> None:
    """A4, and fonts that have Chinese letters: a style names the East Asian one apart."""
    section = sheet.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    for name, font, size in (
        ("Normal", FONT, 11),
        ("Title", HEADINGS, 20),
        ("Heading 1", HEADINGS, 14),
        ("Heading 2", HEADINGS, 12),
    ):
        style = sheet.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        properties = style.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _put(sheet: Sheet, block: Block) -> None:
    if isinstance(block, Heading):
        sheet.add_heading(block.text, 1)
    elif isinstance(block, Text):
        sheet.add_paragraph(block.text)
    elif isinstance(block, Lines):
        sheet.add_heading(block.title, 2)
        for line in block.lines:
            sheet.add_paragraph(line, style="List Bullet")
    elif isinstance(block, Chart):
        sheet.add_paragraph(block.caption).paragraph_format.keep_with_next = True
        sheet.add_picture(io.BytesIO(png(block)), width=Cm(WIDTH_CM))
    else:
        _table(sheet, block)


def _table(sheet: Sheet, block: Table) -> None:
    sheet.add_paragraph(block.caption).paragraph_format.keep_with_next = True
    table = sheet.add_table(rows=1, cols=len(block.head), style="Table Grid")
    for row, texts in [(table.rows[0], block.head), *((table.add_row(), texts) for texts in block.rows)]:
        for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths(block.head), strict=True)):
            cell.text, cell.width = text, Cm(WIDTH_CM * width)
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    sheet.add_paragraph()
