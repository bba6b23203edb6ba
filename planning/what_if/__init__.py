"""This package compares a county's target areas without and with a draft."""
