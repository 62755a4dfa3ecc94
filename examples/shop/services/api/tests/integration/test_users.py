from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

ADA = {"name": "Ada", "email": "ada@example.com"}
ALAN = {"name": "Alan", "email": "alan@example.com"}


def test_a_user_can_be_created_and_read(client: TestClient) -> None:
    created = client.post("/users", json=ADA)

    assert created.status_code == 201
    assert created.json() == {"id": 1, **ADA, "is_active": True}
    assert client.get("/users/1").json() == created.json()


def test_an_address_is_registered_once(client: TestClient) -> None:
    client.post("/users", json=ADA)

    again = client.post("/users", json={**ALAN, "email": ADA["email"]})

    assert again.status_code == 409
    assert again.json() == {"detail": "ada@example.com is already registered"}
    assert len(client.get("/users").json()) == 1


def test_users_are_listed_page_by_page(client: TestClient) -> None:
    for user in (ADA, ALAN):
        client.post("/users", json=user)

    first = client.get("/users", params={"limit": 1}).json()
    second = client.get("/users", params={"limit": 1, "after": first[-1]["id"]}).json()

    assert [user["name"] for user in first + second] == ["Ada", "Alan"]


def test_an_unknown_user_is_not_found(client: TestClient) -> None:
    missing = client.get("/users/7")

    assert missing.status_code == 404
    assert missing.json() == {"detail": "there is no user 7"}


def test_users_outlive_the_application(settings: Settings) -> None:
    with TestClient(create_app(settings)) as before:
        before.post("/users", json=ADA)

    with TestClient(create_app(settings)) as after:
        assert after.get("/users/1").json()["name"] == "Ada"
