"""Columns are found by their names, or by what a mapping file says of them."""

from pathlib import Path

import pytest

from fenbo.importing.mapping import Rules, load, places
from fenbo.importing.tables import Unreadable


def rules(folder: Path, text: str) -> Rules:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_usual_headers_need_no_mapping() -> None:
    assert places(["编号", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "用户"], Rules()) == {
        "origin": 0, "title": 1, "received_at": 2, "content": 3, "reply": 4, "replied_at": 5,
    }  # fmt: skip


def test_a_mapping_names_columns_and_leaves_some_out(tmp_path: Path) -> None:
    given = rules(tmp_path, '[columns]\n"诉求" = "content"\n"日子" = "received_at"\n"title" = ""\n')
    assert places(["诉求", "日子", "title"], given) == {"content": 0, "received_at": 1}


def test_words_and_defaults_are_read(tmp_path: Path) -> None:
    given = rules(
        tmp_path, '[values.unit]\n"市住建局" = "housing"\n[defaults]\nkind = "complaint"\npublish = false\n'
    )
    assert given.values["unit"] == {"市住建局": "housing"}
    assert given.defaults == {"kind": "complaint", "publish": "0"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns", "mapping.toml"),
        ("[colums]\n", "unknown section: colums"),
        ('[columns]\n"x" = "contents"\n', "unknown field: contents"),
        ('[values.phone]\n"x" = "y"\n', "unknown field in values: phone"),
        ('[defaults]\ntitle = "y"\n', "unknown field in defaults: title"),
    ],
)
def test_a_mistaken_mapping_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told.replace("[", r"\[")):
        rules(tmp_path, text)


def test_a_mapping_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        load(tmp_path / "nowhere.toml")


def test_a_header_that_does_not_suffice_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no column says content, received_at; columns: a, b"):
        places(["a", "b"], Rules())
    with pytest.raises(Unreadable, match="two columns say “content”"):
        places(["text", "内容", "received_at"], Rules())
    with pytest.raises(Unreadable, match="no column “别处”"):
        places(["text", "received_at"], rules(tmp_path, '[columns]\n"别处" = "title"\n'))
