"""Set-up: from a fresh clone to an environment that is exactly the committed locks.

Standard library only, because nothing is installed yet. `main` reads the command;
`stamp` tells whether anything is left to do; `environment` makes `.venv`;
`browser_files` fetches the map library; `programs` runs the tools and `faults` turns
what went wrong into a sentence with a remedy.
"""
