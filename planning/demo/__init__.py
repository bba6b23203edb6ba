"""This package invents target areas on the ground of the sample, and takes them out again."""

from layers.loading.further import FurtherSample, register_sample
from planning.demo.clearing import clear
from planning.demo.loading import load


def register_demo() -> None:
    register_sample(FurtherSample("planning", load=load, clear=clear))
