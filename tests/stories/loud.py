"""Relay as somebody runs it who looks for a fault: every library it is made of says all that it can say."""

import logging

import handlers.cli
from handlers import logs

configure = logs.configure


def loudly(level: str) -> None:
    """As it is configured, but that no library is held back."""
    configure(level)
    logging.root.setLevel(logging.DEBUG)
    # it holds itself back, whatever the root says
    logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)


if __name__ == "__main__":
    logs.configure = loudly
    handlers.cli.main()
