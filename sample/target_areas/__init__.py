"""This package invents target areas on the sample's ground, and removes them."""
