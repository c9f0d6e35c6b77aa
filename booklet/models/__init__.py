from booklet.models.decisions import Decision
from booklet.models.pages import Draft, Page, PageLink, Revision
from booklet.models.proposals import Proposal
from booklet.models.receipts import Receipt

__all__ = ["Decision", "Draft", "Page", "PageLink", "Proposal", "Receipt", "Revision"]
