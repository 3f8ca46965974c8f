"""The words inside a document: `python -m fenbo.knowledge.extraction pdf < FILE`. Runs apart, within limits."""

import re
import resource
import sys
from collections.abc import Callable, Mapping
from io import BytesIO

SECONDS, BYTES, CHARACTERS, PAGES = 25, 1024**3, 400_000, 2_000


def of_pdf(content: bytes) -> str:
    from pypdf import PdfReader

    pages = PdfReader(BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in list(pages)[:PAGES])


def of_docx(content: bytes) -> str:
    """Paragraphs and tables in the order in which they stand."""
    from docx import Document
    from docx.table import Table

    lines = []
    for block in Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            lines += ["　".join(cell.text.strip() for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def of_html(content: bytes) -> str:
    """The text that a reader sees, by the page's own declared encoding."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding=_encoding(content))
    page = html.document_fromstring(content, parser=parser)
    etree.strip_elements(page, "script", "style", "nav", "header", "footer", "form", with_tail=False)
    for block in page.iter("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4"):
        block.tail = "\n" + (block.tail or "")
    return str(page.body.text_content() if page.body is not None else page.text_content())


def _encoding(content: bytes) -> str:
    """What the page says of itself; official Chinese pages without a word are UTF-8 or GB 18030."""
    said = re.search(rb"""charset=["']?([\w-]+)""", content[:4096], re.IGNORECASE)
    if said:
        name = said[1].decode("ascii").lower()
        return "gb18030" if name.startswith("gb") else name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


READERS: Mapping[str, Callable[[bytes], str]] = {"pdf": of_pdf, "docx": of_docx, "html": of_html}


def tidy(text: str) -> str:
    """Single line breaks, no blanks between Chinese characters."""
    text = re.sub(r"[ \t\u00a0]+", " ", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()[:CHARACTERS]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    text = tidy(READERS[sys.argv[1]](sys.stdin.buffer.read()))
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
