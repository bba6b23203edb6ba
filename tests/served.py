"""This file serves the product as `./gis up` does, on the data of the tests."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

from bench.server import Server, running_server


def served(database: str, **variables: str) -> AbstractContextManager[Server]:
    """The product on this database. variables: further ones of docs/settings.md."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(database)}")
    return running_server(
        DATABASE_URL=urlunsplit(address),
        MAHALLEH_SECRET_KEY=settings.SECRET_KEY,
        MAHALLEH_STATE=str(Path(settings.STATIC_ROOT).parent),
        MAHALLEH_DEBUG="0",
        **variables,
    )
