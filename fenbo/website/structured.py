"""What search engines read beside the page (schema.org, JSON-LD): the same public words, nothing more."""

from typing import Any

from django.urls import reverse

from fenbo.directory.models import Unit
from fenbo.look import identity
from fenbo.publication.models import Publication
from fenbo.website import addresses

CONTEXT = "https://schema.org"


def question(row: Publication) -> dict[str, Any]:
    """A published case as a question with its accepted answer."""
    return {
        "@context": CONTEXT,
        "@type": "QAPage",
        "url": addresses.whole(addresses.of_publication(row)),
        "inLanguage": "zh-CN",
        "mainEntity": question_of(row),
    }


def question_of(row: Publication) -> dict[str, Any]:
    """The question alone, to stand on any page."""
    answer: dict[str, Any] = {
        "@type": "Answer",
        "text": row.answer,
        "url": addresses.whole(addresses.of_publication(row)),
        "datePublished": _at(row.answered_at or row.published_at),
    }
    if row.unit:
        answer["author"] = office(row.unit.name)
    about: dict[str, Any] = {
        "@type": "Question",
        "name": row.title,
        "text": row.question,
        "answerCount": 1,
        "datePublished": _at(row.published_at),
        "acceptedAnswer": answer,
    }
    if row.category:
        about["about"] = row.category.name
    if row.region:
        about["contentLocation"] = area(row.region.name)
    return about


def area(name: str) -> dict[str, Any]:
    return {"@type": "AdministrativeArea", "name": name}


def office(name: str) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": name}


def unit(row: Unit) -> dict[str, Any]:
    """Who answers for something, and how to reach them."""
    told: dict[str, Any] = {
        "@context": CONTEXT,
        **office(row.name),
        "url": addresses.whole(reverse("website:unit", args=[row.slug])),
    }
    if row.phone:
        told["telephone"] = row.phone
    if row.region:
        told["areaServed"] = area(row.region.name)
    if row.parent:
        told["parentOrganization"] = office(row.parent.name)
    return told


def service() -> dict[str, Any]:
    """Who runs the site and how to reach them."""
    home = addresses.whole("/")
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization",
        "name": identity.given("organiser") or identity.given("name") or "分拨",
        "url": home,
    }
    if phone := identity.given("phone"):
        told["contactPoint"] = {
            "@type": "ContactPoint",
            "telephone": phone,
            "contactType": "customer service",
        }
    return told


def _at(at: Any) -> str:
    return at.isoformat() if at else ""
