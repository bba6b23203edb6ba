"""This package runs the product: the web server, and backups. The launcher lies beside it."""
