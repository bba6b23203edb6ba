"""This file keeps the log readable: one line per refusal, full tracebacks for our own errors."""

import logging

FIRST_OF_OUR_MISTAKES = 500


class TracebackOfOurMistakesOnly(logging.Filter):
    """Removes the traceback from log lines about answers below 500, such as a forbidden page."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", FIRST_OF_OUR_MISTAKES) < FIRST_OF_OUR_MISTAKES:
            record.exc_info = None
            record.exc_text = None
        return True
