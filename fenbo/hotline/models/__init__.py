from fenbo.hotline.models.calls import OVER, Call, CallEvent, CallOutcome, CallState, Happened, Recording
from fenbo.hotline.models.emergencies import EmergencyWord, Service
from fenbo.hotline.models.inquiries import OPEN_INQUIRIES, Inquiry, InquiryState, PassedFor
from fenbo.hotline.models.keeping import Block, Callback, CallbackReason, CallbackState
from fenbo.hotline.models.lines import Line, Prompt, Queue, Said, Speech, Strategy
from fenbo.hotline.models.quality import Criterion, Mark, Sample, SampleState
from fenbo.hotline.models.seats import Break, Device, Presence, Seat, Session, Spell

__all__ = [
    "OPEN_INQUIRIES",
    "OVER",
    "Block",
    "Break",
    "Call",
    "CallEvent",
    "CallOutcome",
    "CallState",
    "Callback",
    "CallbackReason",
    "CallbackState",
    "Criterion",
    "Device",
    "EmergencyWord",
    "Happened",
    "Inquiry",
    "InquiryState",
    "Line",
    "Mark",
    "PassedFor",
    "Presence",
    "Prompt",
    "Queue",
    "Recording",
    "Said",
    "Sample",
    "SampleState",
    "Seat",
    "Service",
    "Session",
    "Speech",
    "Spell",
    "Strategy",
]
