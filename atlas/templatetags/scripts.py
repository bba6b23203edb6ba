"""This file makes the import map of the browser modules."""

import json
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# `terra-draw` has no # because its adapter imports it by that name.
VENDORED = {
    "#maplibre": "vendor/maplibre-gl/maplibre-gl.mjs",
    "terra-draw": "vendor/terra-draw/terra-draw.mjs",
    "#terra-draw-adapter": "vendor/terra-draw/terra-draw-maplibre-gl-adapter.mjs",
}


@register.simple_tag
@cache
def import_map() -> SafeString:
    """The JSON of the import map: "#folder/name" for every static/js/folder/name.js.

    Computed once per process: a new module is found after a restart.
    """
    names = {name: static(path) for name, path in {**own_modules(), **VENDORED}.items()}
    return mark_safe(json.dumps({"imports": names}))  # noqa: S308 (only our own file names)


def own_modules() -> dict[str, str]:
    """The static path of each of our modules by its import name, sorted."""
    folder = Path(str(finders.find("js")))
    modules = sorted(path.relative_to(folder) for path in folder.glob("*/*.js"))
    return {
        f"#{module.with_suffix('').as_posix()}": f"js/{module.as_posix()}" for module in modules
    }
