"""What many write of at the same time and place (话题): each case that comes in is placed in one."""
