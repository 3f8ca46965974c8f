"""The briefing as a PDF, to be handed round; its font is inside."""

import io

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from fenbo.reporting.briefing.drawing import font_file, png, widths
from fenbo.reporting.briefing.paper import Block, Chart, Heading, Lines, Paper, Table, Text

MARGIN = 20.0  # millimetres, as everything here
LINE = 6.2


class Sheet(FPDF):
    """A4 with the number of each page at its foot."""

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("sans", size=9)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="C")


def pdf(paper: Paper) -> bytes:
    sheet = Sheet(format="A4")
    sheet.set_margins(MARGIN, MARGIN)
    sheet.set_auto_page_break(True, MARGIN)
    sheet.add_font("sans", fname=font_file())
    sheet.set_title(paper.title)
    sheet.set_creator("Fenbo")
    sheet.set_lang("zh-CN")
    sheet.add_page()
    _write(sheet, paper.title, 18, after=2)
    _write(sheet, paper.subtitle, 9.5, after=3)
    for block in paper.blocks:
        _put(sheet, block)
    return bytes(sheet.output())


def _write(sheet: Sheet, text: str, size: float = 11, *, after: float = 1.5, indent: float = 0) -> None:
    sheet.set_font("sans", size=size)
    sheet.set_x(MARGIN + indent)
    # Chinese is broken between any two letters.
    sheet.multi_cell(
        0, LINE * size / 11, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, wrapmode=WrapMode.CHAR, align="L"
    )
    sheet.ln(after)


def _put(sheet: Sheet, block: Block) -> None:
    if isinstance(block, Heading):
        _keep(sheet, 30)
        sheet.ln(2)
        _write(sheet, block.text, 14, after=2)
    elif isinstance(block, Text):
        _write(sheet, block.text)
    elif isinstance(block, Lines):
        _keep(sheet, LINE * (1 + min(5, len(block.lines))))
        _write(sheet, block.title, 11.5, after=0.5)
        for line in block.lines:
            _write(sheet, f"· {line}", 10.5, after=0, indent=5)
        sheet.ln(2)
    elif isinstance(block, Chart):
        _keep(sheet, 75)
        _write(sheet, block.caption, 10.5)
        sheet.image(io.BytesIO(png(block)), w=sheet.epw, alt_text=block.caption)
        sheet.ln(3)
    else:
        _table(sheet, block)


def _keep(sheet: Sheet, height: float) -> None:
    """Begin a new page rather than leave a heading alone at the foot of one."""
    if sheet.will_page_break(height):
        sheet.add_page()


def _table(sheet: Sheet, block: Table) -> None:
    _keep(sheet, LINE * 4)
    _write(sheet, block.caption, 10.5, after=0.5)
    sheet.set_font("sans", size=10)
    aligned = ("LEFT", *["RIGHT"] * (len(block.head) - 1))
    with sheet.table(
        col_widths=[round(1000 * width) for width in widths(block.head)],
        text_align=aligned,
        line_height=LINE,
        headings_style=FontFace(fill_color=(243, 246, 247)),
        wrapmode=WrapMode.CHAR,
    ) as table:
        for texts in (block.head, *block.rows):
            row = table.row()
            for text in texts:
                row.cell(text)
    sheet.ln(3)
