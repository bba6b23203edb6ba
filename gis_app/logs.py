"""This file keeps the log readable: refusals take one line, our own mistakes are told whole."""

import logging

FIRST_OF_OUR_MISTAKES = 500


class TracebackOfOurMistakesOnly(logging.Filter):
    """Takes the traceback off lines about answers below 500, as of a page that is not allowed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", FIRST_OF_OUR_MISTAKES) < FIRST_OF_OUR_MISTAKES:
            record.exc_info = None
            record.exc_text = None
        return True
