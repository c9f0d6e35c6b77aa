"""The only place that knows every app: settings, addresses, processes.

Whatever process begins, this is the first of ours that it loads.
"""

import gc
import os

# So many new objects between two looks for circles among them. Nearly all that a request makes go by themselves, and
# what a start makes stays: at Python's 700, looking is some hundredths of what either costs.
YOUNG = 20_000

gc.set_threshold(YOUNG)

# Threads of the arithmetic's libraries, which look at this when they are loaded. A model's numbers are few: with two
# threads, learning ten labels from a thousand answers took ten seconds of processor instead of one, in waiting.
os.environ.setdefault("OMP_NUM_THREADS", "1")
