"""`python -m voorzieningen.cli`."""

import sys

from voorzieningen.cli import main

if __name__ == "__main__":
    sys.exit(main())
