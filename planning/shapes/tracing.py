"""This file snaps the boundary of an area to its neighbours' where they almost coincide.

Pure shapely in the plane of planning.shapes.projection. The border is not moved vertex by vertex:
what is far from every neighbour is kept, its ends are tied to the neighbours' borders, and the
faces of that network which belong to the area by most of their surface make the new area. So a
shared stretch has the neighbour's own vertices, and a sliver cannot be left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LinearRing, LineString, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from layers.geometry import sound_multipolygon, to_multipolygon
from planning.shapes.projection import plane_at

# A neighbour's vertex this near is taken rather than a new one, as a share of the tolerance.
VERTEX_SHARE = 1 / 3
# A stretch that cuts through a border within so many tolerances crosses it on purpose.
CROSSING = 4
# An edge that runs so many tolerances beside a border before its vertex is tied where it came near.
RUNNING = 3
# How far along an edge a stored coordinate is sought that lies on it, metres. The best of some
# thousand is about 0.01 mm off, so the triangle beside an edge of a kilometre is below 0.01 m².
SEARCH_M = 5.0
LEAST_SLIVER_M2 = 0.005
# How often it is asked which neighbour a stretch runs past.
CONNECTING_STEP_M = 5.0
# Two places on a line that are one.
SAME_PLACE_M = 1e-7
# What rounding moves, generously, metres; overlaps that can come of it are below a square metre.
ROUNDING_M = 0.2
MOST_SLIVER_M2 = 1.0
# The result may differ from the area by so many tolerances along its whole border, not more.
MOST_CHANGE = 2.0

Coordinate = tuple[float, float]


def traced(
    area: MultiPolygon, neighbours: list[BaseGeometry], *, tolerance_m: float
) -> MultiPolygon | None:
    """The area with its boundary snapped to its neighbours' within the tolerance.

    In degrees with 7 decimals. Where it is farther away, or crosses a border on purpose, nothing
    changes. None where no neighbour is near, or no sound area comes of it.
    """
    laid = _laid(area, neighbours, tolerance_m)
    if laid is not None and _has_slivers(laid, neighbours):
        # A corner that fell on a neighbour's edge was moved off it by rounding.
        return _laid(laid, neighbours, ROUNDING_M) or laid
    return laid


def _laid(
    area: MultiPolygon, neighbours: list[BaseGeometry], tolerance_m: float
) -> MultiPolygon | None:
    plane = plane_at(area)
    shape = plane.to_metres(area)
    reach = shapely.box(*shape.bounds).buffer(RUNNING * tolerance_m, join_style="mitre")
    grounds = [plane.to_metres(each) for each in neighbours]
    grounds = [each for each in grounds if shapely.dwithin(each, shape.boundary, tolerance_m)]
    if not grounds:
        return None
    borders = Borders(grounds, reach, tolerance_m, plane.grid_m)
    chains = [line for ring in _rings(shape) for line in _chains(ring, borders)]
    network = shapely.union_all([*chains, *borders.connectors, *borders.lines()])
    result = to_multipolygon(shapely.union_all(_own_faces(network, shape)))
    if result is None or _differs(result, shape, tolerance_m):
        return None
    return sound_multipolygon(plane.to_degrees(result))


@dataclass
class Borders:
    """The neighbours' boundaries near an area as segments, and the points tied to them.

    blocks: neighbours that touch each other as one shape each.
    """

    grounds: list[BaseGeometry]
    reach: BaseGeometry
    tolerance_m: float
    grid_m: np.ndarray
    ties: dict[int, list[Coordinate]] = field(default_factory=dict)
    connectors: list[LineString] = field(default_factory=list)

    def __post_init__(self) -> None:
        noded = shapely.union_all([each.boundary for each in self.grounds])
        lines = shapely.get_parts(noded)
        pairs = [pair for line in lines for pair in _pairs(shapely.get_coordinates(line))]
        segments = shapely.linestrings(np.array(pairs))
        self.segments = segments[shapely.intersects(segments, self.reach)]
        self.tree = shapely.STRtree(self.segments)
        self.whole = shapely.union_all(self.segments)
        self.zone = self.whole.buffer(self.tolerance_m)
        shapely.prepare(self.zone)
        blocks = shapely.get_parts(shapely.union_all(self.grounds))
        self.blocks = shapely.STRtree(blocks)

    def tie(self, point: BaseGeometry) -> Coordinate:
        """The position on the boundaries for a point: a near vertex, or a coordinate on an edge.

        It becomes a vertex of the borders as they are worked with here.
        """
        nearest = int(self.tree.nearest(point))
        segment = self.segments[nearest]
        foot = segment.interpolate(segment.project(point))
        ends = [Point(each) for each in segment.coords]
        end = min(ends, key=foot.distance)
        if foot.distance(end) <= self.tolerance_m * VERTEX_SHARE:
            return end.x, end.y
        place = self._stored(segment, foot)
        self.ties.setdefault(nearest, []).append(place)
        return place

    def _stored(self, segment: LineString, foot: Point) -> Coordinate:
        """The stored coordinate nearest to the segment, among those around a point of it."""
        start, end = (np.array(each) for each in segment.coords)
        length = float(np.hypot(*(end - start)))
        along = (end - start) / length
        middle = segment.project(foot)
        step = float(self.grid_m.min()) / 2
        reach = np.arange(max(-SEARCH_M, -middle), min(SEARCH_M, length - middle), step)
        places = np.round((start + np.outer(middle + reach, along)) / self.grid_m) * self.grid_m
        offsets = np.abs((places - start) @ np.array([-along[1], along[0]]))
        # The nearest to the foot among those that are good enough, or as good as the best.
        good = np.flatnonzero(offsets <= max(LEAST_SLIVER_M2 / length, float(offsets.min())))
        best = places[good[np.argmin(np.abs(reach[good]))]]
        return float(best[0]), float(best[1])

    def lines(self) -> Iterator[LineString]:
        """The segments with the points that were tied to them as vertices."""
        for index, segment in enumerate(self.segments):
            ties = sorted(set(self.ties.get(index, [])), key=lambda xy: segment.project(Point(xy)))
            yield LineString([segment.coords[0], *ties, segment.coords[-1]])


def _pairs(coordinates: np.ndarray) -> list[np.ndarray]:
    return [coordinates[index : index + 2] for index in range(len(coordinates) - 1)]


def _rings(shape: BaseGeometry) -> list[LinearRing]:
    return [ring for part in shape.geoms for ring in (part.exterior, *part.interiors)]


@dataclass
class _Stretch:
    """A stretch of a ring that is wholly near the boundaries or wholly away from them."""

    line: LineString
    is_near: bool

    @property
    def inner(self) -> list[Coordinate]:
        """The ring's own vertices on it."""
        return list(self.line.coords)[1:-1]


