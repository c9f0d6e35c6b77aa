from django.urls import path

from booklet.views import comments, decisions, examples, proposals, reading, receipts, training, writing

app_name = "booklet"

urlpatterns = [
    path("", reading.index, name="index"),
    path("panel/", reading.panel, name="panel"),
    path("starts/", writing.start_list, name="starts"),
    path("previews/", writing.preview_list, name="previews"),
    path("pages/new/", writing.page_new, name="page-new"),
    path("pages/<int:page_id>/", reading.page, name="page"),
    path("pages/<int:page_id>/edit/", writing.page_edit, name="page-edit"),
    path("pages/<int:page_id>/drafts/", writing.draft_list, name="drafts"),
    path("pages/<int:page_id>/history/", writing.history, name="history"),
    path("pages/<int:page_id>/restorations/", writing.restoration_list, name="restorations"),
    path("pages/<int:page_id>/retirements/", writing.retirement_list, name="page-retirements"),
    path("pages/<int:page_id>/returns/", writing.return_list, name="page-returns"),
    path("pages/<int:page_id>/moves/", writing.move_list, name="moves"),
    path("pages/<int:page_id>/receipts/", receipts.receipt_list, name="receipts"),
    path("pages/<int:page_id>/comments/", comments.comment_list, name="comments"),
    path("comments/<int:comment_id>/resolutions/", comments.resolution_list, name="comment-resolutions"),
    path("comments/<int:comment_id>/reopenings/", comments.reopening_list, name="comment-reopenings"),
    path("unread/", receipts.unread_list, name="unread"),
    path("proposals/", proposals.proposal_list, name="proposals"),
    path("proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/declines/", proposals.decline_list, name="declines"),
    path("examples/", examples.example_list, name="examples"),
    path("examples/new/", examples.example_new, name="example-new"),
    path("examples/<int:example_id>/", examples.example, name="example"),
    path("examples/<int:example_id>/edit/", examples.example_edit, name="example-edit"),
    path(
        "examples/<int:example_id>/retirements/", examples.example_retirement_list, name="example-retirements"
    ),
    path("examples/<int:example_id>/returns/", examples.example_return_list, name="example-returns"),
    path("training/", training.training, name="training"),
    path("training/settings/", training.setting_list, name="training-settings"),
    path("training/renewals/", training.renewal_list, name="training-renewals"),
    path("training/runs/", training.run_list, name="training-runs"),
    path("training/sitting/", training.sitting, name="training-sitting"),
    path("hints/", examples.hint, name="hint"),
    path("decisions/", decisions.decision_list, name="decisions"),
    path("decisions/new/", decisions.decision_new, name="decision-new"),
    path("decisions/<int:decision_id>/", decisions.decision, name="decision"),
    path("decisions/<int:decision_id>/returns/", decisions.answer_return_list, name="answer-returns"),
]
