"""Addresses of the house rather than of a project: signing in, the account, people."""

from django.urls import path

from annotate.views import accounts, administration, notifications, signing_in

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("invitations/<str:secret>/", signing_in.invitation_acceptance, name="invitation-acceptance"),
    path("password-resets/<str:secret>/", signing_in.password_reset, name="password-reset"),
    path("account/", accounts.account, name="account"),
    path("account/workbench/", accounts.workbench_preferences, name="workbench-preferences"),
    path("account/password/", accounts.password_change, name="password-change"),
    path("account/sessions/endings/", accounts.other_sessions_end, name="other-sessions-end"),
    path("account/tokens/", accounts.token_list, name="token-list"),
    path("account/tokens/<int:token_id>/revocation/", accounts.token_revocation, name="token-revocation"),
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/bell/", notifications.bell, name="bell"),
    path("notifications/readings/", notifications.reading_list, name="notification-readings"),
    path("notifications/settings/", notifications.setting_list, name="notification-settings"),
    path("notifications/<int:notification_id>/openings/", notifications.opening, name="notification-opening"),
    path("people/", administration.people, name="people"),
    path("people/invitations/", administration.house_invitation_list, name="house-invitation-list"),
    path(
        "people/invitations/<int:invitation_id>/revocation/",
        administration.house_invitation_revocation,
        name="house-invitation-revocation",
    ),
    path("people/<int:user_id>/reset-links/", administration.reset_link_list, name="reset-link-list"),
    path("people/<int:user_id>/deactivation/", administration.deactivation, name="deactivation"),
    path("people/<int:user_id>/activation/", administration.activation, name="activation"),
    path(
        "people/<int:user_id>/administrator/",
        administration.administrator_change,
        name="administrator-change",
    ),
]
