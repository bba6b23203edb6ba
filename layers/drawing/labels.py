"""This file places names in a drawing so that they cover no name, symbol or edge."""

from collections.abc import Iterable

from layers.drawing.frame import Box

# A name is drawn 12 pixels high; a letter takes about this much of the drawing.
LETTER_UNITS, LINE_UNITS = 62, 150
# Half the side of the square that a symbol occupies.
SYMBOL_UNITS = 90


class FreeRoom:
    """The free space for names in a drawing of this size, in drawing units."""

    def __init__(self, width: int, height: int, symbols: Iterable[tuple[int, int]] = ()) -> None:
        self._width, self._height = width, height
        self._taken: list[Box] = [
            (x - SYMBOL_UNITS, y - SYMBOL_UNITS, x + SYMBOL_UNITS, y + SYMBOL_UNITS)
            for x, y in symbols
        ]

    def take(self, x: int, y: int, letters: int, *, enlarged: int = 1) -> bool:
        """Reserve space for a name of so many letters at a point; False if it does not fit.

        enlarged: the factor by which the name is larger than usual.
        """
        half, line = letters * LETTER_UNITS * enlarged // 2, LINE_UNITS * enlarged
        box = (x - half, y - line, x + half, y + line // 3)
        fits = box[0] >= 0 and box[2] <= self._width and box[1] >= 0 and box[3] <= self._height
        is_free = fits and not any(overlap(box, other) for other in self._taken)
        if is_free:
            self._taken.append(box)
        return is_free


def overlap(first: Box, second: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) overlap."""
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )
