"""This file tests the sample's ground: metres, the Hilbert curve, smooth surfaces."""

import numpy as np

from layers.geometry import to_mercator
from sample.town.projection import hilbert_distance, hilbert_order, to_degrees, to_metres
from sample.town.random_surface import RandomField


def test_degrees_come_back_from_metres_with_seven_decimals():
    there = np.array([[51.4215100, 35.6943900], [50.3662, 35.7255]])
    assert (to_degrees(to_metres(there)) == there).all()


def test_the_hilbert_curve_visits_every_cell_once_and_steps_to_a_neighbour():
    side = 16
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    order = np.argsort(hilbert_distance(x, y))
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert len(set(hilbert_distance(x, y).tolist())) == side * side
    assert (steps == 1).all()


def test_hilbert_order_is_a_permutation_also_of_points_in_a_line():
    line = np.column_stack([np.arange(50.0), np.zeros(50)])
    assert sorted(hilbert_order(line).tolist()) == list(range(50))


def test_a_surface_is_alike_nearby_and_unlike_far_away():
    field = RandomField(np.random.default_rng(1), length_m=1_000)
    here = np.random.default_rng(2).uniform(0, 200_000, size=(4_000, 2))
    near, far = (field(here + np.array([east_m, 0])) for east_m in (50, 9_000))
    assert abs(field(here).std() - 1) < 0.15
    assert np.corrcoef(field(here), near)[0, 1] > 0.99
    assert abs(np.corrcoef(field(here), far)[0, 1]) < 0.15


def test_mercator_of_a_known_point():
    # 45° E is an eighth of the world's width: 20,037,508.34 m ÷ 4.
    east, north = to_mercator(np.array([[45.0, 0.0]]))[0]
    assert abs(east - 20_037_508.342789244 / 4) < 1e-6
    assert abs(north) < 1e-6
