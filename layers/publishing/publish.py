"""This file prepares what leaves the office: figures, shapes per zoom, clusters, sums, versions.

Everything here can be made again from the data; it runs in the transaction of the change.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pgtrigger
import shapely
from django.db import connection, transaction
from django.db.models import Case, When
from psycopg2.extras import execute_values

from layers.catalogue import LayerKind, LayerSpec, area_layer, layer, layers
from layers.disclosure.blocks import (
    known_descents,
    remember_totals,
    withheld_totals,
    withhold_block_counts,
)
from layers.disclosure.rule import SMALLEST_PUBLISHED, withhold
from layers.disclosure.substitutes import STAND_INS, make_stand_ins, public_counts
from layers.models import (
    BLOCK_COUNTS,
    Area,
    AreaShape,
    BlockCell,
    BlockSum,
    Indicator,
    Level,
    Measurement,
    PointCluster,
    WithheldTotal,
)
from layers.tiles.cut import COARSEST_CELL, FINEST_CELL, FULL_ZOOM, quoted

SQL = Path(__file__).parent / "sql"
# Half the width of the Web Mercator square, metres.
HALF_WORLD_M = 20037508.342789244
# Shapes are simplified to half a pixel of a tile drawn at 512 pixels.
PIXELS_PER_TILE = 512
# Points within this many pixels are shown as one.
CLUSTER_PIXELS = 64
# Squares of exact sums: about 500 m wide, 25 blocks in a town.
SUM_ZOOM = 16
PUBLISHING_LOCK = 0x7075_626C  # "publ"
# What is published follows from the data: it is no edit, and leaves no event.
FIGURE_TRIGGERS = ("layers.Measurement:raise_version", "layers.Measurement:update_update")


@cache
def sql(file_name: str, **names: str) -> str:
    return (SQL / file_name).read_text().format(**names)


@transaction.atomic
def publish(layer_ids: Iterable[str] | None = None, provinces: Iterable[str] | None = None) -> None:
    """Make all that is shown of these layers anew, and raise their versions in these provinces.

    None means every layer, and every province that has data.
    """
    lock_publishing()
    wanted = set(layer_ids) if layer_ids is not None else {spec.id for spec in layers()}
    published = [spec for spec in layers() if spec.id in wanted]
    if any(spec.level for spec in published):
        decide_figures()
        if "blocks" not in wanted:
            follow_withheld_totals()
    for spec in published:
        publish_layer(spec)
        raise_version(spec, provinces)


def lock_publishing() -> None:
    """Wait for another publishing to end: two at once would each keep the other's leavings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def publish_layer(spec: LayerSpec) -> None:
    """Make the shapes, clusters or sums of one layer anew."""
    if spec.kind == LayerKind.AREAS and spec.level:
        publish_areas(spec.level)
    elif spec.kind == LayerKind.POINTS:
        publish_points(spec)
    elif spec.kind == LayerKind.BLOCKS:
        publish_blocks()


@transaction.atomic
def publish_figures() -> None:
    """Make anew what is shown of all figures, and of the blocks that could tell a withheld one."""
    lock_publishing()
    decide_figures()
    follow_withheld_totals()


def decide_figures() -> None:
    """Decide for every figure whether it may be shown (design: suppression), and how it reads."""
    withheld, secondary = withheld_measurements()
    with pgtrigger.ignore(*FIGURE_TRIGGERS), connection.cursor() as cursor:
        ids = sorted(withheld)
        cursor.execute(sql("publish_figures.sql"), [ids, [pk in secondary for pk in ids]])


def withheld_measurements() -> tuple[set[int], set[int]]:
    """Ids of the measurements to withhold, and of those among them that only protect others.

    Where sources disagree, a cell is withheld for all of them: another source's figure would
    tell nearly the same.
    """
    relations = [*area_relations(), *descents()]
    withheld: set[int] = set()
    secondary: set[int] = set()
    for counts, ids in person_counts():
        for cell in withhold(counts, relations):
            withheld |= ids[cell]
            if counts[cell] >= SMALLEST_PUBLISHED:
                secondary |= ids[cell]
    return withheld, secondary


def area_relations() -> list[tuple[str, list[str]]]:
    """(area, its parts) for every area that has parts, as each edition divides it, from the top."""
    parts: dict[tuple[str, int], list[str]] = defaultdict(list)
    rows = Area.objects.order_by("code").values_list("edition_id", "code", "parent_code")
    for edition_id, code, parent in rows:
        if parent:
            parts[parent, edition_id].append(code)
    return [(parent, parts[parent, edition]) for parent, edition in sorted(parts, key=top_first)]


