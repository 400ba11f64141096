"""What a process does by itself goes on, whatever the machine's clock does."""

import threading
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from handlers import work

HOUR = timedelta(hours=1)


def test_a_clock_that_is_set_back_stops_no_tick() -> None:
    scheduler, stop = BackgroundScheduler(timezone="UTC"), threading.Event()
    ticked, looked = threading.Event(), threading.Event()
    jobs = [
        scheduler.add_job(act.set, "interval", seconds=seconds)
        for act, seconds in ((ticked, 1), (looked, 60))
    ]
    # as it stands once the clock was set back: both are due when it is as late again
    for job in jobs:
        job.modify(next_run_time=datetime.now(UTC) + HOUR)
    scheduler.start()
    going_on = threading.Thread(target=work.goes_on, args=(scheduler, stop))
    going_on.start()
    try:
        assert ticked.wait(10)
        assert looked.wait(10)
    finally:
        stop.set()
        going_on.join()
        scheduler.shutdown()


def test_what_waits_no_longer_than_it_should_is_left_alone() -> None:
    scheduler, stop = BackgroundScheduler(timezone="UTC"), threading.Event()
    job = scheduler.add_job(stop.set, "interval", seconds=60)
    scheduler.start(paused=True)
    before = job.next_run_time
    threading.Timer(2.5 * work.EVERY, stop.set).start()
    work.goes_on(scheduler, stop)
    assert job.next_run_time == before
    scheduler.shutdown()
