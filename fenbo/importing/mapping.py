"""Which column says what, and what its words mean (docs/import.md)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fenbo.importing.tables import Unreadable

# Every field of a record, with the headers under which it is found without being told.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "origin": ("id", "number", "来源单号", "编号", "留言编号", "工单编号", "诉求编号"),
    "title": ("主题", "标题", "留言主题", "诉求标题"),
    "content": ("text", "内容", "留言详情", "诉求内容", "详情"),
    "received_at": ("留言时间", "受理时间", "诉求时间", "来电时间"),
    "reply": ("answer", "答复意见", "答复内容", "回复内容", "办理结果"),
    "replied_at": ("answered_at", "答复时间", "回复时间", "办结时间"),
    "basis": ("政策依据",),
    "kind": ("类型", "诉求类型"),
    "urgency": ("紧急程度",),
    "category": ("分类", "诉求分类", "一级标签"),
    "region": ("地区", "区划", "所属地区"),
    "unit": ("handler", "承办单位", "主办单位", "答复单位"),
    "place": ("地点",),
    "wish": ("诉求目的",),
    "target": ("被反映对象",),
    "name": ("姓名", "诉求人"),
    "phone": ("电话", "联系电话"),
    "email": ("电子邮箱",),
    "confidential": ("保密", "要求保密"),
    "publish": ("公开", "是否公开", "同意公开"),
}
REQUIRED = ("content", "received_at")
# What a cell's words can be mapped for.
TRANSLATED = ("kind", "urgency", "category", "region", "unit")
DEFAULTED = (*TRANSLATED, "publish")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a mapping file says. `columns`: header to field; `values`: field to word to code; `defaults`: field to code."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def load(path: Path) -> Rules:
    """The rules in a TOML file; raises Unreadable naming what is wrong in it."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Unreadable(f"{path}: {problem}") from problem
    columns, values, defaults = (found.pop(name, {}) for name in ("columns", "values", "defaults"))
    _refuse_unknown(path, "section", found, ())
    _refuse_unknown(path, "field", {field: header for header, field in columns.items()}, ("", *FIELDS))
    _refuse_unknown(path, "field in values", values, TRANSLATED)
    _refuse_unknown(path, "field in defaults", defaults, DEFAULTED)
    return Rules(
        {str(header).strip(): field for header, field in columns.items()},
        {
            name: {str(word).strip(): str(code) for word, code in words.items()}
            for name, words in values.items()
        },
        {name: _word(code) for name, code in defaults.items()},
    )


def _word(code: Any) -> str:
    return {True: "1", False: "0"}[code] if isinstance(code, bool) else str(code)


def _refuse_unknown(path: Path, what: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if unknown := sorted(set(map(str, found)) - set(known)):
        raise Unreadable(f"{path}: unknown {what}: {', '.join(unknown)}")


def places(header: list[str], rules: Rules) -> dict[str, int]:
    """Where each field stands in a row; raises Unreadable for a header that does not suffice."""
    found: dict[str, int] = {}
    for index, name in enumerate(header):
        meant = rules.columns[name] if name in rules.columns else _usual(name)
        if not meant:
            continue
        if meant in found:
            raise Unreadable(f"two columns say “{meant}”: “{header[found[meant]]}” and “{name}”")
        found[meant] = index
    if absent := [name for name in rules.columns if name not in header]:
        raise Unreadable(f"the file has no column “{absent[0]}”, which the mapping names")
    if missing := [name for name in REQUIRED if name not in found]:
        raise Unreadable(f"no column says {', '.join(missing)}; columns: {', '.join(header[:30])}")
    return found


def _usual(header: str) -> str:
    name = header.strip().lower()
    return name if name in FIELDS else next((field for field, names in FIELDS.items() if name in names), "")
