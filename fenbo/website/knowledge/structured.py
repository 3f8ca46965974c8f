"""What search engines read beside answers, policies and collected answers (schema.org): the same words, nothing more."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from fenbo.files.models import Attachment
from fenbo.knowledge import queries
from fenbo.knowledge.models import Collection, Entry, FirmSize, Industry, Policy, Version
from fenbo.knowledge.queries import Told
from fenbo.website import addresses
from fenbo.website.structured import CONTEXT, area, office, question_of

SCHEMA = "https://schema.org"


def entry(row: Entry, version: Version) -> dict[str, Any]:
    """A page with one question and the answer in force."""
    address = addresses.whole(reverse("website:entry", args=[row.slug]))
    answer: dict[str, Any] = {"@type": "Answer", "text": version.answer, "url": address}
    answer["author"] = office(row.owner.name)
    if version.reviewed_at:
        answer["datePublished"] = version.reviewed_at.isoformat()
    if rests_on := " ".join(filter(None, [str(version.policy or ""), version.clause, version.basis])):
        answer["citation"] = rests_on
    asked = {"@type": "Question", "name": version.question, "acceptedAnswer": answer}
    told: dict[str, Any] = {
        **_page("FAQPage", address, version.question),
        "about": version.category.name,
        "version": str(version.number),
        "mainEntity": [asked],
    }
    if version.region:
        told["spatialCoverage"] = area(version.region.name)
    if version.valid_to:
        told["expires"] = version.valid_to.isoformat()
    return told


def policy(
    row: Policy, *, originals: Iterable[Attachment], pictures: Iterable[Attachment], on: date
) -> dict[str, Any]:
    """The document as legislation, and its questions as a page of answers."""
    address = addresses.whole(reverse("website:policy", args=[row.slug]))
    document: dict[str, Any] = {
        "@type": "Legislation",
        "url": address,
        "name": row.title,
        "legislationIdentifier": row.number,
        "legislationPassedBy": office(row.issuer),
        "legislationDate": _day(row.issued_on),
        "temporalCoverage": _span(row.valid_from, row.valid_to),
        "legislationLegalForce": f"{SCHEMA}/{'InForce' if queries.is_in_force(row, on) else 'NotInForce'}",
        "abstract": row.summary,
        "about": row.category.name,
        "spatialCoverage": area(row.region.name) if row.region else None,
        "audience": _audience(row),
        "legislationRepeals": _link(row.supersedes) if row.supersedes else None,
        "isBasedOn": row.source_url,
        "encoding": [_file("MediaObject", row, one) for one in originals],
        "associatedMedia": [_file("ImageObject", row, one) for one in pictures],
        "inLanguage": "zh-CN",
    }
    graph = [{name: value for name, value in document.items() if value}]
    if asked := [_pair(one.question, one.answer, row.issuer) for one in row.questions.all()]:
        graph.append({"@type": "FAQPage", "url": address, "mainEntity": asked})
    return {"@context": CONTEXT, "@graph": graph}


def collection(page: Collection, told: Iterable[Told]) -> dict[str, Any]:
    """A page of answers made of those published cases that can still be read."""
    address = addresses.whole(reverse("website:collection", args=[page.slug]))
    return {
        **_page("FAQPage", address, page.title),
        "about": page.category.name,
        "abstract": page.introduction,
        "dateModified": page.updated_at.isoformat(),
        "mainEntity": [question_of(one.publication) for one in told if one.publication],
    }


def _page(kind: str, address: str, name: str) -> dict[str, Any]:
    return {"@context": CONTEXT, "@type": kind, "url": address, "name": name, "inLanguage": "zh-CN"}


def _pair(question: str, answer: str, author: str) -> dict[str, Any]:
    accepted = {"@type": "Answer", "text": answer, "author": office(author)}
    return {"@type": "Question", "name": question, "acceptedAnswer": accepted}


def _audience(row: Policy) -> dict[str, Any] | None:
    labels = [
        *(Industry(code).label for code in row.industries),
        *(FirmSize(code).label for code in row.sizes),
    ]
    if not labels:
        return None
    kind = "Audience" if FirmSize.PERSON in row.sizes else "BusinessAudience"
    return {"@type": kind, "audienceType": "；".join(map(str, labels))}


def _link(older: Policy) -> dict[str, Any]:
    """The address only of what everybody can read."""
    told: dict[str, Any] = {"@type": "Legislation", "name": older.title}
    if queries.is_public(older):
        told["url"] = addresses.whole(reverse("website:policy", args=[older.slug]))
    return told


def _file(kind: str, row: Policy, file: Attachment) -> dict[str, Any]:
    address = addresses.whole(reverse("website:policy_file", args=[row.slug, file.pk]))
    return {
        "@type": kind,
        "contentUrl": address,
        "name": file.name,
        "encodingFormat": file.mime,
        "contentSize": str(file.size),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _span(start: date | None, end: date | None) -> str:
    """An interval of ISO 8601, open where no day is named."""
    return f"{_day(start) or '..'}/{_day(end) or '..'}" if start or end else ""
