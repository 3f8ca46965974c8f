"""The short forms that anybody may send: read, braked, done; whatever is refused keeps all that was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest

from fenbo.core.errors import Refused
from fenbo.core.forms import refuse
from fenbo.website import questions
from fenbo.website.limits import check_submission

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sent(Generic[Result]):
    """`result` is what came of it, None where nothing was sent or it was refused; `question` is to be answered first."""

    result: Result | None = None
    status: int = 200
    question: questions.QuestionForm | None = None


def send(request: HttpRequest, form: BaseForm, operation: Callable[[dict[str, Any]], Result]) -> Sent[Result]:
    """Run the operation with what the form holds. The form is unbound where nothing was posted."""
    if request.method != "POST":
        return Sent()
    if not form.is_valid():
        return Sent(status=422)
    if question := questions.wanted(request):
        return Sent(status=422, question=question)
    try:
        check_submission(request)
        return Sent(operation(form.cleaned_data))
    except Refused as refusal:
        return Sent(status=refuse(form, refusal))
