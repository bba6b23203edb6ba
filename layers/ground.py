"""This file puts the ground's own layers into the catalogue."""


def register_ground_layers() -> None:
    pass
