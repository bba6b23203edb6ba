"""This file writes the state of the installation in Prometheus' text format, version 0.0.4."""

from collections.abc import Iterator
from math import inf

from gis_app.operations.state import State

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Samples = list[tuple[dict[str, str], float]]


def prometheus(state: State) -> str:
    """The numbers of the administrator's page, one metric after the other."""
    return "".join(
        f"# HELP mahalleh_{name} {meaning}\n# TYPE mahalleh_{name} gauge\n"
        + "".join(
            f"mahalleh_{name}{labelled(labels)} {written(value)}\n" for labels, value in samples
        )
        for name, meaning, samples in metrics(state)
        if samples
    )


def metrics(state: State) -> Iterator[tuple[str, str, Samples]]:
    """Name, meaning and samples of each metric."""
    versions = {name.lower(): version for name, version in state.versions.items()}
    yield "info", "Versions of the programs.", [(versions, 1)]
    yield "database_bytes", "Size of the database.", plain(state.database_bytes)
    yield "disk_free_bytes", "Free on the disk of the state folder.", plain(state.disk_free_bytes)
    yield "disk_bytes", "Size of the disk of the state folder.", plain(state.disk_bytes)
    yield "database_connections", "Open connections to the database.", plain(state.connections)
    yield "database_connections_limit", "max_connections.", plain(state.most_connections)
    yield (
        "longest_transaction_seconds",
        "Age of the oldest open transaction.",
        plain(state.longest_transaction_s),
    )
    yield from backup_metrics(state)
    yield "failed_sign_ins", "Wrong passwords in the last 24 hours.", plain(state.failures)
    if state.slow is not None:
        slowest = max((each.most_ms for each in state.slow), default=0) / 1000
        yield "slowest_statement_seconds", "Longest statement recorded.", plain(slowest)
        yield "slow_statements", "Kinds of slow statements recorded.", plain(len(state.slow))
    held: Samples = [({"queue": queue.name}, queue.held) for queue in state.queues]
    waiting: Samples = [({"queue": queue.name}, queue.waiting) for queue in state.queues]
    yield "queue_running", "Works that run now, by queue.", held
    yield "queue_waiting", "Works that wait, by queue.", waiting


def backup_metrics(state: State) -> Iterator[tuple[str, str, Samples]]:
    """Whether the last attempt succeeded; age, size and time of the last good backup.

    Without a good one its age is infinite, so that an alarm on the age rings.
    """
    note = state.backups
    succeeded = note is not None and not note.last.problem
    yield "last_backup_succeeded", "1 if the last attempt made a good backup.", plain(succeeded)
    good = note.good if note else None
    age = good.age().total_seconds() if good else inf
    yield "last_backup_age_seconds", "Seconds since the last good backup ended.", plain(age)
    if good is not None:
        yield "last_backup_bytes", "Size of the last good backup.", plain(good.size_bytes)
        yield "last_backup_seconds", "How long the last good backup took.", plain(good.seconds)


def plain(value: float) -> Samples:
    return [({}, value)]


def written(value: float) -> str:
    return "+Inf" if value == inf else f"{value:.10g}"


def labelled(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    inner = ",".join(f'{name}="{escaped(value)}"' for name, value in labels.items())
    return f"{{{inner}}}"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
