import json

from providers.azure import permissions, subjects


def test_only_reading_is_asked_for() -> None:
    assert subjects.needs()
    assert all(
        need.startswith("Microsoft.") and need.endswith("/read") for need in subjects.needs()
    )


def test_the_role_holds_what_the_files_need_and_nothing_else() -> None:
    role = json.loads(permissions.role(["s"]))
    assert role["Actions"] == list(subjects.needs())
    assert role["AssignableScopes"] == ["/subscriptions/s"]
    assert "DataActions" not in role


def test_budgets_and_commitments_are_among_them() -> None:
    assert {
        "Microsoft.Consumption/budgets/read",
        "Microsoft.Capacity/reservationOrders/reservations/read",
        "Microsoft.BillingBenefits/savingsPlanOrders/savingsPlans/read",
    } <= set(subjects.needs())


def test_terraform_makes_the_same_role() -> None:
    made = json.loads(permissions.terraform(["s"]))["resource"]["azurerm_role_definition"]
    assert made["finops"]["permissions"] == [{"actions": list(subjects.needs()), "not_actions": []}]
    assert made["finops"]["scope"] == "/subscriptions/s"
