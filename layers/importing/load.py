"""This file writes an import plan into the database in one transaction."""

from datetime import date
from typing import Any

import pghistory
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from layers.catalogue import layer as layer_called
from layers.db import Lock, wait_for
from layers.editions.codes import free_edition_code
from layers.editions.write import BATCH_ROWS, NewArea, write_areas
from layers.geos import to_django
from layers.importing.findings import Finding, find, worst_first
from layers.importing.lineage import reason, refuse_other_ground
from layers.importing.request import AreaDraft, ImportRequest, PlaceDraft, Plan
from layers.messages import Digits
from layers.models import Area, AreaCode, Edition, ImportRun, Level, Lineage
from layers.publishing.publish import publish
from layers.sandbox.errors import JobError
from persian.names import folded_names


def earlier_run(request: ImportRequest, file_sha256: str) -> ImportRun | None:
    """The earlier run that loaded the same bytes into this layer from this source, if any.

    A run whose edition was deleted does not count.
    """
    runs = ImportRun.objects.filter(
        layer=request.layer,
        source=request.source,
        file_sha256=file_sha256,
        outcome=ImportRun.Outcome.COMMITTED,
    )
    if request.target.level is not None:
        runs = runs.exclude(edition=None)
    return runs.first()


def refuse_second_time(request: ImportRequest, file_sha256: str) -> None:
    """Raise JobError "already_loaded" with the day of the first time."""
    run = None if request.again else earlier_run(request, file_sha256)
    if run is None:
        return
    raise JobError(
        "already_loaded",
        day=timezone.localdate(run.started_at),
        rows=run.rows_written,
        run=Digits(run.pk),
    )


def load(plan: Plan, request: ImportRequest) -> ImportRun:
    """Write the plan's drafts, publish the layer and record the run, in one transaction.

    Raises JobError: already_loaded, ground_changed, or database_refused if a database constraint
    fails. Each leaves everything unchanged.
    """
    try:
        with transaction.atomic(), pghistory.context(import_sha256=plan.file_sha256):
            wait_for(Lock.LOADING)
            refuse_second_time(request, plan.file_sha256)
            edition = _write(plan, request)
            # Check deferred constraints here, while the error can still be reported.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            publish([request.layer], _provinces(plan))
            return record(plan, request, ImportRun.Outcome.COMMITTED, edition=edition)
    except DatabaseError as error:
        raise JobError("database_refused", reason=str(error).splitlines()[0]) from error


def record(
    plan: Plan,
    request: ImportRequest,
    outcome: ImportRun.Outcome,
    *,
    edition: Edition | None = None,
) -> ImportRun:
    """Record what was read and found, whatever the outcome."""
    return ImportRun.objects.create(
        layer=request.layer,
        source=request.source,
        edition=edition or request.edition,
        file_name=_short_name(request.file_name),
        file_sha256=plan.file_sha256,
        outcome=outcome,
        rows_read=plan.rows_read,
        rows_written=len(plan.drafts) if outcome == ImportRun.Outcome.COMMITTED else 0,
        mapping={"columns": plan.columns, "codes": plan.codes},
        findings=_kept(plan.findings, request.limits.stored_findings),
    )


def _write(plan: Plan, request: ImportRequest) -> Edition | None:
    areas = [draft for draft in plan.drafts if isinstance(draft, AreaDraft)]
    places = [draft for draft in plan.drafts if isinstance(draft, PlaceDraft)]
    if request.target.level is None:
        _write_places(places, request)
        return None
    refuse_other_ground(areas, request, plan.before)
    edition = _edition_for(areas, request)
    if edition.level == Level.PROVINCE:
        AreaCode.objects.get_or_create(code="IR", level=Level.COUNTRY)
    write_areas(edition, (_new_area(draft, request) for draft in areas))
    _write_lineage(plan, edition)
    return edition


def _provinces(plan: Plan) -> list[str]:
    found = {
        draft.province_code if isinstance(draft, AreaDraft) else draft.values["province_code"]
        for draft in plan.drafts
    }
    return sorted(found)


