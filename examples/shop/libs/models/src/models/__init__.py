"""The domain objects that the shop's services share."""

from models.user import User, create_default_user

__all__ = ["User", "create_default_user"]
