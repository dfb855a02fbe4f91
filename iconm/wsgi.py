"""What the web server runs: `gunicorn iconm.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iconm.settings")

application = get_wsgi_application()
_ = get_resolver().url_patterns  # every view is imported now, and not while the first visitor waits

# Code and models stay as long as the process. The collector need not walk them again and again: it did on one page in twenty, which then
# took twice its time.
gc.collect()
gc.freeze()
