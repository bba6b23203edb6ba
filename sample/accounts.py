"""This file creates the demo accounts: one for each role, with a random password."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Role, User

# The alphabet omits letters that look like digits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4

PLACES: dict[Role, dict[str, str]] = {
    Role.NATIONAL: {},
    Role.PROVINCE: {"province_code": "23"},
    Role.COUNTY: {"province_code": "23", "county_code": "2310"},
    Role.AGENCY: {"province_code": "23", "agency_code": "emdad"},
    Role.VIEWER: {},
}
# Roles that work in the site's administration.
STAFF = {Role.NATIONAL, Role.PROVINCE}


@dataclass(frozen=True)
class DemoAccount:
    """A name and its password, which is available only now."""

    role: Role
    username: str
    password: str


@transaction.atomic
def make_demo_accounts() -> list[DemoAccount]:
    """Create one account per role, or give an existing one a new password.

    Raises ValueError if one of the names belongs to a real account.
    """
    return [make_account(role) for role in PLACES]


def demo_user(username: str, role: Role, full_name: str, **places: str) -> User:
    """Get or create the demo account of this name; a new one has no password.

    Raises ValueError if the name belongs to a real account.
    """
    user = known_or_new(username)
    if user.pk is None:
        user.role, user.first_name = role, full_name
        for name, code in places.items():
            setattr(user, name, code)
        user.set_unusable_password()
        user.save()
    return user


def known_or_new(username: str) -> User:
    user = User.objects.filter(username=username).first() or User(username=username, is_demo=True)
    if not user.is_demo:
        raise ValueError(username)
    return user


def make_account(role: Role) -> DemoAccount:
    username = f"namune-{role.value}"
    user = known_or_new(username)
    password = random_password()
    user.role = role
    user.province_code = user.county_code = user.agency_code = ""
    for name, code in PLACES[role].items():
        setattr(user, name, code)
    user.is_staff = role in STAFF
    user.is_active = True
    user.set_password(password)
    user.save()
    return DemoAccount(role, username, password)


def random_password() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)
