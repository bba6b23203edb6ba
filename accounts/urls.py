"""This file holds the addresses of the account pages."""

from django.urls import path

from accounts import token_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("password/", views.NewPassword.as_view(), name="password"),
    path("password/changed/", views.PasswordChanged.as_view(), name="password_changed"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoked, name="revoke_token"),
]
