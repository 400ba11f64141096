"""The door: `python -m bot` is `relay`."""

import gc

gc.disable()  # what is imported stays; to look through it for waste, again and again, was a fifth of every start

from handlers.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
