"""This file opens the tests of the importer: every bad file that could be thought of."""
