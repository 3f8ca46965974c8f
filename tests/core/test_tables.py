"""Small tables beside the code."""

from datetime import date
from pathlib import Path

import pytest

from fenbo.core import tables


def test_rows_are_read_by_their_heads(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text('slug,name\ncentre,分拨中心\npark,"园区,南川"\n', encoding="utf-8")
    assert tables.rows(path) == [
        {"slug": "centre", "name": "分拨中心"},
        {"slug": "park", "name": "园区,南川"},
    ]


def test_a_day_may_be_empty() -> None:
    assert tables.day("2020-03-09") == date(2020, 3, 9)
    assert tables.day("") is None
    with pytest.raises(ValueError, match="Invalid isoformat"):
        tables.day("9 March")
