"""Files of past cases, invented here."""

import csv
import gzip
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

NOW = datetime(2020, 6, 1, tzinfo=UTC)
HEADER = ("id", "title", "received_at", "text", "reply", "replied_at")
ROWS = [
    (
        "71",
        "东关大街的路灯不亮",
        "2019/4/24 16:03:40",
        "东关大街从清真寺到十字路口的路灯坏了半个月，晚上走路看不清，请尽快修好。",
        "您好，市城管部门已派人更换损坏的灯具，十二盏路灯全部恢复照明，感谢您的反映。",
        "2019/5/9 9:49",
    ),
    (
        "72",
        "公租房申请条件咨询",
        "2019-04-25 08:00:01",
        "我在西宁打工三年，想申请公共租赁住房，请问需要什么材料，在哪里办理？",
        "您好，经住建部门核实，请携带身份证、居住证和劳动合同到社区提出申请。",
        "2019-05-10 10:00:00",
    ),
    ("73", "", "2019年4月26日 9时30分", "小学门口早晚高峰堵车严重，希望交警来疏导。", "", ""),
]


def csv_text(rows: Sequence[Sequence[object]] = ROWS, header: Sequence[str] = HEADER) -> str:
    kept = io.StringIO()
    csv.writer(kept).writerows([header, *rows])
    return kept.getvalue()


def csv_file(folder: Path, rows: Sequence[Sequence[object]] = ROWS, header: Sequence[str] = HEADER) -> Path:
    return text_file(folder, csv_text(rows, header))


def text_file(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "past.csv") -> Path:
    path = folder / name
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def workbook(folder: Path, rows: Sequence[Sequence[object]] = ROWS, header: Sequence[str] = HEADER) -> Path:
    path = folder / "past.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [header, *rows]:
        sheet.append(list(row))
    book.save(path)
    return path


def changed(row: int, **cells: object) -> list[list[object]]:
    """The usual rows with some cells of one of them replaced."""
    rows: list[list[object]] = [list(each) for each in ROWS]
    for name, value in cells.items():
        rows[row][HEADER.index(name)] = value
    return rows
