"""`{% load i18n %}`, in which literals are translated once."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from fenbo.look.translating import Literal


@pytest.mark.parametrize("source", ['{% translate "分拨" %}', '{% trans "分拨" %}'])
def test_a_literal_is_said_in_the_language_of_whoever_reads(source: str) -> None:
    page = Template("{% load i18n %}" + source)
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with override(language):
            said.append(page.render(Context()))

    assert said == ["分拨", "Dispatch", "分拨"]


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "分拨" as name %}{{ name }}',
        "{% translate word %}",
        '{% translate "分拨"|upper %}',
        '{% translate "分拨" noop %}',
    ],
)
def test_what_is_not_just_a_literal_is_left_to_django(source: str) -> None:
    page = Template("{% load i18n %}" + source)
    assert not page.nodelist.get_nodes_by_type(Literal)
    with override("zh-hans"):
        assert page.render(Context({"word": "分拨"})) == "分拨"


def test_a_percent_sign_and_quotes_are_written_as_django_writes_them() -> None:
    page = Template("{% load i18n %}{% translate \"100% 'a' <b>\" %}")
    with override("zh-hans"):
        assert page.render(Context()) == page.render(Context()) == "100% 'a' <b>"


def test_components_of_other_packages_still_find_the_rest_of_the_library() -> None:
    page = Template(
        "{% load i18n %}{% get_current_language as code %}{% blocktranslate %}分拨{% endblocktranslate %}"
    )
    with override("en"):
        assert page.render(Context()) == "Dispatch"
