"""The door: `python -m bot` is `relay`."""

from handlers.cli import main

main()
