"""Addresses under /api/v1/projects/<slug>/."""

from django.urls import path

from weaklabels.api import predict, rules, trying, uploads

urlpatterns = [
    path("predict", predict.predict_list, name="predict"),
    path("rules/", rules.function_list, name="function-list"),
    path("rules/figures/", trying.figures, name="function-figures"),
    path("rules/previews/", trying.preview_list, name="function-preview-list"),
    path("rules/exports/", trying.export_list, name="function-export-list"),
    path("rules/<int:function_id>/", rules.function_detail, name="function"),
    path("rules/<int:function_id>/versions/", rules.version_list, name="function-version-list"),
    path("rules/<int:function_id>/restorations/", rules.restoration_list, name="function-restoration-list"),
    path("rules/<int:function_id>/retirements/", rules.retirement_list, name="function-retirement-list"),
    path("rules/<int:function_id>/returns/", rules.return_list, name="function-return-list"),
    path("rules/<int:function_id>/askings/", trying.asking_list, name="function-asking-list"),
    path("vote-uploads/", uploads.upload_list, name="vote-upload-list"),
    path("vote-uploads/<int:vote_upload_id>/", uploads.upload_detail, name="vote-upload"),
    path("vote-uploads/<int:vote_upload_id>/keepings/", uploads.keeping_list, name="vote-keeping-list"),
    path("vote-uploads/<int:vote_upload_id>/discards/", uploads.discard_list, name="vote-discard-list"),
]
