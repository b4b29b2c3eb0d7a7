"""Addresses of accounts."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path

from accounts.views import (
    acting,
    identity,
    login,
    logout,
    me,
    passwords,
    people,
    privacy,
    proof,
    security,
    sessions,
)

app_name = "accounts"

urlpatterns = [
    path("accounts/login/", login.Login.as_view(), name="login"),
    path("accounts/second/", login.second, name="second"),
    path("accounts/identity/", identity.start, name="identity"),
    path("accounts/identity/arrive/", identity.arrive, name="identity_arrive"),
    path("accounts/identity/link/", identity.confirm, name="identity_link"),
    path("accounts/identity/unlink/", identity.unlink, name="identity_unlink"),
    path("accounts/identity/left/", identity.leave, name="identity_left"),
    path("accounts/prove/", proof.again, name="prove"),
    path("accounts/security/", security.page, name="security"),
    path("accounts/security/authenticator/", security.enrol, name="enrol"),
    path("accounts/security/codes/", security.codes, name="recovery_codes"),
    path("accounts/security/off/", security.switch_off, name="factor_off"),
    path("accounts/security/sessions/end/", sessions.end_others, name="own_sessions_end"),
    path("accounts/security/sessions/<slug:handle>/end/", sessions.end_one, name="own_session_end"),
    path("accounts/session/", sessions.left, name="session"),
    path("accounts/session/stay/", sessions.stay, name="session_stay"),
    path("accounts/session/back/", sessions.back, name="session_back"),
    path("accounts/continue/", sessions.go_on, name="continue"),
    path("accounts/acting/end/", acting.end, name="acting_end"),
    path("accounts/logout/", logout.Logout.as_view(), name="logout"),
    path("accounts/password/", passwords.ChangePassword.as_view(), name="password_change"),
    path("accounts/password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("accounts/forgotten/", passwords.forgotten, name="forgotten"),
    path("accounts/forgotten/done/", passwords.forgotten_done, name="forgotten_done"),
    path("accounts/link/", passwords.link, name="link"),
    path("accounts/consent/", privacy.consent, name="consent"),
    path("accounts/me/", me.page, name="me"),
    path("accounts/me/json/", me.export, {"form": "json"}, name="me_json"),
    path("accounts/me/workbook/", me.export, {"form": "xlsx"}, name="me_workbook"),
    path("accounts/me/withdraw/", me.withdraw, name="me_withdraw"),
    path("accounts/me/deletion/", me.deletion, name="me_deletion"),
    path("portal/people/", people.people, name="people"),
    path("portal/people/export/", people.export_people, name="people_export"),
    path("portal/people/invite/", people.invite, name="people_invite"),
    path("portal/people/<int:pk>/", people.person, name="people_person"),
    path("portal/people/<int:pk>/disable/", people.disable, name="people_disable"),
    path("portal/people/<int:pk>/enable/", people.enable, name="people_enable"),
    path("portal/people/<int:pk>/revoke/", people.revoke, name="people_revoke"),
    path("portal/people/<int:pk>/sessions/", people.end_sessions, name="people_sessions"),
    path("portal/people/<int:pk>/reset/", people.make_link, name="people_reset"),
    path("portal/people/<int:pk>/link/", people.show_link, name="people_link"),
]
