"""Writing a million rows without holding them: rows come from a cursor of the database and go straight to the file.

No free text and nothing of the requester is written: a report cannot tell who brought a case.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from fenbo.cases.lifecycle import CaseState, PublicationState
from fenbo.cases.models import Case, Channel, Followed
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.catalogue.models import Category
from fenbo.core.clock import SHANGHAI
from fenbo.core.ids import show_public_number
from fenbo.directory.models import Region, Unit

CHUNK, TOLD_EVERY = 2_000, 10_000
# A sheet has 1,048,576 rows, of which two are the watermark's and the head's.
MOST_ROWS = 1_048_574
FIELDS = (
    *("number", "received_at", "settled_at", "channel", "kind", "urgency", "is_complex", "state", "round"),
    *("category_id", "region_id", "lead_unit_id", "followed", "score", "publication_state"),
)
Progress = Callable[[int], None]


def head() -> list[str]:
    return [
        *(
            _("编号"),
            _("受理时间"),
            _("办结时间"),
            _("渠道"),
            _("类型"),
            _("紧急程度"),
            _("疑难"),
            _("状态"),
            _("轮次"),
        ),
        *(_("分类"), _("地区"), _("主办单位"), _("回访结果"), _("评分"), _("公示状态")),
    ]


def rows(cases: QuerySet[Case]) -> Iterator[list[Any]]:
    """A list of values for each case; names are looked up here, so that the database joins nothing."""
    names = _Names()
    for values in cases.values_list(*FIELDS).iterator(CHUNK):
        yield names.of(dict(zip(FIELDS, values, strict=True)))


class _Names:
    def __init__(self) -> None:
        self.labels: dict[str, dict[Any, str]] = {
            "channel": _labels(Channel),
            "kind": _labels(Kind),
            "urgency": _labels(Urgency),
            "state": _labels(CaseState),
            "followed": _labels(Followed),
            "publication_state": _labels(PublicationState),
            "category_id": dict(Category.objects.values_list("pk", "name")),
            "region_id": dict(Region.objects.values_list("pk", "name")),
            "lead_unit_id": {unit.pk: str(unit) for unit in Unit.objects.all()},
        }

    def of(self, case: dict[str, Any]) -> list[Any]:
        case["number"] = show_public_number(case["number"])
        case["is_complex"] = _("是") if case["is_complex"] else ""
        for name in ("received_at", "settled_at"):
            case[name] = (
                case[name].astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0) if case[name] else None
            )
        return [
            self.labels[name].get(value, "") if name in self.labels else value for name, value in case.items()
        ]


def _labels(choices: Any) -> dict[Any, str]:
    return {value: str(label) for value, label in choices.choices}


def write_csv(path: Path, watermark: str, lines: Iterable[Sequence[Any]], told: Progress) -> int:
    """With a byte order mark, by which spreadsheets know that it is UTF-8; returns how many rows."""
    number = 0
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([watermark])
        writer.writerow(head())
        for number, line in enumerate(lines, 1):
            writer.writerow([_plain(value) for value in line])
            if number % TOLD_EVERY == 0:
                told(number)
    return number


def _plain(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, datetime) else value


def write_xlsx(path: Path, watermark: str, lines: Iterable[Sequence[Any]], told: Progress) -> int:
    """One sheet, written row by row to a file of its own before it is packed; returns how many rows."""
    book = Workbook(write_only=True)
    sheet = _sheet(book, _("诉求"), watermark, head())
    number = 0
    for number, line in enumerate(lines, 1):
        sheet.append([_plain(value) for value in line])
        if number % TOLD_EVERY == 0:
            told(number)
    _save(book, path)
    return number


def _sheet(book: Workbook, title: str, watermark: str, names: Sequence[str]) -> Any:
    """The watermark stands in the first row and on every printed page."""
    sheet = book.create_sheet(title)
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = watermark.replace("&", "&&")
    sheet.freeze_panes = "A3"
    for place in range(len(names)):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]].width = 18
    sheet.append([watermark])
    bold = []
    for name in names:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    return sheet


def _save(book: Workbook, path: Path) -> None:
    # Until here the sheets grew in the folder for temporary files.
    book.save(path)


def write_summary(path: Path, watermark: str, tables: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> int:
    """A sheet for every way of dividing the cases; returns how many lines there are."""
    book = Workbook(write_only=True)
    for title, parts in tables:
        sheet = _sheet(book, title, watermark, (title, _("件数")))
        for part in parts:
            sheet.append(part)
    _save(book, path)
    return sum(len(parts) for _title, parts in tables)


def aside(path: Path) -> Path:
    """Where a file grows before it gets its name, so that a file under its name is always whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.with_suffix(".part")


def finish(grown: Path, path: Path) -> int:
    """Give it its name; returns its bytes."""
    os.chmod(grown, 0o600)
    grown.replace(path)
    return path.stat().st_size
