"""Editors on the stage, and what they write brought as far as a test needs it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fenbo.catalogue.models import Category
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post, Region, RegionLevel, Staff
from fenbo.knowledge.models import Collection, Entry, Policy
from fenbo.knowledge.operations import collections, entries, papers, policies
from fenbo.knowledge.operations.collections import Gathering
from fenbo.knowledge.operations.entries import Wording
from fenbo.knowledge.operations.policies import Document
from tests.cast import NOON, PASSWORD, Cast

TODAY = date(2020, 3, 9)
CATEGORIES = [("07", "财税金融"), ("0703", "政府采购与工程款拖欠"), ("08", "用工"), ("0803", "工资拖欠")]
PLACES = [("630000", "青海省"), ("630100", "西宁市"), ("630200", "海东市"), ("630102", "城东区")]
# `editor` and `second` edit at the centre, `owner` at the unit that answers for most of what is written here.
EDITORS = {
    "editor": [(Duty.EDIT, "centre")],
    "second": [(Duty.EDIT, "centre")],
    "owner": [(Duty.EDIT, "justice")],
    "stranger": [(Duty.EDIT, "commerce")],
    "reviewer": [(Duty.REVIEW, "centre")],
}


def set_up(cast: Cast) -> None:
    """Subjects, places and editors beside the standing cast."""
    for code, name in CATEGORIES:
        Category.objects.get_or_create(
            code=code, defaults={"name": name, "parent_id": code[:2] if code[2:] else None}
        )
    levels = {"0000": RegionLevel.PROVINCE, "00": RegionLevel.PREFECTURE}
    parents = {"630100": "630000", "630200": "630000", "630102": "630100"}
    for code, name in PLACES:
        level = levels["0000"] if code.endswith("0000") else levels.get(code[4:], RegionLevel.COUNTY)
        Region.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent_id": parents.get(code)}
        )
    for username, posts in EDITORS.items():
        person = Staff(username=username, full_name=f"{username}同志")
        person.set_password(PASSWORD)
        person.save()
        cast.staff[username] = person
        for duty, slug in posts:
            Post.objects.create(staff=person, unit=cast.unit[slug], duty=duty)


def wording(**changes: Any) -> Wording:
    values: dict[str, Any] = {
        "question": "政府项目拖欠工程款怎么要",
        "answer": "准备合同、验收单和发票，提交后转建设单位的主管部门核实。",
        "aliases": "甲方不给钱",
        "basis": "《中小企业促进法》第五十三条",
        "category": "0703",
        "valid_from": TODAY,
        **changes,
    }
    return Wording(**values)


def document(**changes: Any) -> Document:
    values: dict[str, Any] = {
        "title": "关于阶段性减免企业社会保险费的通知",
        "issuer": "人力资源社会保障部",
        "number": "人社部发〔2020〕11号",
        "summary": "免征单位缴费部分，个人部分照缴。",
        "category": "0803",
        **changes,
    }
    return Document(**values)


@dataclass
class Library:
    """`library.entry()` is in force, `library.draft()` is not yet; the same for policies and collections."""

    cast: Cast

    def draft(self, *, owner: str = "justice", slug: str = "", **said: Any) -> Entry:
        return entries.begin(
            wording=wording(**said),
            owner=self.cast.unit[owner].pk,
            actor=self.cast.editor,
            now=NOON,
            slug=slug,
        )

    def submitted(self, **said: Any) -> Entry:
        entry = self.draft(**said)
        return entries.submit(entry_id=entry.pk, actor=self.cast.editor, now=NOON)

    def entry(self, **said: Any) -> Entry:
        entry = self.submitted(**said)
        return entries.approve(entry_id=entry.pk, actor=self.cast.second, now=NOON)

    def revised(self, entry: Entry, **said: Any) -> Entry:
        entries.write(entry_id=entry.pk, wording=wording(**said), actor=self.cast.editor, now=NOON)
        entries.submit(entry_id=entry.pk, actor=self.cast.editor, now=NOON)
        return entries.approve(entry_id=entry.pk, actor=self.cast.second, now=NOON)

    def draft_policy(self, *, owner: str = "justice", **said: Any) -> Policy:
        return policies.begin(
            document=document(**said), owner=self.cast.unit[owner].pk, actor=self.cast.editor, now=NOON
        )

    def policy(self, **said: Any) -> Policy:
        return self.let_out(self.draft_policy(**said))

    def let_out(self, policy: Policy) -> Policy:
        rows = Policy.objects.all()
        papers.submit(papers=rows, paper_id=policy.pk, actor=self.cast.editor, now=NOON)
        return papers.publish(papers=rows, paper_id=policy.pk, actor=self.cast.second, now=NOON)

    def draft_collection(self, *numbers: str, title: str = "工程款集中解答") -> Collection:
        gathering = Gathering(
            title, "常见的几种情形。", "0703", [(n, f"情形{i}") for i, n in enumerate(numbers)]
        )
        return collections.begin(
            gathering=gathering, owner=self.cast.unit["centre"].pk, actor=self.cast.editor, now=NOON
        )

    def collection(self, *numbers: str, title: str = "工程款集中解答") -> Collection:
        page = self.draft_collection(*numbers, title=title)
        rows = Collection.objects.all()
        papers.submit(papers=rows, paper_id=page.pk, actor=self.cast.editor, now=NOON)
        return papers.publish(papers=rows, paper_id=page.pk, actor=self.cast.second, now=NOON)


def days(number: int) -> timedelta:
    return timedelta(days=number)
