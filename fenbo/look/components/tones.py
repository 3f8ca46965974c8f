"""Which colour and shape a state wears. The words beside it always say the same."""

from typing import Any

TONES = ("neutral", "info", "good", "warn", "bad")

# By the value of a state, whichever room it comes from; what is not named here stays neutral.
OF_STATE = {
    **dict.fromkeys(("received", "waiting", "dispatched", "assigned", "offered", "reviewing", "submitted"), "info"),
    **dict.fromkeys(("signed_in", "signed", "handling", "accepted", "in_progress", "in_review", "drafted"), "info"),
    **dict.fromkeys(("answered", "closed", "done", "solved", "published", "approved", "issued", "granted"), "good"),
    **dict.fromkeys(("returning", "return_requested", "returned", "extended", "second_handling"), "warn"),
    **dict.fromkeys(("reminded", "supervised", "urgent", "pending", "paused", "suspended"), "warn"),
    **dict.fromkeys(("overdue", "refused", "rejected", "failed", "unsolved", "dissatisfied", "emergency"), "bad"),
}


def tone_of(state: Any) -> str:
    return OF_STATE.get(str(getattr(state, "value", state)), "neutral")


def label_of(state: Any) -> str:
    return str(getattr(state, "label", state))