def descents() -> list[tuple[str, list[str]]]:
    """(area, those it was made of, or those made of it), where their codes differ.

    Figures of older editions stay in sight: a merged area less one of those it was made of would
    tell the other.
    """
    wholes: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for before, after in known_descents():
        wholes[after, True].append(before)
        wholes[before, False].append(after)
    return [(whole, parts) for (whole, _), parts in sorted(wholes.items())]


def top_first(relation: tuple[str, int]) -> tuple[int, str, int]:
    parent, edition_id = relation
    return (len(parent) if parent != "IR" else 0, parent, edition_id)


def person_counts() -> Iterator[tuple[dict[str, float], dict[str, set[int]]]]:
    """For each indicator and year with a small count: persons by area, measurement ids by area.

    The count is the numerator of a rate and the value of a count. A rate without a numerator says
    nothing of a number: publish_figures.sql withholds it, and no other for its sake.
    """
    rows = (
        Measurement.objects.filter(indicator__counts_persons=True)
        .exclude(indicator__kind=Indicator.Kind.RATE, numerator=None)
        .order_by("indicator_id", "year")
        .annotate(persons=persons())
        .values_list("indicator_id", "year", "area_id", "pk", "persons")
    )
    group: tuple[int, int] | None = None
    counts: dict[str, float] = {}
    ids: dict[str, set[int]] = defaultdict(set)
    for indicator_id, year, area, pk, count in rows.iterator(20_000):
        if group != (indicator_id, year):
            if any(count < SMALLEST_PUBLISHED for count in counts.values()):
                yield counts, ids
            group, counts, ids = (indicator_id, year), {}, defaultdict(set)
        counts[area] = min(count, counts.get(area, count))
        ids[area].add(pk)
    if any(count < SMALLEST_PUBLISHED for count in counts.values()):
        yield counts, ids


def persons() -> Case:
    """The number of persons that a figure tells of."""
    return Case(When(indicator__kind=Indicator.Kind.RATE, then="numerator"), default="value")


def publish_areas(level: Level) -> None:
    """Simplify every edition of a level for every zoom, as a coverage: neighbours keep their
    common border."""
    AreaShape.objects.filter(edition__level=level).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT edition_id, id, ST_AsBinary(boundary_3857) FROM layers_area"
            " WHERE level = %s AND boundary IS NOT NULL ORDER BY edition_id, id",
            [level],
        )
        editions: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        for edition_id, area_id, boundary in cursor.fetchall():
            editions[edition_id].append((area_id, bytes(boundary)))
        first_zoom = area_layer(level).min_zoom
        for edition_id, areas in editions.items():
            ids = [area_id for area_id, _ in areas]
            shapes = shapely.from_wkb([boundary for _, boundary in areas])
            for zoom in range(first_zoom, FULL_ZOOM + 1):
                store_shapes(cursor, edition_id, ids, simplified(shapes, zoom), zoom)


def simplified(shapes: np.ndarray, zoom: int) -> np.ndarray:
    """Polygons in Web Mercator metres, simplified to half a pixel at this zoom."""
    if zoom >= FULL_ZOOM:
        return shapes
    pixel_m = 2 * HALF_WORLD_M / PIXELS_PER_TILE / 2**zoom
    return shapely.coverage_simplify(shapes, tolerance=pixel_m / 2)


def store_shapes(
    cursor: object, edition_id: int, ids: list[int], shapes: np.ndarray, zoom: int
) -> None:
    rows = [
        (area_id, edition_id, zoom, shapely.to_wkb(shape, hex=True))
        for area_id, shape in zip(ids, shapes, strict=True)
        if not shapely.is_empty(shape)
    ]
    execute_values(
        cursor,
        "INSERT INTO layers_areashape (area_id, edition_id, zoom, shape_3857) VALUES %s",
        rows,
        template="(%s, %s, %s, ST_Multi(ST_GeomFromWKB(decode(%s, 'hex'), 3857)))",
        page_size=500,
    )


def publish_points(spec: LayerSpec) -> None:
    """Group the points of a layer that fall together, for every zoom of clustering."""
    PointCluster.objects.filter(layer=spec.id).delete()
    with connection.cursor() as cursor:
        for zoom in range(spec.min_zoom, spec.cluster_zoom + 1):
            pixel_m = 2 * HALF_WORLD_M / PIXELS_PER_TILE / 2**zoom
            cursor.execute(
                sql(
                    "publish_points.sql",
                    table=spec.table,
                    layer=quoted(spec.id),
                    zoom=str(zoom),
                    cell_m=str(pixel_m * CLUSTER_PIXELS),
                )
            )


