import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What was loaded stays: not to be looked through again for every few hundred objects that a page makes. Nor are so many
# gathered that everybody would notice when they are looked through (20,000: up to 40 ms).
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 20, 20)
# A thread that works goes on until it waits for something, or for so many seconds: a page is a few milliseconds of work,
# and to work on several by turns makes all of them late.
sys.setswitchinterval(0.1)
