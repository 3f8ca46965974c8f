"""Writing about calls: what a platform tells, what agents and those who lead them do."""

from fenbo.hotline.operations.telling import Told, record_call

__all__ = ["Told", "record_call"]
