"""What search engines read beside the page (schema.org, JSON-LD): the same public words, nothing more."""

from typing import Any

from fenbo.look import identity
from fenbo.publication.models import Publication
from fenbo.website import addresses

CONTEXT = "https://schema.org"


def question(row: Publication) -> dict[str, Any]:
    """A published case as a question with its accepted answer."""
    address = addresses.whole(addresses.of_publication(row))
    answer: dict[str, Any] = {
        "@type": "Answer",
        "text": row.answer,
        "url": address,
        "datePublished": _at(row.answered_at or row.published_at),
    }
    if row.unit:
        answer["author"] = {"@type": "GovernmentOrganization", "name": row.unit.name}
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
        about["contentLocation"] = {"@type": "AdministrativeArea", "name": row.region.name}
    return {
        "@context": CONTEXT,
        "@type": "QAPage",
        "url": address,
        "inLanguage": "zh-CN",
        "mainEntity": about,
    }


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
