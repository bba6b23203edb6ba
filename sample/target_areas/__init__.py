"""This package generates target areas on the sample's ground, and removes them."""
