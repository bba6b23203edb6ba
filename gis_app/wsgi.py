"""This file is the entry point for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_app.settings")
os.environ.setdefault("MAHALLEH_STATEMENT_TIMEOUT_MS", "5000")
application = get_wsgi_application()
