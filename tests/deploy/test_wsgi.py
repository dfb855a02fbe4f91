"""What the web server's process has done before its first visitor."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASKED = "import gc, sys, iconm.wsgi; print(gc.get_freeze_count() > 10_000, 'reporting.dashboards.views.overview' in sys.modules)"


def test_code_is_loaded_and_kept_from_the_collector(tmp_path: Path) -> None:
    environment = {**os.environ, "ICONM_SECRET_KEY": "k" * 50, "ICONM_HTTPS": "0", "ICONM_VAR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["True", "True"]
