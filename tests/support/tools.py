"""Programs that others wrote, with which readers open what the book publishes."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

# Node comes with playwright, which the tests need anyway.
NODE = compute_driver_executable()[0]
SOFFICE, RSCRIPT, NPM = map(shutil.which, ("soffice", "Rscript", "npm"))
needs_office = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice was found: the spreadsheets were not opened")
needs_npm = pytest.mark.skipif(NPM is None, reason="no npm was found: the annotations were not read by another program")


def run(*command: str | Path, folder: Path, seconds: int = 120) -> str:
    """Return what a command prints."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


CSV = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"  # commas, quotation marks, UTF-8, days and numbers read


def through_office(path: Path, into: Path) -> str:
    """Return a spreadsheet as LibreOffice saves it after opening it without a screen: CSV with cells as they show."""
    assert SOFFICE is not None
    into.mkdir(parents=True)
    settings = f"-env:UserInstallation={(into / 'settings').as_uri()}"
    opened = [f"--infilter={CSV}"] if path.suffix == ".csv" else []
    run(SOFFICE, settings, "--headless", *opened, "--convert-to", f"csv:{CSV}", "--outdir", into, path, folder=into)
    (saved,) = into.glob("*.csv")
    return saved.read_text("utf-8")


def npm_package(name: str, version: str, sha512: str, into: Path) -> Path:
    """Return the folder of a package of the npm registry, unpacked; the checksum must be the expected one."""
    assert NPM is not None
    into.mkdir(parents=True)
    run(NPM, "pack", f"{name}@{version}", folder=into)
    (archive,) = into.glob("*.tgz")
    assert base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() == sha512
    with tarfile.open(archive) as packed:
        packed.extractall(into)  # its checksum is the expected one
    return into / "package"
