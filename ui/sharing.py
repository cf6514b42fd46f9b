"""A plan on a share at the desk: back there once the hand rests, on a button and on closing; words for where it is.

The work is :mod:`core.plan.checkout`'s; here it is called from a thread, and told of.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from qgis.core import Qgis
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication

from ..core.errors import KosozuError
from ..core.plan import PlanFile, checkout
from ..gis.words import lang, tr
from .problems import guarded, report, say

if TYPE_CHECKING:
    from .session import Session

REST_MS = 60_000
"""How long the hand rests before the share gets what was written; a share that is away is tried again as often."""
AT_MOST_S = 600
"""How far the share lies behind at most while one paints without a rest."""
START_MS = 5_000
"""After QGIS has come up, what an earlier day could not write is tried again."""


class Sharing(QObject):
    """Checks the session's plan in, where it is on a share."""

    _ended = pyqtSignal(object)
    _sent = pyqtSignal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.behind = False
        """Whether something was written that the share has not got."""
        self._since = 0.0
        self._told = ""
        self._thread: threading.Thread | None = None
        self._sender: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(guarded(self.check_in))
        self._ended.connect(self._end)
        self._sent.connect(self._tell_sent)
        if session.iface is not None:
            QTimer.singleShot(START_MS, self.send_waiting)

    @property
    def out(self) -> checkout.Checkout | None:
        """The working copy at hand; None for a plan that is opened in place, or none."""
        plan = self._session.plan
        return plan.checkout if plan is not None else None

    def begin(self) -> None:
        """A plan was opened."""
        out = self.out
        self._told, self.behind = "", False
        if out is None:
            return
        if out.trouble is not None:
            say(out.trouble.text(lang()))
        if out.continued:
            self.written()

    def written(self) -> None:
        """Something was written to the working copy."""
        if self.out is None:
            return
        if not self.behind:
            self.behind, self._since = True, time.monotonic()
        if time.monotonic() - self._since < AT_MOST_S or not self._timer.isActive():
            self._timer.start(REST_MS)

    def check_in(self) -> None:
        """Bring the share up to date now, in the background."""
        out = self.out
        if out is None or self._is_working():
            return
        self._timer.stop()
        self.behind = False  # from here on what is written comes with the next
        self._thread = threading.Thread(target=self._work, args=(out,), daemon=True)
        self._thread.start()

    def _is_working(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _work(self, out: checkout.Checkout) -> None:
        trouble: Exception | None = None
        done = False
        try:
            done = out.check_in()
        except Exception as error:
            trouble = error
        with contextlib.suppress(RuntimeError):  # QGIS has ended meanwhile
            self._ended.emit((out, done, trouble))

    @guarded
    def _end(self, result: tuple[checkout.Checkout, bool, Exception | None]) -> None:
        out, done, error = result
        session = self._session
        if out is not self.out:
            return
        changed = isinstance(error, KosozuError) and error.code == "PLAN-SHARE-CHANGED"
        if not done and not changed:
            self.behind = True
            self._timer.start(REST_MS)
        code = getattr(error, "code", type(error).__name__) if error is not None else ""
        if error is not None and code != self._told:
            report(error)
        elif done and self._told:
            say(tr("The share is there again, and has everything."), Qgis.MessageLevel.Success, seconds=10)
        self._told = "" if changed else code
        if changed:
            session.moved()
        session.saved.emit(session.saved_at)

    def stop(self) -> None:
        """Before the plan is closed, which checks it in for the last time."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.behind = False

    # What the clock says.

    def words(self) -> str:
        """「保存済み 10:42」, of a plan on a share also what stands there; '' where no plan is open."""
        plan, out = self._session.plan, self.out
        if plan is None:
            return ""
        clock = self._session.saved_at
        if out is None:
            clock = clock or datetime.fromtimestamp(os.stat(plan.path).st_mtime).strftime("%Y-%m-%d %H:%M")
            return tr("Saved {clock}").format(clock=clock)
        shared = _clock(out.shared_at)
        if not self.behind and not self._is_working():
            return tr("Saved {clock} (on the share, too)").format(clock=clock or shared)
        clock = clock or _clock(os.stat(plan.path).st_mtime)
        if self._told:
            text = tr("Saved {clock} (this PC) · the share cannot be written, and has the state of {shared}")
        else:
            text = tr("Saved {clock} (this PC) · on the share {shared}")
        return text.format(clock=clock, shared=shared)

    # What an earlier day has left.

    @guarded
    def send_waiting(self) -> None:
        """Write what could not be written back when a plan was closed, or QGIS ended before; in the background."""
        homes = checkout.waiting()
        if homes and (self._sender is None or not self._sender.is_alive()):
            self._sender = threading.Thread(target=self._send, args=(homes,), daemon=True)
            self._sender.start()

    def _send(self, homes: list[str]) -> None:
        for home in homes:
            trouble: Exception | None
            try:
                plan = PlanFile.open_at_desk(home)
                out = plan.checkout
                plan.close()
                trouble = out.trouble if out is not None else None
            except Exception as error:
                trouble = error
            if getattr(trouble, "code", "") in ("PLAN-HELD", "PLAN-IN-USE"):
                continue  # it is in hand
            with contextlib.suppress(RuntimeError):  # QGIS has ended meanwhile
                self._sent.emit((home, trouble))

    @guarded
    def _tell_sent(self, result: tuple[str, Any]) -> None:
        home, error = result
        if error is not None:
            report(error)
            return
        text = tr("What was not written back to the share last time is there now: {path}")
        say(text.format(path=home), Qgis.MessageLevel.Success, seconds=20)


@contextlib.contextmanager
def busy() -> Iterator[None]:
    """The cursor says so: a share can take its time."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()


def _clock(seconds: float) -> str:
    """10:42, with the day where that is not today's."""
    moment = datetime.fromtimestamp(seconds)
    today = moment.date() == datetime.now().date()
    return moment.strftime("%H:%M" if today else "%Y-%m-%d %H:%M")