def _edition_for(areas: list[AreaDraft], request: ImportRequest) -> Edition:
    provinces = sorted({draft.province_code for draft in areas})
    edition = request.edition
    if edition is None:
        return _new_edition(provinces, request)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    joined = sorted({*edition.provinces, *provinces})
    if joined != edition.provinces:
        edition.provinces = joined
        edition.save(update_fields=["provinces"])
    return edition


def _new_edition(provinces: list[str], request: ImportRequest) -> Edition:
    level = request.target.level
    assert level is not None
    title_fa, title_en = default_titles(provinces, request)
    return Edition.objects.create(
        code=free_edition_code(_wished_code(provinces, request)),
        level=level,
        title_fa=request.title_fa or title_fa,
        title_en=request.title_en or title_en,
        provinces=provinces,
        in_force_from=request.in_force_from,
        source=request.source,
        synthetic=_is_synthetic(request),
    )


def default_titles(provinces: list[str], request: ImportRequest) -> tuple[str, str]:
    """«شهرستان‌ها: تهران (OpenStreetMap)» and its English, cut to the column's length."""
    spec = layer_called(request.layer)
    known = Area.objects.filter(level=Level.PROVINCE, code__in=provinces, synthetic=False)
    published = known.filter(edition__is_published=True, edition__synthetic=False)
    names = published.order_by("code", "-pk").distinct("code")
    places = [(area.name_fa, area.name_en) for area in names[:4]] if len(provinces) < 4 else []
    fa = "، ".join(name for name, _ in places)
    en = ", ".join(name for _, name in places)
    source = request.source
    return (
        f"{spec.title.fa}{f': {fa}' if fa else ''} ({source.title_fa})"[:200],
        f"{spec.title.en}{f': {en}' if en else ''} ({source.title_en})"[:200],
    )


def _wished_code(provinces: list[str], request: ImportRequest) -> str:
    """A slug of layer, provinces and day."""
    where = "-".join(provinces) if len(provinces) < 4 else "iran"
    return f"{request.layer}-{where}-{request.in_force_from:%Y%m%d}"[:50]


def _write_lineage(plan: Plan, edition: Edition) -> None:
    ids = dict(edition.area_set.values_list("code", "pk"))
    rows = [
        Lineage(
            before_id=descent.before,
            after_id=ids[descent.after],
            kind=descent.kind,
            reason_fa=reason(descent).fa,
            reason_en=reason(descent).en,
        )
        for descent in plan.lineage
    ]
    Lineage.objects.bulk_create(rows, batch_size=BATCH_ROWS)


def _new_area(draft: AreaDraft, request: ImportRequest) -> NewArea:
    assert draft.anchor is not None
    return NewArea(
        code=draft.code,
        parent_code=draft.parent_code,
        province_code=draft.province_code,
        county_code=draft.county_code,
        name_fa=draft.name_fa,
        name_en=draft.name_en,
        boundary=draft.boundary,
        anchor=draft.anchor,
        settlement_type=draft.row.values.get("settlement_type", ""),
        **_provenance(draft.row.values, request),
    )


def _write_places(places: list[PlaceDraft], request: ImportRequest) -> None:
    model = request.target.model
    assert model is not None
    rows = []
    for draft in places:
        values = {name: value for name, value in draft.values.items() if name not in ("as_of",)}
        if "agency" in values:
            values["agency_id"] = values.pop("agency")
        values |= _provenance(draft.row.values, request)
        folded = folded_names(values["name_fa"], values.get("name_en", ""))
        rows.append(model(**values, name_folded=folded, location=to_django(draft.location)))
    model._default_manager.bulk_create(rows, batch_size=BATCH_ROWS)


def _provenance(values: dict[str, Any], request: ImportRequest) -> dict[str, Any]:
    as_of: date | None = values.get("as_of")
    return {
        "source": request.source,
        "as_of": as_of or request.source.published_on,
        "synthetic": bool(values.get("synthetic")) or _is_synthetic(request),
    }


def _is_synthetic(request: ImportRequest) -> bool:
    return request.synthetic or request.source.synthetic


def _short_name(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8").replace("\0", "")[-255:]


def _kept(findings: list[Finding], most: int) -> list[dict[str, Any]]:
    kept = [found.as_json() for found in worst_first(findings)[:most]]
    if len(findings) > most:
        kept.append(find("findings_cut", most=most, all=len(findings)).as_json())
    return kept
