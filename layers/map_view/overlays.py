"""This file lists the layers above and below the figures, and their symbols."""

from collections.abc import Sequence

from layers.catalogue import LayerKind, LayerSpec, layers
from layers.map_config import DRAWN_AGENCIES, house_symbol
from layers.map_view.parts import OverlayRow, SymbolGroup, SymbolRow
from layers.map_view.view_state import DEFAULT_FIGURES, NO_LAYERS, ViewState, written
from layers.messages import message as _
from layers.models import Agency, House
from layers.templatetags.formats import in_language

FULL_PERCENT = 100
# The row of the colours of the indicator, among those of the layers.
FIGURES = "figures"
# The picture that stands for a layer in the list.
LAYER_SYMBOLS = {
    "prisons": "prison",
    "schools": "school",
    "houses": "house-emdad-open",
    "places": "place",
    "target_areas": "target-published",
}
# How the border of a target area tells how far it has come.
TARGET_KINDS = (
    ("target-published", _("منتشرشده")),
    ("target-proposed", _("در انتظار تصمیم")),
    ("target-draft", _("پیش‌نویس")),
)


def layer_rows(view: ViewState) -> tuple[OverlayRow, ...]:
    """Every layer and the colours of the indicator, the top one first."""
    order = row_order(view)
    overlays = {spec.id: overlay_row(spec, view, order) for spec in overlay_specs()}
    return tuple(overlays.get(name) or figures_row(view) for name in order)


def overlay_specs() -> tuple[LayerSpec, ...]:
    """Every layer that is not itself coloured by figures, in menu order."""
    return tuple(spec for spec in layers() if spec.kind != LayerKind.AREAS)


def row_order(view: ViewState) -> tuple[str, ...]:
    """Names of the rows, the top one first; hidden layers keep their position."""
    names = [spec.id for spec in overlay_specs()]
    visible = [layer_id for layer_id, _percent in view.layers]
    above = in_order([name for name in names if name not in view.under], visible)
    under = in_order([name for name in names if name in view.under], visible)
    return (*above, FIGURES, *under)


def in_order(names: Sequence[str], visible: Sequence[str]) -> list[str]:
    """The names, with the visible ones reordered among their own positions."""
    turns = iter([name for name in visible if name in names])
    return [next(turns) if name in visible else name for name in names]


def figures_row(view: ViewState) -> OverlayRow:
    """The row of the indicator colours."""
    is_visible = view.figures > 0
    return OverlayRow(
        id=FIGURES,
        parameter="figures",
        title=str(_("رنگ سنجه")),
        symbol="",
        is_visible=is_visible,
        opacity_percent=view.figures if is_visible else DEFAULT_FIGURES,
        toggled="0" if is_visible else str(DEFAULT_FIGURES),
    )


def overlay_row(spec: LayerSpec, view: ViewState, order: Sequence[str]) -> OverlayRow:
    opacity_percent = view.opacity_percent(spec.id)
    is_visible = opacity_percent is not None
    if is_visible:
        after = tuple(pair for pair in view.layers if pair[0] != spec.id)
    else:
        shown = (*view.layers, (spec.id, FULL_PERCENT))
        after = tuple(sorted(shown, key=lambda pair: order.index(pair[0])))
    return OverlayRow(
        id=spec.id,
        parameter="layers",
        title=str(spec.title),
        symbol=LAYER_SYMBOLS.get(spec.id, ""),
        is_visible=is_visible,
        opacity_percent=opacity_percent if opacity_percent is not None else FULL_PERCENT,
        toggled=written("layers", after) or NO_LAYERS,
    )


def symbol_groups(view: ViewState) -> tuple[SymbolGroup, ...]:
    """The legend of blocks, houses and target areas."""
    agencies = list(Agency.objects.all())
    is_visible = view.opacity_percent("houses") is not None
    states = [state for state in reversed(House.State) if state != House.State.CLOSED]
    return (
        SymbolGroup(
            "blocks",
            str(_("بلوک‌ها: تیره‌تر یعنی پرجمعیت‌تر")),
            view.opacity_percent("blocks") is not None,
            (),
        ),
        SymbolGroup(
            "houses",
            str(_("خانهٔ محله، دستگاه")),
            is_visible,
            tuple(
                SymbolRow(house_symbol(agency.pk, House.State.OPEN), in_language(agency, "name"))
                for agency in agencies
            ),
        ),
        SymbolGroup(
            "houses",
            str(_("خانهٔ محله، وضعیت")),
            is_visible,
            tuple(
                SymbolRow(house_symbol(DRAWN_AGENCIES[0], state), str(state.label))
                for state in (*states, House.State.CLOSED)
            ),
        ),
        SymbolGroup(
            "target_areas",
            str(_("محدودهٔ هدف، وضعیت")),
            view.opacity_percent("target_areas") is not None,
            tuple(SymbolRow(symbol, str(title)) for symbol, title in TARGET_KINDS),
        ),
    )
