"""The launcher: `streamlit run app/main.py` from any folder."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402  (the path comes first)

from app.live.routes import live_routes, warm_up  # noqa: E402

warm_up()
app = st.App(ROOT / "app" / "shell.py", routes=live_routes())
