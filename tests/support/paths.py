"""Name the places that tests read from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
OUT = ROOT / "_build"
CHAPTERS = ROOT / "chapters"
SPECS = CHAPTERS / "specs"
NOTEBOOKS = sorted(CHAPTERS.glob("*.ipynb"))
MODULES = sorted((ROOT / "claimbook").rglob("*.py"))
INVENTED = ROOT / "tests" / "invented"
SCANNED = ROOT / "tests" / "scanned"
