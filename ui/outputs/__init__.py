"""What leaves the house: one window that lists every output, who asks for it, and what can be chosen."""

from .dialog import OutputDialog

__all__ = ["OutputDialog"]
