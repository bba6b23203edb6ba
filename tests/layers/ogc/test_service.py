"""This file tests the documents of the service, their pages, and what it refuses."""

import json
import re
from html import unescape
from typing import Any

import pytest
import shapely
from django.test import Client

from gis_app.kinds import DOWNLOAD, PAGE, kind_of
from layers.catalogue import layers
from layers.ogc.conformance import CLASSES
from tests.layers.ogc.asking import address, exported, linked, page, path_of

pytestmark = pytest.mark.django_db
DOCUMENTS = [
    "/ogc/",
    "/ogc/conformance",
    "/ogc/api",
    "/ogc/collections",
    "/ogc/collections/schools",
    "/ogc/collections/schools/queryables",
    "/ogc/collections/schools/items",
    "/ogc/collections/provinces/items/23",
    "/ogc/collections/target_areas/items",
]
CRS = "http://www.opengis.net/def/crs/"


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_document_is_data_and_a_page_in_both_languages(client: Client, path: str) -> None:
    data = client.get(path)
    assert "json" in data["Content-Type"]
    assert client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})["Content-Type"].startswith(
        "text/html"
    )
    assert client.get(f"{path}?f=json", headers={"Accept": "text/html"}).json().keys() == (
        data.json().keys()
    )
    persian = client.get(f"{path}?f=html").content.decode()
    english = client.get(f"{path}?f=html&lang=en").content.decode()
    assert '<html lang="fa">' in persian
    assert '<html lang="en">' in english
    heading = re.search(r"<h1.*?>(.*?)</h1>", english, re.S).group(1)
    assert f"{heading}</h1>" not in persian
    [other] = re.findall(r'href="([^"]+)" lang="en" hreflang="en"', persian)
    assert f'<h1 class="headline">{heading}' in client.get(unescape(other)).content.decode()
    if "links" in data.json():
        assert linked(data.json(), "self") == path
        assert client.get(linked(data.json(), "alternate")).status_code == 200


def test_every_link_of_the_documents_leads_somewhere(client: Client) -> None:
    seen: set[str] = set()
    waiting = ["/ogc/"]
    while waiting:
        path = waiting.pop()
        if path in seen or "/ogc/" not in path:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if "json" in answer["Content-Type"] and "items" not in path:
            found = re.findall(r'"href": "http://testserver([^"]+)"', answer.content.decode())
            waiting += found
    assert len(seen) > 5 * len(layers())


def test_the_landing_page_names_what_the_standard_asks_for(client: Client) -> None:
    body = client.get("/ogc/").json()
    rels = {link["rel"] for link in body["links"]}
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= rels
    assert client.get("/ogc/conformance").json()["conformsTo"] == list(CLASSES)


def test_collections_are_the_layers_of_the_catalogue(client: Client) -> None:
    body = client.get("/ogc/collections").json()
    assert [each["id"] for each in body["collections"]] == [spec.id for spec in layers()]
    for each in body["collections"]:
        assert each["storageCrs"] == each["crs"][0] == f"{CRS}OGC/1.3/CRS84"
        assert f"{CRS}EPSG/0/32639" in each["crs"]
        assert each == client.get(f"/ogc/collections/{each['id']}").json()


def test_the_extent_is_that_of_the_features(client: Client) -> None:
    for each in client.get("/ogc/collections").json()["collections"]:
        if each["restricted"]:
            continue
        shapes = [
            shapely.geometry.shape(feature["geometry"])
            for feature in exported(client, each["id"])
            if feature["geometry"]
        ]
        bounds = shapely.total_bounds(shapes)
        told = each["extent"]["spatial"]["bbox"][0]
        assert told == pytest.approx(list(bounds), abs=2e-4), each["id"]
        assert told[0] <= bounds[0]
        assert told[3] >= bounds[3]
        assert client.get(f"/tiles/{each['id']}.json").json()["bounds"] == told


def test_the_extent_of_an_edition_is_its_own(client: Client) -> None:
    described = client.get("/tiles/neighbourhoods.json?edition=demo-alborz-55").json()
    of_all = client.get("/tiles/neighbourhoods.json").json()["bounds"]
    west, south, east, north = described["bounds"]
    assert of_all[0] <= west < east < of_all[2]
    assert of_all[1] <= south < north <= of_all[3]


