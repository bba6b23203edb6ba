"""This package reads files of every accepted format, inside the sandbox."""
