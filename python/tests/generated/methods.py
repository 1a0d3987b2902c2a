# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
"""The methods of both clients, by operation."""

NAMES = {
    "certificate.get": "certificate",
    "payment.cancel": "cancel",
    "payment.submit": "submit",
    "billing_key.request": "get_subscribe_billing_key",
    "billing_key.lookup": "lookup_billing_key",
    "billing_key.delete": "destroy_subscribe_billing_key",
    "billing.pay": "subscribe_billing",
    "billing.reserve": "subscribe_billing_reserve",
    "reservation.cancel": "subscribe_billing_reserve_cancel",
    "user_token.request": "get_user_token",
    "link.request": "request_payment",
    "webhook.create": "create_webhook",
    "delivery.start": "delivery_start",
    "wallet.list": "get_user_wallets",
    "wallet.pay": "request_wallet_payment",
    "remote_form.send": "remote_form",
}
"""Of those that take their fields as arguments."""

WHOLE = {
    "npay_product.send": "naverpay_item_response",
    "project.update": "update_pg_resource",
}
"""Of those that take one dict, the request."""

RENAMED = {
    "wallet.pay": {"user": "user_info"},
    "remote_form.send": {"remote_form": "remoter_form"},
}
"""Fields whose arguments are called otherwise."""
