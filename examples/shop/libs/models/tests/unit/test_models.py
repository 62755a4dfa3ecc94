from models import User, create_default_user


class TestUserModel:
    def test_user_creation(self) -> None:
        user = User(id=1, name="Ada", email="ada@example.com", is_active=False)

        assert (user.id, user.name, user.email) == (1, "Ada", "ada@example.com")
        assert not user.is_active

    def test_user_defaults(self) -> None:
        assert User(id=1, name="Ada", email="ada@example.com").is_active

    def test_create_default_user(self) -> None:
        assert create_default_user() == User(id=0, name="Guest", email="guest@example.com")

    def test_user_to_dict(self) -> None:
        assert User(id=1, name="Ada", email="ada@example.com").to_dict() == {
            "id": 1,
            "name": "Ada",
            "email": "ada@example.com",
            "is_active": True,
        }