def publish_blocks() -> None:
    """Withhold small counts of blocks and sum the rest over squares."""
    withheld = withheld_totals()
    withhold_block_counts(withheld)
    remember_totals(withheld)
    with connection.cursor() as cursor:
        # Not TRUNCATE, which would lock readers of tiles out until all is done.
        cursor.execute("DELETE FROM layers_blockcell")
        shown = "CASE WHEN hidden & {bit} = 0 THEN {name} END"
        sums = [
            f"COALESCE(sum({shown.format(bit=1 << bit, name=name)}), 0)"
            for bit, name in enumerate(BLOCK_COUNTS)
        ]
        counts = ", ".join(BLOCK_COUNTS)
        cursor.execute(
            sql(
                "publish_cells.sql",
                zoom=str(FINEST_CELL),
                counts=counts,
                sums=", ".join(sums),
                half_m=str(HALF_WORLD_M),
            )
        )
        sums = [f"sum({name})" for name in BLOCK_COUNTS]
        for zoom in range(FINEST_CELL - 1, COARSEST_CELL - 1, -1):
            cursor.execute(
                sql(
                    "publish_coarser_cells.sql",
                    zoom=str(zoom),
                    counts=counts,
                    sums=", ".join(sums),
                )
            )
        cursor.execute(f"ANALYZE {BlockCell._meta.db_table}")
    make_stand_ins(withheld)
    sum_blocks()


def sum_blocks(provinces: Collection[str] | None = None) -> None:
    """Sum the counts over squares, by county: what areas are measured by.

    provinces: of which blocks, None for all.
    """
    among = "true" if provinces is None else "{table}.province_code = ANY(%s)"
    arguments = None if provinces is None else [sorted(provinces)]
    with connection.cursor() as cursor:
        here = among.format(table="layers_blocksum")
        cursor.execute(f"DELETE FROM layers_blocksum WHERE {here}", arguments)  # noqa: S608
        cursor.execute(
            sql(
                "publish_sums.sql",
                zoom=str(SUM_ZOOM),
                counts=", ".join(BLOCK_COUNTS),
                sums=", ".join(f"sum({name})" for name in BLOCK_COUNTS),
                public_sums=", ".join(f"sum({count})" for count in public_counts("stand_ins")),
                stand_ins=STAND_INS,
                half_m=str(HALF_WORLD_M),
                among=among.format(table="block"),
            ),
            arguments,
        )
        cursor.execute(f"ANALYZE {BlockSum._meta.db_table}")


def follow_withheld_totals() -> None:
    """Let blocks hide the totals that are withheld now, and no longer those of their publishing.

    Few neighbourhoods change at once, so their squares are mended and not made anew.
    """
    withheld = withheld_totals()
    followed = set(WithheldTotal.objects.values_list("neighbourhood_code", "column"))
    homes = {home for home, _ in withheld ^ followed}
    if not homes:
        return
    changes = withhold_block_counts(withheld, homes)
    remember_totals(withheld)
    if changes:
        provinces = {home[:2] for home in homes}
        mend_squares(changes)
        make_stand_ins(withheld, provinces)
        sum_blocks(provinces)
        raise_version(layer("blocks"), provinces)


def mend_squares(changes: list[tuple[int, int, int]]) -> None:
    """Add to the squares what changed blocks show more or less: (id, bits before, bits now)."""
    ids, before, now = (list(column) for column in zip(*changes, strict=True))
    difference = (
        "{name} * ((hidden_now & {bit} = 0)::int - (hidden_before & {bit} = 0)::int) AS {name}"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql(
                "publish_changed_cells.sql",
                coarsest=str(COARSEST_CELL),
                finest=str(FINEST_CELL),
                half_m=str(HALF_WORLD_M),
                differences=", ".join(
                    difference.format(name=name, bit=1 << bit)
                    for bit, name in enumerate(BLOCK_COUNTS)
                ),
                sums=", ".join(f"sum({name}) AS {name}" for name in BLOCK_COUNTS),
                totals=", ".join(
                    f"{name} = cell.{name} + difference.{name}" for name in BLOCK_COUNTS
                ),
            ),
            [ids, before, now],
        )


def raise_version(spec: LayerSpec, provinces: Iterable[str] | None) -> None:
    """Count one more change of a layer in these provinces ('' holds what lies in none)."""
    with connection.cursor() as cursor:
        if provinces is None:
            cursor.execute(f"SELECT DISTINCT province_code FROM {spec.table}")  # noqa: S608
            provinces = [*(row[0] for row in cursor.fetchall()), ""]
        execute_values(
            cursor,
            "INSERT INTO layers_layerversion (layer, province_code, version) VALUES %s"
            " ON CONFLICT (layer, province_code)"
            " DO UPDATE SET version = layers_layerversion.version + 1",
            [(spec.id, province, 1) for province in sorted(set(provinces))],
        )
