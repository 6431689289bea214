"""The command line: `diaban …`, `./run …` or `python -m diaban …`."""

from diaban.web.commands.entry import main

if __name__ == "__main__":
    main()
