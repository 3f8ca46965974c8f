import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# What was loaded stays: not to be looked through again for every few hundred objects that a page makes.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
