"""The form beside a call that is spoken: to whom it can be passed, and who can be asked meanwhile."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.hotline.conferring import other, targets
from fenbo.hotline.models import Call, CallState, Session


class PassForm(forms.Form):
    """To whom. What stood there a moment ago is let through: the operation says in words that it is no choice now."""

    to = forms.ChoiceField(
        label=gettext_lazy("同事、队列或保障组"),
        error_messages={"required": gettext_lazy("请先选择转给谁、问谁。")},
    )

    def __init__(self, *args: Any, session: Session | None, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "pass_%s", **kwargs})
        parts: dict[str, list[tuple[str, str]]] = {}
        for target in targets(session, now) if session else ():
            parts.setdefault(_part(target.key), []).append((target.key, target.name))
        given = str(self.data.get("to", ""))[:60]
        known = {key for rows in parts.values() for key, _name in rows}
        also = [(given, given)] if given and given not in known else []
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [("", _("请选择")), *parts.items(), *also]


def _part(key: str) -> str:
    return {"seat": _("席位"), "queue": _("队列"), "group": _("保障组")}[key.partition(":")[0]]


def beside(call: Call | None, session: Session | None, form: PassForm | None, actor: Actor) -> dict[str, Any]:
    """What the part `console/hotline/parts/conferring.html` shows; nothing while nobody speaks."""
    if call is None or session is None or call.staff_id != actor.staff_id or call.state == CallState.RINGING:
        return {}
    return {"pass_form": form or PassForm(session=session, now=clock.now()), "third": other(call)}
