"""This file loads the programme's vocabulary: agencies, service packages and their two lists."""

from layers.loading.fixtures import read_json
from layers.loading.missing import Outcome, add_missing
from layers.models import Agency, PackageList, PackageListEntry, ServicePackage


def load_vocabulary(sources: dict[str, int]) -> list[Outcome]:
    """Add agencies and packages; `sources` gives the id of each source by its code."""
    content = read_json("vocab/packages.json")
    lists = content["lists"]
    return [
        add_missing(
            Agency, [Agency(**row) for row in read_json("vocab/agencies.json")], key=["code"]
        ),
        add_missing(
            ServicePackage, [ServicePackage(**row) for row in content["packages"]], key=["code"]
        ),
        add_missing(PackageList, [package_list(row, sources) for row in lists], key=["code"]),
        add_missing(
            PackageListEntry,
            [entry for row in lists for entry in entries(row)],
            key=["package_list_id", "package_id"],
        ),
    ]


def package_list(row: dict, sources: dict[str, int]) -> PackageList:
    return PackageList(
        code=row["code"],
        title_fa=row["title_fa"],
        title_en=row["title_en"],
        source_id=sources[row["source"]],
        is_default=row["is_default"],
    )


def entries(row: dict) -> list[PackageListEntry]:
    return [
        PackageListEntry(
            package_list_id=row["code"], package_id=package, position=position, wording_fa=wording
        )
        for position, (package, wording) in enumerate(row["entries"], start=1)
    ]
