"""`relay` with a lease of so many seconds and half as long a timeout: `python -m tests.torture.hasty 5 run`."""

import sys
from datetime import timedelta

import bot.sending
import handlers.cli


def main() -> None:
    seconds = float(sys.argv.pop(1))
    bot.sending.LEASE = timedelta(seconds=seconds)
    bot.sending.HTTP_TIMEOUT = timedelta(seconds=max(1, seconds // 2))
    handlers.cli.main()


if __name__ == "__main__":
    main()
