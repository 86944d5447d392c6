"""``python -m humiao`` is the command line."""

from humiao.cli import main

main()
