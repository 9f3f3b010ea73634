"""A message in a served page can't become a part of it; data that were deleted are watched when they are back."""

import shutil
import threading
import time
from pathlib import Path
from queue import Empty, Queue

from claimbook.builder.serve import Draft, _changes


def test_a_message_can_not_become_part_of_the_page():
    draft = Draft()
    draft.built("<script>alert(1)</script> & more")
    marked = draft.marked(b"<body><p>kept</p></body>").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in marked and marked.startswith("<body><p>kept</p>")
    assert draft.version == 0, "a build that failed shows no other site"


def test_a_folder_that_is_made_anew_is_watched_again(tmp_path: Path):
    data, chapters, seen = tmp_path / "data", tmp_path / "chapters", Queue()
    data.mkdir()
    chapters.mkdir()

    def look() -> None:
        for _ in _changes([data, chapters]):
            seen.put("changed")

    def changes_seen(change) -> bool:
        """Repeat a change until it is seen: watching may begin a moment later."""
        for _ in range(20):
            change()
            try:
                return bool(seen.get(timeout=1))
            except Empty:
                continue
        return False

    threading.Thread(target=look, daemon=True).start()
    assert changes_seen(lambda: (data / "claims.csv").write_text(str(time.time()), "utf-8"))
    shutil.rmtree(data)
    assert seen.get(timeout=10)
    time.sleep(1.5)
    data.mkdir()
    assert seen.get(timeout=10)
    while not seen.empty():
        seen.get()
    assert changes_seen(lambda: (data / "claims.csv").write_text(str(time.time()), "utf-8"))
