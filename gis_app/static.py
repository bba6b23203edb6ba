"""This file says how static files are named when they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names carry a hash of the content, also inside ES module imports."""

    support_js_module_import_aggregation = True
