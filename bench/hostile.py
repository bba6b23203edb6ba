"""This file makes shapes that are valid and small, and take very long to work on."""

import json
import math


def comb(west: float, south: float, *, teeth: int, is_turned: bool = False) -> list[list[float]]:
    """A valid ring whose teeth, if it is turned, cross those of another at every place."""
    side = 0.1
    line = [(side * number / teeth, 0.001 + side * (number % 2)) for number in range(teeth)]
    ring = [(0.0, 0.0), *line, (side, 0.0), (0.0, 0.0)]
    return [[west + (y if is_turned else x), south + (x if is_turned else y)] for x, y in ring]


def broad_comb(
    west: float, south: float, *, teeth: int, side: float = 0.1, is_turned: bool = False
) -> list[list[float]]:
    """A valid ring of four vertices a tooth, as broad as the gaps between the teeth."""
    width, back = side / teeth, 0.001
    tops = [
        corner
        for number in range(teeth)
        for corner in (
            (number * width, back),
            (number * width, side),
            ((number + 0.5) * width, side),
            ((number + 0.5) * width, back),
        )
    ]
    ring = [(0.0, 0.0), *tops, (side, back), (side, 0.0), (0.0, 0.0)]
    return [[west + (y if is_turned else x), south + (x if is_turned else y)] for x, y in ring]


def star(spikes: int) -> list[list[float]]:
    """A valid ring of spikes that reach over the blocks of a town."""
    ring = [
        [
            51.24 + (0.02 if place % 2 else 0.1) * math.cos(math.pi * place / spikes),
            35.55 + (0.02 if place % 2 else 0.1) * math.sin(math.pi * place / spikes),
        ]
        for place in range(2 * spikes)
    ]
    return [*ring, ring[0]]


def list_of_combs(count: int, *, edition: str) -> tuple[bytes, str]:
    """A form with an edition and a list, and its content type.

    Every two shapes of the list cross a hundred thousand times.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"c{number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [comb(51.2, 35.5, teeth=900, is_turned=bool(number % 2))],
            },
        }
        for number in range(count)
    ]
    file = json.dumps({"type": "FeatureCollection", "features": features})
    form = (
        '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
        f"edition-{edition}\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.geojson"\r\n\r\n'
        f"{file}\r\n--x--\r\n"
    )
    return form.encode(), "multipart/form-data; boundary=x"
