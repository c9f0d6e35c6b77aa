from django.urls import include, path

from review.views import (
    acceptance,
    adjudication,
    agreement,
    agreement_parts,
    annotators,
    checking,
    costs,
    disagreements,
    figure_files,
    gold_checks,
    home,
    influence,
    phases,
    releases,
    sessions,
    sourcing,
    spot_check_files,
    spot_checks,
    suspicions,
    thresholds,
    timesheets,
)

app_name = "review"

of_a_document = [
    path("", adjudication.adjudication, name="adjudication"),
    path("decisions/", adjudication.decision_list, name="decision-list"),
    path("doubts/", adjudication.doubt_list, name="doubt-list"),
    path("returns/", adjudication.return_list, name="return-list"),
]

of_an_acceptance = [
    path("", acceptance.acceptance_preview, name="acceptance-preview"),
    path("documents/", acceptance.acceptance_documents, name="acceptance-documents"),
    path("gold/", acceptance.acceptance_list, name="acceptance-list"),
    path("another-answers/", acceptance.another_answer_list, name="another-answers"),
]

of_a_check = [
    path("", spot_checks.spot_check, name="spot-check"),
    path("checking/", checking.checking, name="checking"),
    path("retractions/", checking.retraction_list, name="spot-check-retractions"),
    path("abandonments/", spot_checks.abandonment_list, name="spot-check-abandonments"),
    path("returns/", spot_checks.return_list, name="spot-check-returns"),
    path("figures.csv", spot_check_files.figures, name="spot-check-figures"),
    path("answers.csv", spot_check_files.answers, name="spot-check-answers"),
]

of_a_session = [
    path("", sessions.session, name="session"),
    path("closures/", sessions.closure_list, name="closures"),
    path("minutes.md", sessions.minutes, name="minutes"),
    path("items/<int:item_id>/decisions/", sessions.item_decision_list, name="item-decisions"),
    path("items/<int:item_id>/returns/", sessions.item_return_list, name="item-returns"),
]

of_a_release = [
    path("", releases.release, name="release"),
    path("statements/", releases.statement_list, name="release-statements"),
    path("publications/", releases.publication_list, name="release-publications"),
    path("retirements/", releases.release_retirement_list, name="release-retirements"),
    path("archives/", releases.archive_list, name="release-archives"),
    path("archive.zip", releases.archive, name="release-archive"),
    path("differences/", releases.release_differences, name="release-differences"),
]

review = [
    path("", agreement.agreement, name="agreement"),
    path("documents/", agreement.document_list, name="agreement-documents"),
    path("parts/", agreement_parts.agreement_parts, name="agreement-parts"),
    path("figures.csv", figure_files.figures_csv, name="figures-csv"),
    path("report/", figure_files.figures_report, name="figures-report"),
    path("disagreements/", disagreements.disagreements, name="disagreements"),
    path("disagreements/names/", disagreements.adjudicator_settings, name="adjudicator-settings"),
    path("disagreements/<int:document_id>/", include(of_a_document)),
    path("acceptance/", acceptance.acceptance, name="acceptance"),
    path("acceptance/<int:acceptance_id>/", include(of_an_acceptance)),
    path("suspicions/", suspicions.suspicions, name="suspicions"),
    path("suspicions/searches/", suspicions.search_list, name="suspicion-searches"),
    path("suspicions/referrals/", suspicions.referral_list, name="referral-list"),
    path("suspicions/returns/", suspicions.suspicion_return_list, name="suspicion-returns"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:session_id>/", include(of_a_session)),
    path("releases/", releases.releases, name="releases"),
    path("releases/new/", releases.release_new, name="release-new"),
    path("releases/<int:release_id>/", include(of_a_release)),
    path("annotators/", annotators.annotators, name="annotators"),
    path("annotators/influence/", influence.influence, name="influence"),
    path("annotators/influence.csv", influence.influence_file, name="influence-file"),
    path("costs/", costs.costs, name="costs"),
    path("costs.csv", costs.costs_file, name="costs-file"),
    path("thresholds/", thresholds.thresholds, name="thresholds"),
    path("costs/rates/", costs.rates, name="rates"),
    path("costs/plans/", sourcing.sourcing, name="sourcing"),
    path("costs/plans.csv", sourcing.sourcing_file, name="sourcing-file"),
    path("timesheet/", timesheets.timesheet, name="timesheet"),
    path("timesheet.csv", timesheets.timesheet_file, name="timesheet-file"),
    path("phases/", phases.phases, name="phases"),
    path("phases/begun/", phases.phase_list, name="phase-list"),
    path("phases/disagreement/", phases.disagreement_list, name="disagreement-list"),
    path("my-figures/", annotators.my_figures, name="my-figures"),
    path("gold-checks/", gold_checks.gold_checks, name="gold-checks"),
    path("contests/", gold_checks.contest_list, name="contest-list"),
    path("spot-checks/", spot_checks.spot_checks, name="spot-checks"),
    path("spot-checks/new/", spot_checks.spot_check_new, name="spot-check-new"),
    path("spot-checks/<int:spot_check_id>/", include(of_a_check)),
    path("sampled-answers/<int:sampled_id>/own-answers/", checking.own_answer_list, name="own-answers"),
    path("sampled-answers/<int:sampled_id>/verdicts/", checking.verdict_list, name="spot-check-verdicts"),
]

urlpatterns = [
    path("projects/<slug:project_slug>/", home.home, name="home"),
    path("projects/<slug:project_slug>/measures/", home.measure_list, name="measures"),
    path("projects/<slug:project_slug>/review/", include(review)),
]
