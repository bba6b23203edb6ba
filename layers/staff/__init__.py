"""This package is the admin of the ground's rows: forms, rights, edit conflicts."""
