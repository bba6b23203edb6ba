"""This package reads, checks and changes drawn shapes."""
