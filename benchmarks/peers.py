"""This library beside other engines: `python benchmarks/peers.py [--households 100000] [--repeat 5]`; see `peers/command.py`."""

import sys

from peers.command import main

if __name__ == "__main__":
    sys.exit(main())
