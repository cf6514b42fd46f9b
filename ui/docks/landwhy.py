"""Why a parcel is what it is: its factors as bars, with value, source and what hangs on each weight."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ...core.jobs.difficulty import explain
from ...core.plan import PlanFile
from ...gis.words import lang, tr
from ..models.landfactors import PART, SOURCE, FactorModel
from .barcell import BarDelegate
from .base import TOUCH, heading, note
from .shared import table


class WhyPart(QWidget):
    """Title, class and scores of one parcel, and the table of factors."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(tr("Why?"))
        self.text = note(tr("Press “Why here?”, then click a parcel in the map."))
        self.model = FactorModel(self)
        self.view = table(tr("Factors of the parcel"), self.model, SOURCE, TOUCH - 4)
        self.view.setItemDelegateForColumn(PART, BarDelegate(self.view))
        self.view.setMinimumHeight(7 * TOUCH)
        self.view.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.text, self.view):
            column.addWidget(widget)

    def clear(self) -> None:
        """Nothing is chosen."""
        self.model.show([])
        self.view.hide()
        self.text.setText(tr("Press “Why here?”, then click a parcel in the map."))

    def show_unit(self, plan: PlanFile, unit_id: str, value: str) -> None:
        """A parcel: where it is, what the view says of it, and its factors where the difficulty has been computed."""
        told = plan.read("unit", ["unit_id", "address", "chiban"], where={"unit_id": unit_id})
        place = " ".join(part for part in (told["address"][0], told["chiban"][0]) if part) or unit_id
        lines = [f"{place}　{value}" if value else place]
        judged = plan.read(
            "unit_difficulty", ["unit_id", "class", "hard", "harm", "known"], where={"unit_id": unit_id}
        )
        if judged["class"]:
            name = plan.catalogue.code_label("difficulty", judged["class"][0], lang())
            text = tr("Difficulty: {name} (score {hard}, harm {harm}; {known} % of what counts is known)")
            lines.append(
                text.format(
                    name=name, hard=_score(judged["hard"][0]), harm=_score(judged["harm"][0]),
                    known=f"{100.0 * (judged['known'][0] or 0.0):.0f}",
                )
            )  # fmt: skip
            self.model.show(explain(plan, unit_id).to_dict("records"), plan.catalogue)
        else:
            self.model.show([])
        gone = self._gone(plan, unit_id)
        if gone:
            lines.append(gone)
        self.view.setVisible(bool(judged["class"]))
        self.text.setText("\n".join(lines))

    @staticmethod
    def _gone(plan: PlanFile, unit_id: str) -> str:
        """From which year nobody manages it."""
        names = ("gone_low", "gone_middle", "gone_high")
        rows = plan.read(
            "unit_forecast", ["unit_id", "known", "looked_after", *names], where={"unit_id": unit_id}
        )
        if not rows["known"]:
            return ""
        if not rows["known"][0]:
            return tr("Future: unknown (no user, survey or target map)")
        if rows["looked_after"][0]:
            return tr("Future: taken on, or only watched over by decision")
        told = [_year(rows[name][0]) for name in names]
        text = tr("Future if nothing is done: nobody from {middle} (low {low}, high {high})")
        return text.format(low=told[0], middle=told[1], high=told[2])


def _year(value: int | None) -> str:
    if value is None:
        return tr("not foreseen")
    return tr("now") if value == 0 else str(value)


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
