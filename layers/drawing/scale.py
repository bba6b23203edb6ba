"""This file computes the scale bar of a drawing."""

import math

from layers.drawing.frame import Frame
from layers.geometry import EQUATOR_RADIUS_M

SCALE_LENGTHS_M = tuple(step * 10**power for power in range(2, 6) for step in (1, 2, 5))
MOST_SCALE_SHARE = 0.3


def scale_bar(frame: Frame) -> tuple[int, int]:
    """A round length on the ground at the middle of the frame (metres), and in drawing units."""
    middle = (frame.north + frame.south) / 2
    latitude = math.atan(math.sinh(middle / EQUATOR_RADIUS_M))
    units_per_ground_m = frame.units_per_m / math.cos(latitude)
    fitting = [
        length
        for length in SCALE_LENGTHS_M
        if length * units_per_ground_m <= MOST_SCALE_SHARE * frame.width
    ]
    length = fitting[-1] if fitting else SCALE_LENGTHS_M[0]
    return length, round(length * units_per_ground_m)
