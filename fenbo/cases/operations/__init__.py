"""Every change of a case: one function a move, all through a turn."""
