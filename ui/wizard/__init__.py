"""From nothing to a plan with its data in it: the wizard for a new plan, and the dialog that brings more data in."""

from .dialog import ImportDialog
from .wizard import NewPlanWizard

__all__ = ["ImportDialog", "NewPlanWizard"]
