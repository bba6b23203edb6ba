"""This file names the mistakes that end an import: one small exception for each."""

from layers.sandbox.errors import JobError


class ImportMistake(JobError):
    """Ends an import, in the sandbox or outside."""


class FileTooBig(ImportMistake):
    code = "file_too_big"


class EmptyFile(ImportMistake):
    code = "empty_file"


class UnreadableFile(ImportMistake):
    code = "unreadable_file"


class UnknownFormat(ImportMistake):
    code = "unknown_format"


class NotUtf8(ImportMistake):
    code = "not_utf8"


class NotJson(ImportMistake):
    code = "not_json"


class JsonTooDeep(ImportMistake):
    code = "json_too_deep"


class NotGeoJson(ImportMistake):
    code = "not_geojson"


class NoFeatures(ImportMistake):
    code = "no_features"


class TooManyFeatures(ImportMistake):
    code = "too_many_features"


class TooManyVertices(ImportMistake):
    code = "too_many_vertices"


class CrsUnknown(ImportMistake):
    code = "crs_unknown"


class NotZip(ImportMistake):
    code = "not_zip"


class ArchiveDamaged(ImportMistake):
    code = "archive_damaged"


class ArchiveLocked(ImportMistake):
    code = "archive_locked"


class ArchiveTooFull(ImportMistake):
    code = "archive_too_full"


class ArchiveTooBig(ImportMistake):
    code = "archive_too_big"


class ArchiveBomb(ImportMistake):
    code = "archive_bomb"


class ArchiveBadName(ImportMistake):
    code = "archive_bad_name"


class ArchiveLink(ImportMistake):
    code = "archive_link"


class NoShapefile(ImportMistake):
    code = "no_shapefile"


class ManyShapefiles(ImportMistake):
    code = "many_shapefiles"


class PartMissing(ImportMistake):
    code = "part_missing"


class NotShapefile(ImportMistake):
    code = "not_shapefile"


class LooksSwapped(ImportMistake):
    code = "looks_swapped"


class LooksProjected(ImportMistake):
    code = "looks_projected"


class LooksLikeDegrees(ImportMistake):
    code = "looks_like_degrees"


class AlreadyLoaded(ImportMistake):
    code = "already_loaded"


class GroundChanged(ImportMistake):
    code = "ground_changed"


class BadMapping(ImportMistake):
    code = "bad_mapping"


class MappingNotThere(ImportMistake):
    code = "mapping_not_there"


class MappingNotUtf8(ImportMistake):
    code = "mapping_not_utf8"


class MappingTooBig(ImportMistake):
    code = "mapping_too_big"


class DatabaseRefused(ImportMistake):
    code = "database_refused"
