"""Each failure of set-up is recognised from what the tools print, and told with a remedy."""

import errno

import pytest
from scripts.bootstrap.faults import (
    FAULTS,
    SetupError,
    diagnose_os_error,
    diagnose_output,
    tell,
)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk_full"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk_full"),
        ("npm error code ENOSPC", "disk_full"),
        ("[Errno 122] Disk quota exceeded", "disk_full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "wrong_hash"),
        ("  cause: Hash mismatch for `numpy==2.4.6`", "wrong_hash"),
        ("npm error code EINTEGRITY", "wrong_hash"),
        ("error: Permission denied (os error 13)", "no_permission"),
        ("npm error code EACCES", "no_permission"),
        ("[Errno 30] Read-only file system: '.venv'", "no_permission"),
        ("dns error: failed to lookup address information", "network"),
        ("NewConnectionError: Failed to establish a new connection", "network"),
        ("npm error code ENOTFOUND", "network"),
        ("npm error code E503", "network"),
        ("SSLError: certificate verify failed", "network"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "unsupported_machine"),
        ("because numpy==2.4.6 has no usable wheels", "unsupported_machine"),
        ("The virtual environment was not created: ensurepip is not available", "no_venv"),
        ("/usr/bin/python3: No module named pip", "no_venv"),
        ("Segmentation fault", "unexpected"),
    ],
)
def test_what_a_tool_printed_betrays_the_fault(printed: str, kind: str) -> None:
    assert diagnose_output(f"Resolved 26 packages\n{printed}\n") == kind


def test_a_machine_off_the_network_is_not_taken_for_one_without_wheels() -> None:
    printed = (
        "WARNING: Retrying after connection broken by 'NewConnectionError'\n"
        "ERROR: Could not find a version that satisfies the requirement numpy (versions: none)\n"
        "ERROR: No matching distribution found for numpy==2.4.6\n"
    )
    assert diagnose_output(printed) == "network"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EACCES, "no_permission"),
        (errno.EPERM, "no_permission"),
        (errno.EROFS, "no_permission"),
        (errno.EIO, "unexpected"),
    ],
)
def test_an_error_of_the_system_betrays_the_fault(number: int, kind: str) -> None:
    assert diagnose_os_error(OSError(number, "text")).kind == kind


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_is_told_in_both_languages_with_a_remedy_and_its_code(kind: str) -> None:
    text = tell(SetupError(kind))
    fault = FAULTS[kind]
    assert f"Lỗi: {fault.vi}\n  Cách sửa: {fault.vi_remedy}\n" in text
    assert f"Error: {fault.en}\n  Remedy: {fault.en_remedy}\n" in text
    assert f"exit code {fault.exit_code}" in text


def test_no_two_faults_share_an_exit_code_and_none_is_success() -> None:
    codes = [fault.exit_code for fault in FAULTS.values()]
    assert len(set(codes)) == len(codes)
    assert 0 not in codes
    assert 71 not in codes, "kept for a Python that is too old"


def test_only_the_last_lines_of_a_long_output_are_shown() -> None:
    text = tell(SetupError("unexpected", "\n".join(f"line {n}" for n in range(100))))
    assert "  | line 99" in text
    assert "line 84\n" not in text
