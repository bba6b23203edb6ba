"""This package says what a coloured map shows: the view, the choices, legend, layers."""
