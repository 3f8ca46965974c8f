"""Where this installation keeps what it makes: readable without loading the settings."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FENBO_VAR", BASE_DIR / "var")).resolve()
CLUSTER = VAR / "postgres"
