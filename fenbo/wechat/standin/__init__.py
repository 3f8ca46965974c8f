"""A stand-in for WeChat's servers (替身), written from their documentation: what tests and the demonstration speak to.

It listens on this machine only, keeps everything in memory, and knows nothing of the rest of Fenbo but the protocol.
"""
