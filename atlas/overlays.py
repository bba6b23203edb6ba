"""This file says which layers can lie above the figures, and what their symbols mean."""

from django.utils.translation import gettext as _

from atlas.pages import OverlayRow, SymbolGroup, SymbolRow
from atlas.templatetags.edge import in_language, language
from atlas.view_state import DEFAULT_FIGURES, NO_LAYERS, ViewState, written
from layers.catalogue import LayerKind, LayerSpec, layers
from layers.map_page import DRAWN_AGENCIES, house_symbol
from layers.models import Agency, House

FULL_PERCENT = 100
# The picture that stands for a layer in the list.
LAYER_SYMBOLS = {
    "prisons": "prison",
    "schools": "school",
    "houses": "house-emdad-open",
    "places": "place",
}


def figures_row(view: ViewState) -> OverlayRow:
    """The colours of the indicator themselves, as the lowest layer."""
    is_visible = view.figures > 0
    return OverlayRow(
        id="figures",
        title=_("رنگ سنجه"),
        symbol="",
        is_visible=is_visible,
        opacity_percent=view.figures if is_visible else DEFAULT_FIGURES,
        toggled="0" if is_visible else str(DEFAULT_FIGURES),
    )


def overlay_rows(view: ViewState) -> tuple[OverlayRow, ...]:
    """Every public layer that is not itself coloured by figures."""
    return tuple(
        overlay_row(spec, view)
        for spec in layers()
        if spec.kind != LayerKind.AREAS and not spec.restricted
    )


def overlay_row(spec: LayerSpec, view: ViewState) -> OverlayRow:
    opacity_percent = view.opacity_percent(spec.id)
    is_visible = opacity_percent is not None
    if is_visible:
        after = tuple(pair for pair in view.layers if pair[0] != spec.id)
    else:
        after = (*view.layers, (spec.id, FULL_PERCENT))
    return OverlayRow(
        id=spec.id,
        title=spec.title(language()),
        symbol=LAYER_SYMBOLS.get(spec.id, ""),
        is_visible=is_visible,
        opacity_percent=opacity_percent if opacity_percent is not None else FULL_PERCENT,
        toggled=written("layers", after) or NO_LAYERS,
    )


def symbol_groups(view: ViewState) -> tuple[SymbolGroup, ...]:
    """What the shade of a block means, and colour, glyph and outline of a house."""
    agencies = list(Agency.objects.all())
    is_visible = view.opacity_percent("houses") is not None
    states = [state for state in reversed(House.State) if state != House.State.CLOSED]
    return (
        SymbolGroup(
            "blocks",
            _("بلوک‌ها: تیره‌تر یعنی پرجمعیت‌تر"),
            view.opacity_percent("blocks") is not None,
            (),
        ),
        SymbolGroup(
            "houses",
            _("خانهٔ محله، دستگاه"),
            is_visible,
            tuple(
                SymbolRow(house_symbol(agency.pk, House.State.OPEN), in_language(agency, "name"))
                for agency in agencies
            ),
        ),
        SymbolGroup(
            "houses",
            _("خانهٔ محله، وضعیت"),
            is_visible,
            tuple(
                SymbolRow(house_symbol(DRAWN_AGENCIES[0], state), str(state.label))
                for state in (*states, House.State.CLOSED)
            ),
        ),
    )
