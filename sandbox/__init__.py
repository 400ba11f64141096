"""A Slack on loopback: Slack's own protocol, a page to try it, a clock that leaps. `python -m sandbox`."""
