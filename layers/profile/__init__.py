"""This package builds an area's profile page from the sections that each app registers."""
