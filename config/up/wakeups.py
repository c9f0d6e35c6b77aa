"""How does the supervisor sleep until something happens?"""

import os
import select
import signal
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """Somebody asked for the end: Ctrl-C, `kill`, or a closed terminal."""


class Wakeups:
    """Turns signals into the end of a wait: a child that died, or the wish to stop."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self.writer, False)
        signal.set_wakeup_fd(self.writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in STOPPING:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # ignored under nohup
                signal.signal(number, self._stop)

    def wait(self, seconds: float) -> None:
        """Until a signal arrives, or so long. Raises Stop when it is time to go."""
        select.select([self.reader], [], [], seconds)
        try:
            os.read(self.reader, 4096)
        except BlockingIOError:
            return

    def ignore_further(self) -> None:
        """Once the end has begun it is not begun again."""
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise Stop
