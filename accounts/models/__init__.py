"""This package holds the users and the tokens of their programs."""

from accounts.models.tokens import Reach, Token
from accounts.models.users import Role, User

__all__ = ["Reach", "Role", "Token", "User"]
