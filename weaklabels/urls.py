from django.urls import path

from weaklabels.views import (
    checking,
    documents,
    editor,
    exports,
    languagemodel,
    proposals,
    python,
    table,
    uploads,
)

app_name = "weaklabels"

urlpatterns = [
    path("", table.rule_list, name="rules"),
    path("new/", editor.rule_new, name="rule-new"),
    path("rows/", editor.row_list, name="rule-rows"),
    path("previews/", editor.preview_list, name="rule-previews"),
    path("proposals/", proposals.proposal_list, name="rule-proposals"),
    path("proposals/acceptances/", proposals.acceptance_list, name="rule-acceptances"),
    path("proposals/declines/", proposals.decline_list, name="rule-declines"),
    path("demonstration/", proposals.demonstration, name="rule-demonstration"),
    path("documents/", documents.document_list, name="rule-documents"),
    path("rankings/", documents.ranking_list, name="rule-rankings"),
    path("questions/<int:question_id>/", table.question_settings, name="rule-settings"),
    path("exports/", exports.export_list, name="exports"),
    path("python/", python.permission, name="python-permission"),
    path("python/new/", python.rule_new, name="python-rule-new"),
    path("python/previews/", python.preview_list, name="python-previews"),
    path("python/<int:python_function_id>/", python.rule, name="python-rule"),
    path("model/new/", languagemodel.rule_new, name="model-rule-new"),
    path("model/<int:model_function_id>/", languagemodel.rule, name="model-rule"),
    path("model/<int:model_function_id>/askings/", languagemodel.asking_list, name="model-askings"),
    path("uploads/", uploads.upload_list, name="vote-uploads"),
    path("uploads/<int:vote_upload_id>/", uploads.upload_page, name="vote-upload"),
    path("uploads/<int:vote_upload_id>/keepings/", uploads.keeping_list, name="vote-keepings"),
    path("uploads/<int:vote_upload_id>/discards/", uploads.discard_list, name="vote-discards"),
    path("dictionaries/", table.dictionary_list, name="dictionaries"),
    path("<int:function_id>/", editor.rule, name="rule"),
    path("<int:function_id>/restorations/", editor.restoration_list, name="rule-restorations"),
    path("<int:function_id>/retirements/", editor.retirement_list, name="rule-retirements"),
    path("<int:function_id>/returns/", editor.return_list, name="rule-returns"),
    path("<int:function_id>/rounds/", checking.round_list, name="rounds"),
    path("rounds/<int:round_id>/", checking.round_page, name="round"),
    path("judgements/<int:judgement_id>/verdicts/", checking.verdict_list, name="verdicts"),
]
