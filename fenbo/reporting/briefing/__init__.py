"""The morning meeting's briefing, and its weekly and monthly editions."""
