"""Measurements that anybody can repeat: `make bench`, or `make bench ARGS="intake"` for one of them."""
