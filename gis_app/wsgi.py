"""This file is the entry point for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_app.settings")
os.environ.setdefault("MAHALLEH_STATEMENT_TIMEOUT_MS", "5000")
django_application = get_wsgi_application()

# The gate needs the apps loaded.
from gis_app.gate import Gate, doors  # noqa: E402

application = Gate(django_application)
# The threads that the server needs.
DOORS = doors()
