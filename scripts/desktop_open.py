"""Opens the plan of ``KOSOZU_PLAN`` at the desk, then runs the file of ``KOSOZU_CODE``; QGIS itself runs this."""

import os
import runpy

from qgis.utils import plugins

from kosozu.ui.problems import guarded

guarded(plugins["kosozu"]._desk.session.open)(os.environ["KOSOZU_PLAN"])
if "KOSOZU_CODE" in os.environ:
    runpy.run_path(os.environ["KOSOZU_CODE"])
