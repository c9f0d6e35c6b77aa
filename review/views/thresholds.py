"""From where on agreement is read as good enough: an owner's choice, with its reason."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate.access import require_role
from annotate.models import Project
from annotate.problems import Invalid
from annotate.roles import Role
from review.agreement import Thresholds
from review.services.thresholds import LONGEST_REASON, choose_thresholds, choose_usual, chosen_for
from review.views.agreement import page_of


class ThresholdsForm(forms.Form):
    tentative = forms.FloatField(
        label=gettext_lazy("Careful conclusions from"),
        help_text=gettext_lazy("Krippendorff's is 0.667."),
        widget=forms.NumberInput(attrs={"step": "0.001", "min": "0.001", "max": "1"}),
    )
    reliable = forms.FloatField(
        label=gettext_lazy("To rely on from"),
        help_text=gettext_lazy("Krippendorff's is 0.8."),
        widget=forms.NumberInput(attrs={"step": "0.001", "min": "0.001", "max": "1"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why are these right here?"),
        help_text=gettext_lazy("Whoever reads a figure reads this beside it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "POST"])
@never_cache
def thresholds(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.OWNER)
    if request.method == "POST" and "usual" in request.POST:
        choose_usual(membership)
        return _saved(request, project_slug)
    form = ThresholdsForm(request.POST or None, initial=_initial(membership.project))
    if request.method == "POST" and form.is_valid():
        try:
            choose_thresholds(membership, **form.cleaned_data)
        except Invalid as problem:
            form.add_error(problem.details["field"], problem.sentence)
        else:
            return _saved(request, project_slug)
    context = page_of(membership) | {"form": form, "chosen": chosen_for(membership.project)}
    return render(request, "review/thresholds.html", context, status=422 if form.errors else 200)


def _initial(project: Project) -> dict[str, object]:
    chosen, usual = chosen_for(project), Thresholds()
    if chosen is None:
        return {"tentative": usual.tentative, "reliable": usual.reliable}
    return {"tentative": chosen.tentative, "reliable": chosen.reliable, "reason": chosen.reason}


def _saved(request: HttpRequest, project_slug: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("review:thresholds", project_slug)
