"""This file tests which port the web server takes."""

import socket

from deploy.serve import HOST, free_port

FIRST = 18_960


def test_two_servers_that_start_at_the_same_moment_do_not_share_a_port() -> None:
    """Neither listens yet when the other looks; the server shares a port with any of its user."""
    one, other = free_port(FIRST), free_port(FIRST)
    assert one is not None
    assert other is not None
    assert one[0] != other[0]
    one[1].close()
    again = free_port(FIRST)
    assert again is not None
    assert again[0] == one[0]


def test_a_port_on_which_somebody_listens_is_passed_over() -> None:
    free = free_port(FIRST + 20)
    assert free is not None
    with socket.socket() as listener:
        listener.bind((HOST, free[0]))
        listener.listen()
        free[1].close()
        after = free_port(free[0])
    assert after is not None
    assert after[0] > free[0]
