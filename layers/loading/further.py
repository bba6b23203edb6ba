"""This file keeps the list of further samples: what other apps invent on the sample's ground."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class FurtherSample:
    """A sample of an app above. load runs when the ground's sample is there and published; clear
    runs before the ground's is taken out, and gives how many rows went.
    """

    name: str
    load: Callable[[], None]
    clear: Callable[[], int]


_samples: dict[str, FurtherSample] = {}


def register_sample(sample: FurtherSample) -> None:
    """Put a sample on the list; an app calls this once, in AppConfig.ready()."""
    if sample.name in _samples and _samples[sample.name] != sample:
        raise ValueError(f"two samples are called {sample.name!r}")
    _samples[sample.name] = sample


def load_further() -> None:
    for sample in _samples.values():
        sample.load()


def clear_further() -> int:
    """Take out every further sample, the last registered first; returns how many rows went."""
    return sum(sample.clear() for sample in reversed(_samples.values()))
