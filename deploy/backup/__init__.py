"""This package makes backups of everything that is data, checks them and restores them."""
