"""The Celery application: `celery -A iconm.celery worker`. Settings named CELERY_… configure it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iconm.settings")

app = Celery("iconm")
# The current app is kept per thread; without this the threads of the web server would send to an unconfigured one.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
