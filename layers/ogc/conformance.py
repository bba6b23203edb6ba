"""This file lists the parts of the standards that are kept, each of them tested.

Sorting and the selection of properties work, but their parts of the standard are drafts.
"""

FEATURES = "http://www.opengis.net/spec/ogcapi-features-"
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
CLASSES = (
    f"{FEATURES}1/1.0/conf/core",
    f"{FEATURES}1/1.0/conf/geojson",
    f"{FEATURES}1/1.0/conf/html",
    f"{FEATURES}1/1.0/conf/oas30",
    f"{FEATURES}2/1.0/conf/crs",
    f"{FEATURES}3/1.0/conf/queryables",
    f"{FEATURES}3/1.0/conf/filter",
    f"{FEATURES}3/1.0/conf/features-filter",
    f"{CQL2}cql2-text",
    f"{CQL2}basic-cql2",
    f"{CQL2}advanced-comparison-operators",
    f"{CQL2}case-insensitive-comparison",
    f"{CQL2}basic-spatial-functions",
)
