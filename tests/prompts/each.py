"""One test for many names: thousands of tests take longer to count than to run."""

from collections.abc import Callable, Iterable

Check = Callable[[str], None]


def each(names: Iterable[str]) -> Callable[[Check], Callable[[], None]]:
    """Make of a check of one name a test of them all, which says every name that fails and why."""
    every = list(names)

    def made(check: Check) -> Callable[[], None]:
        def test() -> None:
            assert every
            failures = [failure for name in every if (failure := _failure(check, name))]
            if failures:
                raise ExceptionGroup(check.__name__, failures)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return made


def _failure(check: Check, name: str) -> Exception | None:
    try:
        check(name)
    except Exception as failure:
        failure.add_note(f"of {name}")
        return failure
    return None
