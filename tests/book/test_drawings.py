"""Charts are drawn alike on every machine, whatever its fonts."""

import json
import re
from pathlib import Path

from claimbook.builder.drawings import Drawings


def test_a_picture_is_the_same_whatever_fonts_the_machine_has(tmp_path: Path):
    """A browser brings a font of the same name as the engine's, in which this label is two pixels wider."""
    label = {"labelFont": "Liberation Sans", "labelFontSize": 12}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json",
        "data": {"values": [{"value": "111 of 1,000 births"}]},
        "mark": "point",
        "encoding": {"y": {"field": "value", "axis": label}},
    }
    with Drawings(tmp_path) as pictures:
        assert re.search(r' width="([0-9.]+)"', pictures.svg(json.dumps(chart)))[1] == "150"