def _stretches(ring: LinearRing, borders: Borders) -> list[_Stretch]:
    """The ring cut where it enters or leaves the zone, in order; one stretch if it never does."""
    cuts = shapely.points(shapely.get_coordinates(ring.intersection(borders.zone.boundary)))
    places = np.unique(np.round(shapely.line_locate_point(ring, cuts), 9))
    if len(places) < 2:
        return [
            _Stretch(LineString(ring), borders.zone.covers(ring.interpolate(0.5, normalized=True)))
        ]
    turned = _turned(ring, float(places[0]))
    lengths = np.append(places - places[0], turned.length)
    middles = shapely.line_interpolate_point(turned, (lengths[:-1] + lengths[1:]) / 2)
    near = shapely.covers(borders.zone, middles)
    # Where the zone is only touched, the stretches on both sides are one.
    changes = np.flatnonzero(near[1:] != near[:-1]) + 1
    ends = [0, *changes, len(near)]
    lines = _cut(turned, lengths[ends])
    return [_Stretch(line, bool(near[end])) for line, end in zip(lines, ends, strict=False)]


def _turned(ring: LinearRing, start_m: float) -> LineString:
    """The ring as a line that begins at another of its points."""
    if start_m == 0:
        return LineString(ring)
    first, second = _cut(LineString(ring), np.array([0, start_m, ring.length]))
    return LineString([*second.coords, *list(first.coords)[1:]])


def _cut(line: LineString, places: np.ndarray) -> list[LineString]:
    """The parts of a line between places along it, metres; its own vertices are kept."""
    vertices = shapely.get_coordinates(line)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))])
    cuts = shapely.get_coordinates(shapely.line_interpolate_point(line, places))
    firsts = np.searchsorted(along, places[:-1] + SAME_PLACE_M)
    lasts = np.searchsorted(along, places[1:] - SAME_PLACE_M)
    return [
        LineString([cuts[index], *vertices[first:last], cuts[index + 1]])
        for index, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    ]


