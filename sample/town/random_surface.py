"""This file generates smooth random surfaces, so that neighbours are alike."""

import numpy as np

POINTS_AT_ONCE = 20_000


class RandomField:
    """A surface of mean 0 and variance 1 whose values are alike at points within length_m.

    It is a sum of random waves; correlation at distance d is exp(−d² ÷ 2 length_m²).
    """

    def __init__(self, random: np.random.Generator, *, length_m: float, waves: int = 96) -> None:
        self.directions = random.normal(size=(2, waves)) / length_m
        self.phases = random.uniform(0, 2 * np.pi, size=waves)

    def __call__(self, xy: np.ndarray) -> np.ndarray:
        """Values at points of shape (n, 2), metres; shape (n,)."""
        values = np.empty(len(xy))
        for start in range(0, len(xy), POINTS_AT_ONCE):
            few = xy[start : start + POINTS_AT_ONCE]
            values[start : start + len(few)] = self.height(few)
        return values

    def height(self, xy: np.ndarray) -> np.ndarray:
        waves = np.cos(xy @ self.directions + self.phases)
        return waves.sum(axis=1) * np.sqrt(2 / len(self.phases))


def logistic(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def logit(share: np.ndarray | float) -> np.ndarray:
    share = np.asarray(share, dtype=float)
    return np.log(share / (1 - share))
