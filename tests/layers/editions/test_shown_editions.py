"""This file tests that every outlet shows the same areas of an edition that is asked for.

The rule is `layers_shown_editions` in the database: a published edition, in the provinces it names.
"""

import json
from collections.abc import Callable

import mapbox_vector_tile
import pytest

from layers.catalogue import layer
from layers.drawing.outline import outline, picture
from layers.exporting.making import FORMATS
from layers.exporting.selection import Selection
from layers.models import Edition, Level
from layers.publishing.publish import publish
from layers.tiles.cut import tile
from layers.tiles.tilejson import holds_invented
from tests.layers import factories
from tests.layers.tiles.test_tiles import tile_at

pytestmark = pytest.mark.django_db
BOUNDS = (50.0, 30.0, 51.0, 31.0)


def in_tile(edition: Edition) -> set[str]:
    body = tile(layer("counties"), *tile_at(50.5, 30.5, 5), edition_id=edition.pk).body
    drawn = mapbox_vector_tile.decode(body).get("counties", {"features": []})
    return {feature["properties"]["code"] for feature in drawn["features"]}


def in_export(edition: Edition) -> set[str]:
    chosen = Selection(layer("counties"), edition=edition)
    made = FORMATS["geojson"].write(chosen, None)
    text = made.part(0, made.size_bytes)
    return {feature["id"] for feature in json.loads(text)["features"]}


def in_picture(edition: Edition) -> set[str]:
    drawn = picture("IR", "", Level.COUNTRY, bounds=BOUNDS, parts=Level.COUNTY, edition=edition)
    return {shape.code for shape in drawn.shapes if shape.relation == "part"}


def in_outline(edition: Edition) -> set[str]:
    drawings = [outline(code, code[:2], Level.COUNTY, edition.pk) for code in ("9901", "9801")]
    shapes = [shape for drawing in drawings if drawing for shape in drawing.shapes]
    return {shape.code for shape in shapes if shape.relation == "own"}


OUTLETS = [in_tile, in_export, in_picture, in_outline]


@pytest.fixture
def county_elsewhere() -> Edition:
    """An edition of province 99 that also holds a county of province 98."""
    factories.area("9901", factories.square(50, 30, 50.5, 31))
    stray = factories.area("9801", factories.square(50.5, 30, 51, 31), synthetic=True)
    publish(["counties"])
    return stray.edition


@pytest.mark.parametrize("outlet", OUTLETS)
def test_an_edition_shows_no_area_outside_its_provinces(
    county_elsewhere: Edition, outlet: Callable[[Edition], set[str]]
) -> None:
    assert outlet(county_elsewhere) == {"9901"}


def test_an_invented_area_that_is_not_shown_does_not_mark_the_layer(
    county_elsewhere: Edition,
) -> None:
    assert not holds_invented(layer("counties"), county_elsewhere)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_no_outlet_draws_an_unpublished_edition(outlet: Callable[[Edition], set[str]]) -> None:
    draft = factories.edition(Level.COUNTY, is_published=False)
    factories.area("9901", factories.square(50, 30, 50.5, 31), edition=draft, synthetic=True)
    publish(["counties"])
    assert outlet(draft) == set()
    assert not holds_invented(layer("counties"), draft)
