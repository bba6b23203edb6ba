"""This file is the package of the importer's tests, with every kind of bad file."""
