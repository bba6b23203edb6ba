"""This file answers the parts of the drawing page that follow its county and its view."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.map_view.colours import build_colours, table_of
from layers.map_view.view_state import read_view
from layers.parameters import read
from layers.views.answers import fragment
from planning.pages.drawing import county_part
from planning.views.counties import chosen_county, counties_to_draw_in
from planning.views.sessions import needs_session


@require_safe
@needs_session
@never_cache
def county(request: HttpRequest) -> HttpResponse:
    """What depends on the county of a new area. Raises NotAllowed outside the user's counties."""
    code = read(request.GET, allowed=("county",), filled=("county",)).get("county", "")
    chosen = chosen_county(code, counties_to_draw_in(request.user))
    return fragment(request, "planning/_draw_county.html", {"page": county_part(chosen)})


@require_safe
@needs_session
@never_cache
def colours(request: HttpRequest) -> HttpResponse:
    """Choices and legend of a view, with the parameters of the map page."""
    view = read_view(request.GET)
    panels = build_colours(view, table_of(view))
    return fragment(request, "planning/_draw_colours_parts.html", {"panels": panels})
