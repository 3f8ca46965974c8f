"""Which colour and shape a state wears. The words beside it always say the same."""

from typing import Any

TONES = ("neutral", "info", "good", "warn", "bad")

# By the value of a state, whichever room it comes from; what is not named here stays neutral.
BY_TONE = {
    "info": "received dispatched in_hand replied order_given order_signed order_replied publication_proposed "
    "version_in_review paper_in_review inquiry_taken sample_scored",
    "good": "issued closed order_done publication_published granted solved satisfied agreed done "
    "entry_live paper_live version_current defect_mended inquiry_answered sample_upheld sample_changed",
    "warn": "info_wanted info_wanted_in_hand order_return_asked order_returned second_handling asked pending urgent "
    "entry_expiring inquiry_passed sample_drawn sample_appealed",
    "bad": "not_accepted overdue failed refused unsolved unsatisfied emergency",
}
OF_STATE = {state: tone for tone, states in BY_TONE.items() for state in states.split()}


def tone_of(state: Any) -> str:
    return OF_STATE.get(str(getattr(state, "value", state)), "neutral")


def label_of(state: Any) -> str:
    return str(getattr(state, "label", state))
