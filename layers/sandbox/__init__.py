"""This package runs work on untrusted bytes in a process with little memory, time and access."""
