"""The tabs of a case, in their order."""

from __future__ import annotations

from typing import Final

from ui.screens.case.consent import ConsentTab
from ui.screens.case.documents import DocumentsTab
from ui.screens.case.history import HistoryTab
from ui.screens.case.incidents import IncidentsTab
from ui.screens.case.notes import NotesTab
from ui.screens.case.overview import OverviewTab
from ui.screens.case.persons import PersonsTab
from ui.screens.case.risk import RiskTab
from ui.screens.case.stays import StaysTab
from ui.screens.case.tab import Tab
from ui.screens.case.tasks import TasksTab

TABS: Final[tuple[type[Tab], ...]] = (
    OverviewTab,
    PersonsTab,
    IncidentsTab,
    RiskTab,
    ConsentTab,
    StaysTab,
    DocumentsTab,
    TasksTab,
    NotesTab,
    HistoryTab,
)
