"""This file tests that a benchmark counts an answer that never came, and asks again."""

import socket
import threading
from http.client import HTTPConnection

from bench.mixed import BUSY, DROPPED, ask

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answer_each(listener: socket.socket, answers: list[bytes]) -> None:
    """Give one answer to each connection, whole or not, and close it."""
    for answer in answers:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4_096)
            connection.sendall(answer)


def test_a_dropped_connection_is_a_failed_answer_and_the_next_is_new() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        answers = [b"", ANSWER[:-1], ANSWER]
        server = threading.Thread(target=answer_each, args=(listener, answers))
        server.start()
        client = HTTPConnection(*listener.getsockname(), timeout=10)
        told = [ask(client, "GET", "/") for _ in answers]
        client.close()
        server.join()
    assert told == [DROPPED, DROPPED, 200]
    assert DROPPED >= 400
    assert DROPPED not in BUSY
