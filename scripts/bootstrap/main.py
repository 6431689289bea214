"""What `./run` does: set up whatever is missing, then hand over to the command."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .browser_files import fetch_browser_files
from .environment import bring_environment_up_to_date
from .faults import SetupError, diagnose_os_error, tell
from .programs import Toolbox, clean_environment
from .progress import Progress
from .stamp import BROWSER_LOCK, RUN_LOCK, TEST_LOCK, Project, mark_finished

USAGE = """\
./run up                cài đặt, dựng thành phố mẫu, mở trang web
                        install, build the demonstration city, serve it
./run test [...]        cài đặt và chạy mọi bài kiểm thử
                        install and run every test (arguments go to pytest)
./run soak [...]        chạy các bài thử nặng (hàng chục phút)
                        run the heavy proofs (tens of minutes)
./run install [--test]  chỉ cài đặt
                        install only (--test: with what the tests need)
./run COMMAND --help    import, code, lookup, places, export
"""


def main(root: str, arguments: Sequence[str]) -> int:
    """Run one command line; the exit code, unless another program takes the process over."""
    # Some terminals cannot show every letter; a "?" is better there than a traceback.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0
    project = Project(Path(root))
    testing = arguments[0] in ("test", "soak") or list(arguments) == ["install", "--test"]
    failed = set_up(project, TEST_LOCK if testing else RUN_LOCK)
    if failed or arguments[0] == "install":
        return failed
    if arguments[0] == "test":
        os.chdir(project.root)
        return hand_over(project, ["-m", "scripts.run_tests", *arguments[1:]])
    if arguments[0] == "soak":
        os.chdir(project.root)
        os.environ["DIABAN_SOAK"] = "1"
        return hand_over(project, ["-m", "scripts.run_tests", "-m", "soak", *arguments[1:]])
    return hand_over(project, ["-P", "-m", "diaban", *arguments])


def set_up(project: Project, lock: str) -> int:
    """Install what is missing; 0, or the exit code of the fault that was told on stderr."""
    try:
        if not project.is_ready(lock):
            install(project, lock)
    except SetupError as error:
        fault = error
    except KeyboardInterrupt:
        fault = SetupError("interrupted")
    except OSError as error:
        fault = diagnose_os_error(error)
    else:
        return 0
    sys.stderr.write(tell(fault))
    return fault.fault.exit_code


def install(project: Project, lock: str) -> None:
    """Do what is left to do, one process at a time, and stamp it."""
    project.hash_lock(lock)
    with exclusive(project) as lock_fd:
        stamp = project.read_stamp()
        needs_environment = not project.has_environment(stamp, lock)
        needs_browser_files = not project.has_browser_files(stamp)
        steps = 2 * needs_environment + needs_browser_files
        tools = Toolbox(Progress(steps), lock_fd)
        if needs_environment:
            stamp = bring_environment_up_to_date(project, lock, tools)
            project.write_stamp(stamp)
            mark_finished(project)
        if needs_browser_files:
            # Forgotten first: files half copied when a kill came must not pass for whole.
            if stamp.locks.pop(BROWSER_LOCK, None):
                project.write_stamp(stamp)
            stamp.locks[BROWSER_LOCK] = fetch_browser_files(project, tools)
            project.write_stamp(stamp)


@contextmanager
def exclusive(project: Project) -> Iterator[int | None]:
    """Hold the folder's lock, waiting for another set-up that is under way."""
    project.venv.mkdir(exist_ok=True)
    if os.name == "nt":
        yield None
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    with project.lock_file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(
                "Một lần cài đặt khác đang chạy; xin chờ · waiting for another set-up to finish\n"
            )
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def hand_over(project: Project, arguments: Sequence[str]) -> int:
    """Become `.venv`'s Python with `arguments`; its exit code is ours."""
    command = [str(project.python), *arguments]
    if os.name != "nt":  # there, exec would return to the prompt at once
        os.execve(command[0], command, clean_environment())
    return subprocess.call(command, env=clean_environment())
