"""A new plan in five pages: whose, when and where, the files, a summary, and what became of it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget, QWizard, QWizardPage

from ...core.catalogue import load
from ...core.reports.wareki import fiscal_years
from ...gis.words import lang, tr
from ..docks.base import TOUCH
from ..problems import guarded
from ..session import Session
from .files import FileList
from .importing import CREATE, Job, jobs_of
from .place import PlacePage
from .results import ResultList
from .texts import kind_label
from .years import YearsPage


class NewPlanWizard(QWizard):
    """Everything runs in the background; the plan is opened at the desk as soon as it is there."""

    made = pyqtSignal(str)
    """The path of the plan, when all is done."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kosozuNewPlan")
        self.setWindowTitle(tr("New plan"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.session = session
        self.catalogue = load()
        self._gone = self._leaving = False
        self.place = PlacePage(self.catalogue)
        self.years = YearsPage(self.catalogue, self.place)
        self.files = FilesPage(self.catalogue)
        self.summary = SummaryPage(self)
        self.results = ResultsPage(self)
        for page in (self.place, self.years, self.files, self.summary, self.results):
            self.addPage(page)
        self._name_buttons()
        self.resize(880, 600)

    def _name_buttons(self) -> None:
        texts = {
            QWizard.WizardButton.BackButton: tr("< Back"),
            QWizard.WizardButton.NextButton: tr("Next >"),
            QWizard.WizardButton.CommitButton: tr("Make the plan"),
            QWizard.WizardButton.FinishButton: tr("Close"),
            QWizard.WizardButton.CancelButton: tr("Cancel"),
        }
        for which, text in texts.items():
            self.setButtonText(which, text)
            self.button(which).setMinimumHeight(TOUCH)

    def request(self) -> dict[str, Any]:
        """Parameters of createplan."""
        area = self.files.list.area()
        given = {"AREA": area.parameters["AREA"]} if area is not None else {}
        return {**self.place.values(), **self.years.values(), **given}

    def jobs(self) -> list[Job]:
        """The plan, then the imports in their order."""
        request = self.request()
        return [Job(tr("Plan file"), CREATE, request), *jobs_of(self.files.list.chosen())]

    def leave(self) -> None:
        """Stop what runs, and go at once."""
        self._leaving = True
        self.results.list.cancel()
        self.reject()

    def done(self, result: int) -> None:
        """While the imports run, closing stops them first."""
        if self.results.list.running and not self._leaving:
            self.results.list.cancel()
            return
        if not self._gone:
            self._gone = True
            self.files.list.dispose()
            self.results.list.dispose()
        super().done(result)


class FilesPage(QWizardPage):
    """Third page: a folder of downloads."""

    def __init__(self, catalogue: Any) -> None:
        super().__init__()
        self.setTitle(tr("Which files are brought in?"))
        self.setSubTitle(tr("What each file is, is told by its columns. More can be brought in later."))
        self.list = FileList(lambda: catalogue, making=True)
        QVBoxLayout(self).addWidget(self.list)
        self.list.changed.connect(self.completeChanged)

    def isComplete(self) -> bool:
        """No file is needed, but the look into them has to be over."""
        return not self.list.looking


class SummaryPage(QWizardPage):
    """Fourth page: what will be done."""

    def __init__(self, wizard: NewPlanWizard) -> None:
        super().__init__()
        self._wizard = wizard
        self.setTitle(tr("Is this right?"))
        self.setSubTitle(tr("The plan is made, and the files are brought in, in this order."))
        self.setCommitPage(True)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setAccessibleName(tr("Summary"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.text)
        QVBoxLayout(self).addWidget(scroll)

    def initializePage(self) -> None:
        """Put it together."""
        request, place = self._wizard.request(), self._wizard.place
        years = fiscal_years(request["START_FY"], request["END_FY"], lang())
        tier = self._wizard.catalogue.code_label("tier", request["TIER"], lang())
        rows = [
            (tr("Title"), request["TITLE"]),
            (tr("Municipality"), f"{place.full_name} {request['JURISDICTION']}（{tier}）"),
            (tr("Community"), request["COMMUNITY"]),
            (tr("Period"), years),
            (tr("Plane coordinate system"), self._wizard.years.crs.currentText()),
            (tr("Plan file"), request["PLAN"]),
            (tr("Plan area"), Path(request.get("AREA", "")).name or tr("not given")),
        ]
        table = "".join(
            f"<tr><td><b>{escape(name)}</b>&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
            for name, text in rows
            if text
        )
        catalogue = self._wizard.catalogue
        listed = "".join(
            f"<li>{escape(kind_label(one.kind, catalogue))}：{escape(one.name)}</li>"
            for one in self._wizard.files.list.chosen()
        )
        listed = f"<ol>{listed}</ol>" if listed else f"<p>{escape(tr('No files; bring them in later.'))}</p>"
        self.text.setText(f"<table cellpadding='3'>{table}</table>{listed}")


class ResultsPage(QWizardPage):
    """Fifth page: it is done, and told of."""

    def __init__(self, wizard: NewPlanWizard) -> None:
        super().__init__()
        self._wizard = wizard
        self.setTitle(tr("Bringing the files in"))
        self.setSubTitle(tr("Each file has an import report: rows read, used, refused, and why."))
        self.list = ResultList(wizard.session)
        QVBoxLayout(self).addWidget(self.list)
        self.list.ended.connect(self._ended)

    def initializePage(self) -> None:
        """Begin."""
        jobs = self._wizard.jobs()
        self._wizard.setButtonText(QWizard.WizardButton.CancelButton, tr("Stop"))
        self.list.run(jobs[0].parameters["PLAN"], jobs)

    def isComplete(self) -> bool:
        """When nothing runs any more."""
        return not self.list.running

    @guarded
    def _ended(self) -> None:
        self.setTitle(tr("All files have been worked through"))
        self._wizard.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.completeChanged.emit()
        if self._wizard.session.is_open:
            self._wizard.made.emit(self._wizard.session.home)