def _chains(ring: LinearRing, borders: Borders) -> list[LineString]:
    """The free stretches of the ring, tied to the boundaries at their ends."""
    stretches = _stretches(ring, borders)
    if not any(each.is_near for each in stretches):
        return [LineString(ring)]
    if all(each.is_near for each in stretches):
        for each in stretches:
            _connect(each.line, borders)
        return []
    chains: list[list[Coordinate]] = [[]]
    for stretch in stretches:
        if not stretch.is_near or _crosses(stretch, borders):
            chains[-1] += stretch.inner
            continue
        before, after = _tied(stretch, borders)
        chains[-1] += before
        if before[-1] != after[0]:
            chains.append([])
        chains[-1] += after
    # The ring began in the middle of the first chain.
    joined = (
        [chains[-1] + chains[0], *chains[1:-1]] if len(chains) > 1 else [chains[0] + chains[0][:1]]
    )
    cleaned = [shapely.remove_repeated_points(LineString(c)) for c in joined if len(c) > 1]
    return [line for line in cleaned if line.length > 0]


def _crosses(stretch: _Stretch, borders: Borders) -> bool:
    """Whether a near stretch is part of one edge that crosses a boundary on purpose."""
    if stretch.inner or stretch.line.length > CROSSING * borders.tolerance_m:
        return False
    crossings = shapely.get_coordinates(stretch.line.intersection(borders.whole))
    return len(crossings) % 2 == 1


def _tied(stretch: _Stretch, borders: Borders) -> tuple[list[Coordinate], list[Coordinate]]:
    """End points joining the free stretches before and after one that runs along a neighbour.

    Both with the same point at their meeting where the border is only touched.
    """
    line, inner = stretch.line, stretch.inner
    if not inner:
        return _tied_edge(line, borders)
    first = _first_met(line.coords[0], inner[0], borders)
    last = _first_met(line.coords[-1], inner[-1], borders)
    before, after = [borders.tie(first)], [borders.tie(last)]
    if line.project(first) > RUNNING * borders.tolerance_m:
        before = [line.coords[0], borders.tie(Point(line.coords[0]))]
    if line.length - line.project(last) > RUNNING * borders.tolerance_m:
        after = [borders.tie(Point(line.coords[-1])), line.coords[-1]]
    _connect(line, borders)
    return before, after


def _first_met(start: Coordinate, end: Coordinate, borders: Borders) -> Point:
    """The point where an edge first meets a boundary; its end if it meets none."""
    edge = LineString([start, end])
    crossings = shapely.points(shapely.get_coordinates(edge.intersection(borders.whole)))
    return min([*crossings, Point(end)], key=edge.project)


def _tied_edge(line: LineString, borders: Borders) -> tuple[list[Coordinate], list[Coordinate]]:
    """The same for part of one edge: a corner that it cuts off is left to the neighbour."""
    if line.length > CROSSING * borders.tolerance_m:
        ends = [Point(line.coords[0]), Point(line.coords[-1])]
        _connect(line, borders)
        return [line.coords[0], borders.tie(ends[0])], [borders.tie(ends[1]), line.coords[-1]]
    crossings = shapely.get_coordinates(line.intersection(borders.whole))
    if len(crossings) > 1:
        places = sorted((Point(each) for each in crossings), key=line.project)
        return [borders.tie(places[0])], [borders.tie(places[-1])]
    place = borders.tie(shapely.get_point(shapely.shortest_line(line, borders.whole), 0))
    return [place], [place]


def _connect(line: LineString, borders: Borders) -> None:
    """Bridge the gaps between groups of neighbours that a near stretch runs past."""
    step = max(borders.tolerance_m / 2, CONNECTING_STEP_M)
    distances = np.append(np.arange(0, line.length, step), line.length)
    places = shapely.line_interpolate_point(line, distances)
    groups = borders.blocks.nearest(places)
    for index in np.flatnonzero(groups[1:] != groups[:-1]):
        ends = borders.tie(places[index]), borders.tie(places[index + 1])
        if ends[0] != ends[1]:
            borders.connectors.append(LineString(ends))


def _own_faces(network: BaseGeometry, shape: BaseGeometry) -> list[BaseGeometry]:
    """The faces of the network of which the area covers more than half."""
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    if not len(faces):
        return []
    shared = shapely.area(shapely.intersection(faces, shape))
    return list(faces[shared > shapely.area(faces) / 2])


def _has_slivers(area: MultiPolygon, neighbours: list[BaseGeometry]) -> bool:
    """Whether the area overlaps a neighbour in slivers that only rounding can make."""
    plane = plane_at(area)
    shared = shapely.get_parts(shapely.intersection(area, neighbours))
    sizes = shapely.area([plane.to_metres(each) for each in shapely.get_parts(shared)])
    return bool(np.any((sizes > LEAST_SLIVER_M2) & (sizes < MOST_SLIVER_M2)))


def _differs(result: BaseGeometry, shape: BaseGeometry, tolerance_m: float) -> bool:
    """Whether more has changed than snapping a boundary can change."""
    change = shapely.symmetric_difference(result, shape).area
    return bool(change > MOST_CHANGE * tolerance_m * shape.length)
