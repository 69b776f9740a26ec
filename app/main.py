"""The launcher: `streamlit run app/main.py` from any folder."""

import os
import sys
from pathlib import Path

# Before numpy is loaded: many people share few cores, and threads that wait for a busy one burn it up. Measured, EM on
# 5,000 points with the other core busy: 50 s of processor time with 2 threads, 4 s with 1.
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402  (the path comes first)
from starlette.middleware import Middleware  # noqa: E402
from streamlit import config, net_util  # noqa: E402

from app.live.channel.connections import raise_file_limit  # noqa: E402
from app.live.channel.document import WithHistory  # noqa: E402
from app.live.channel.guard import Guard  # noqa: E402
from app.live.channel.heap import keep_small  # noqa: E402
from app.live.channel.imports import torch_while_others_compute  # noqa: E402
from app.live.channel.logs import write_json  # noqa: E402
from app.live.channel.routes import live_routes, warm_up  # noqa: E402

OURS = {
    "browser.gatherUsageStats": False,  # else every browser reports to Streamlit's makers
    "runner.magicEnabled": False,  # nothing of ours is shown by standing alone on a line
    "runner.postScriptGC": False,  # heap.py does, for all at once
    "server.fileWatcherType": "none",  # else every session's modules are looked at again and again; see CONTRIBUTING.md
}
for name in OURS:
    if not config.is_manually_set(name):
        config.set_option(name, OURS[name])
config.set_option("global.disableWidgetStateDuplicationWarning", True)  # a default, too: see controls.py
net_util._external_ip = ""  # else a foreign host is asked for it whenever a page of another origin knocks
write_json()
raise_file_limit()
torch_while_others_compute()
warm_up()
keep_small()
SHELL, MIDDLEWARE = ROOT / "app" / "shell.py", [Middleware(Guard), Middleware(WithHistory)]
app = st.App(SHELL, routes=live_routes(), middleware=MIDDLEWARE)
