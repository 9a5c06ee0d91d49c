"""What the log says."""

import logging

from iqies_roles.database import find_database_error, is_database_fault, one_line


class DatabaseFaultFilter(logging.Filter):
    """Names a database fault in one line: a traceback for each request says no more."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_database_fault(error):
            cause = find_database_error(error)
            path = record.request.path if hasattr(record, "request") else ""
            record.msg, record.args = "Database fault: %s: %s", (path, one_line(cause) if cause else "")
            record.exc_info = record.exc_text = None
        return True
