"""This package is the administration of the ground's rows: forms, rights, edit conflicts."""
