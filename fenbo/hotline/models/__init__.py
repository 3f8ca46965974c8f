from fenbo.hotline.models.calls import Call, CallEvent, CallOutcome, CallState, Happened, Recording
from fenbo.hotline.models.keeping import Block, Callback, CallbackReason, CallbackState
from fenbo.hotline.models.lines import Line, Prompt, Queue, Said, Speech, Strategy
from fenbo.hotline.models.seats import Break, Presence, Seat, Session, Spell

__all__ = [
    "Block",
    "Break",
    "Call",
    "CallEvent",
    "CallOutcome",
    "CallState",
    "Callback",
    "CallbackReason",
    "CallbackState",
    "Happened",
    "Line",
    "Presence",
    "Prompt",
    "Queue",
    "Recording",
    "Said",
    "Seat",
    "Session",
    "Speech",
    "Spell",
    "Strategy",
]
