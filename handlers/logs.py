"""Logs: kinds and ids, at every level; never what was written about anybody."""

import logging
import sys
import threading
from contextlib import suppress
from types import TracebackType

import structlog

LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL)


def configure(level: str) -> None:
    """One line an event on standard error, as JSON unless somebody watches."""
    number = logging.getLevelName(level)
    watched = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_locals,
            structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(StandardError()),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[Library()], level=logging.WARNING, force=True)
    # Bolt warns at its start that it has a client beside the environment's token, which is how we mean it;
    # it sets its loggers' levels itself, so that only a filter holds
    logging.getLogger("slack_bolt.App").addFilter(lambda record: record.funcName != "__init__")


def quote_nothing() -> None:
    """Have warnings, and exceptions that nobody catches, be lines of the log too: Python would print their words.

    For a process of our own, from its start to its end, whatever it is configured to later. Ctrl-C stays what it is.
    """
    configure("INFO")
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _uncaught(kind: type[BaseException], failure: BaseException | None, trace: TracebackType | None) -> None:
    if failure is None or issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, failure or kind(), trace)
        return
    structlog.get_logger().error("uncaught", exc_info=failure, thread=threading.current_thread().name)


class StandardError:
    """Standard error as it is when a line is written: a logger lives longer than what stood there at first.

    A line that cannot be written is lost: a full disk ends nobody who sends.
    """

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


class Library(logging.Handler):
    """What a library has to say, without its words: they may quote bodies and parameters."""

    def emit(self, record: logging.LogRecord) -> None:
        failure = record.exc_info[1] if record.exc_info else None
        # structlog knows no levels between the five
        level = max((one for one in LEVELS if one <= record.levelno), default=logging.DEBUG)
        structlog.get_logger().log(
            level, "library", name=record.name, place=record.funcName, exc_info=failure
        )


def _without_locals(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """An exception as its type and places: its text may quote what somebody wrote."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()[1]
    if isinstance(failure, BaseException):
        event["error"] = type(failure).__name__
        event["at"] = _places(failure)
    return event


def _places(failure: BaseException) -> list[str]:
    places = []
    trace = failure.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]
