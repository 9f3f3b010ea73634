"""Copy the whole project, so that a test may change its code and chapters."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from support.paths import ROOT

COPIED = ("claimbook", "chapters", "_toc.yml", "_config.yml", "requirements.txt", "pyproject.toml")


class ProjectCopy:
    """A copy of the project with an environment that runs its code.

    Attributes
    ----------
    folder : Path
    """

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, folder / name)
        # An environment of its own: kernels are isolated, so that no variable could point them to the copy.
        own = folder / ".venv"
        venv.EnvBuilder(symlinks=True, with_pip=False).create(own)
        libraries = Path(sysconfig.get_path("purelib"))
        within = own / libraries.relative_to(sys.prefix)
        within.joinpath("copy.pth").write_text(f"{folder}\n{libraries}\n", "utf-8")
        (own / "share").mkdir(exist_ok=True)
        (own / "share" / "jupyter").symlink_to(Path(sys.prefix) / "share" / "jupyter")
        self.python = own / "bin" / "python"

    def run(self, *arguments: str, fails: bool = False) -> str:
        """Run the copy's ``claimbook`` and return what it prints."""
        result = subprocess.run(
            [self.python, "-m", "claimbook", *arguments], cwd=self.folder, capture_output=True, text=True, timeout=300
        )
        assert (result.returncode != 0) == fails, result.stdout + result.stderr
        return result.stdout + result.stderr

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text in a file of the copy."""
        file = self.folder / path
        text = file.read_text("utf-8")
        assert old in text, f"{path} no longer holds {old!r}"
        file.write_text(text.replace(old, new, 1), "utf-8")
