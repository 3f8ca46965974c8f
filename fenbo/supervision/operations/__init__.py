"""Warning, reminding, supervising, carding."""