def test_queryables_are_the_fields_of_the_layer(client: Client) -> None:
    for spec in layers():
        answer = client.get(f"/ogc/collections/{spec.id}/queryables")
        assert answer["Content-Type"] == "application/schema+json"
        assert list(answer.json()["properties"]) == [
            "geometry",
            *(field.name for field in spec.fields),
        ]


def test_every_declared_type_is_that_of_the_values(client: Client) -> None:
    types = {"string": str, "number": (int, float), "boolean": bool}
    for spec in layers():
        told = client.get(f"/ogc/collections/{spec.id}/queryables").json()["properties"]
        for feature in page(client, spec.id, limit=200)["features"]:
            for name, value in feature["properties"].items():
                if value is not None and name in told:
                    assert isinstance(value, types[told[name]["type"]]), (spec.id, name, value)
        for name in told:
            if name != "geometry":
                # Filters and orders on every property reach the database with the right type.
                assert page(client, spec.id, filter=f"{name} IS NULL", sortby=name, limit=1)
                pages = page(client, spec.id, sortby=f"-{name}", limit=1)
                following = linked(pages, "next")
                assert not following or client.get(following).status_code == 200, (spec.id, name)


def test_the_description_is_complete(client: Client) -> None:
    answer = client.get("/ogc/api")
    assert answer["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    body = answer.json()
    assert body["openapi"].startswith("3.0.")
    text = json.dumps(body)
    for name in re.findall(r'"\$ref": "#/([^"]+)"', text):
        found: Any = body
        for part in name.split("/"):
            found = found[part]
    for path, methods in body["paths"].items():
        filled = path.replace("{collectionId}", "provinces").replace("{featureId}", "23")
        assert client.get(f"/ogc{filled}").status_code == 200, path
        assert {"200", "400", "404", "405"} <= set(methods["get"]["responses"])
        for parameter in methods["get"]["parameters"]:
            name = parameter["$ref"].rpartition("/")[2]
            if name in ("collectionId", "featureId"):
                continue
            doubled = client.get(f"/ogc{filled}?{name}=x&{name}=x")
            assert doubled.status_code == 400, (path, name)
            assert doubled.json()["parameter"] == name


BAD = [
    ("limit=0", "limit"),
    ("limit=-1", "limit"),
    ("limit=ten", "limit"),
    ("limit=1e3", "limit"),
    (f"limit={'9' * 30}", "limit"),
    ("limit=5&limit=6", "limit"),
    ("limit=", "limit"),
    ("where=1", "where"),
    ("indicator=population", "indicator"),
    ("filter-lang=cql2-json&filter=synthetic=TRUE", "filter-lang"),
    ("filter-lang=cql2-text", "filter-lang"),
    (f"filter-crs={CRS}OGC/1.3/CRS84", "filter-crs"),
    ("filter-crs=EPSG:9999&filter=synthetic=TRUE", "filter-crs"),
    ("bbox=1,2,3", "bbox"),
    ("bbox=1,2,3,4,5", "bbox"),
    ("bbox=a,b,c,d", "bbox"),
    ("bbox=52,36,51,35", "bbox"),
    ("bbox=nan,1,2,3", "bbox"),
    ("bbox=-inf,1,2,3", "bbox"),
    ("bbox=51,35,51,36", "bbox"),
    ("bbox=51,35,1e300,36", "bbox"),
    (f"bbox=1,2,1e300,4&bbox-crs={CRS}EPSG/0/32639", "bbox"),
    (f"bbox-crs={CRS}EPSG/0/32639", "bbox-crs"),
    ("bbox=51,35,52,36&bbox-crs=EPSG:4326", "bbox-crs"),
    ("crs=EPSG:3857", "crs"),
    (f"crs={CRS}EPSG/0/2058", "crs"),
    ("datetime=yesterday", "datetime"),
    ("datetime=2024-01-01/2024-02-01/2024-03-01", "datetime"),
    ("datetime=..", "datetime"),
    ("properties=code,hidden", "properties"),
    ("properties=", "properties"),
    ("sortby=hidden", "sortby"),
    ("sortby=code,-code", "sortby"),
    ("sortby=code,name_fa,name_en,province,county,synthetic", "sortby"),
    ("sortby=name_fa;DROP", "sortby"),
    ("token=abc", "token"),
    ("token=WyIxMDAiLDE5Mjg5LGZhbHNlXQ:forged", "token"),
    ("f=xml", "f"),
    ("lang=de", "lang"),
    ("f=json%00", "f"),
]


@pytest.mark.parametrize(("query", "parameter"), BAD, ids=[query for query, _ in BAD])
def test_a_wrong_parameter_is_named(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/ogc/collections/places/items?{query}")
    assert answer.status_code == 400, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["parameter"] == parameter
    assert re.search("[آ-ی]", told["detail_fa"])
    assert not re.search("[آ-ی]", told["detail"].replace("آباد", ""))


def test_a_token_of_another_list_is_refused(client: Client) -> None:
    following = linked(page(client, "places", limit=2, sortby="name_fa"), "next")
    for changed in (
        following.replace("/places/", "/schools/"),
        following.replace("sortby=name_fa", "sortby=name_en"),
        f"{following}&filter=synthetic%3DTRUE",
        following[:-1],
    ):
        answer = client.get(changed)
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "token"


def test_a_limit_beyond_the_largest_gives_the_largest_page(client: Client) -> None:
    body = page(client, "blocks", limit=50_000)
    assert body["numberReturned"] == 10_000
    assert linked(body, "next")
    shown = client.get("/ogc/collections/blocks/items?limit=50000&f=html").content.decode()
    assert shown.count("<tr>") == 501
    assert 'rel="next"' in shown


TIMES = ["2024-01-01T00:00:00Z", "2024-01-01/..", "../2024-01-01", "2024-01-01"]


@pytest.mark.parametrize("value", TIMES)
def test_a_time_leaves_nothing_out(client: Client, value: str) -> None:
    assert page(client, "provinces", datetime=value)["numberMatched"] == 31


def test_other_methods_are_refused_in_words(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in DOCUMENTS:
        for method in ("post", "put", "patch", "delete", "trace", "options"):
            answer = getattr(strict, method)(path)
            assert answer.status_code == 405, (method, path)
            assert answer["Allow"] == "GET, HEAD"
            assert answer.json()["detail_fa"]


def test_head_and_a_current_copy_cost_no_body(client: Client) -> None:
    path = address("provinces", limit=5)
    got, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert not head.content
    assert head["Content-Length"] == got["Content-Length"]
    assert head["ETag"] == got["ETag"]
    again = client.get(path, headers={"If-None-Match": got["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert got["Access-Control-Allow-Origin"] == "*"
    assert got["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Accept" in got["Vary"]
    assert client.get(address("provinces", limit=6))["ETag"] != got["ETag"]


def test_addresses_are_those_of_the_proxy_in_front(settings: Any, client: Client) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["atlas.example"]
    answer = client.get(
        address("provinces", limit=2),
        headers={"Host": "atlas.example", "X-Forwarded-Proto": "https"},
    )
    for link in answer.json()["links"]:
        assert link["href"].startswith("https://atlas.example/ogc/"), link


def test_pages_of_features_wait_with_downloads_and_documents_with_pages() -> None:
    for path in ("/ogc/collections/schools/items", "/ogc/collections/schools/items/x"):
        assert kind_of("GET", path) is DOWNLOAD
    for path in ("/ogc/", "/ogc/api", "/ogc/collections", "/ogc/collections/items"):
        assert kind_of("GET", path) is PAGE


def test_unknown_layers_and_addresses_are_404_in_words(client: Client) -> None:
    for path in ("collections/nothing", "collections/nothing/items", "nothing", "collections/x/y"):
        answer = client.get(f"/ogc/{path}")
        assert answer.status_code == 404
        assert answer.json()["detail_fa"]
        page_of_it = client.get(f"/ogc/{path}", headers={"Accept": "text/html"})
        assert page_of_it.status_code == 404
        assert page_of_it["Content-Type"].startswith("text/html")


def test_a_page_of_features_says_withheld_values_with_a_dash(client: Client) -> None:
    found = client.get("/ogc/collections/schools/items?f=html&limit=50&filter=pupils IS NULL")
    assert found.status_code == 200
    assert "—" in found.content.decode()
    assert path_of("http://x/a?b") == "/a?b"


def test_a_year_on_a_page_is_no_amount(client: Client) -> None:
    address = "/ogc/collections/neighbourhoods/items?f=html&limit=1&indicator=uninsured"
    page = client.get(address).content.decode()
    assert "۱۴۰۴" in page
    assert "۱٬۴۰۴" not in page
    assert "مرز نمونه (ساختگی)" in page
