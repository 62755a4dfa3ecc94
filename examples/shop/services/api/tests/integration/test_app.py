from fastapi.testclient import TestClient


def test_health_asks_the_database(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_an_order_is_quoted(client: TestClient) -> None:
    order = {"lines": [{"unit_cents": 250, "quantity": 4}], "discount_bp": 1000, "vat_bp": 1900}

    assert client.post("/quotes", json=order).json() == {
        "subtotal": 1000,
        "net": 900,
        "vat": 171,
        "gross": 1071,
    }
