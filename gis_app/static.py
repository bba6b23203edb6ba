"""This file names static files when they are collected."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names contain a hash of the content, also inside ES module imports."""

    support_js_module_import_aggregation = True

    @cache  # noqa: B019 (one storage lives as long as the process)
    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, cached: a page names some seventy unchanging files."""
        return str(super().url(name, force))
