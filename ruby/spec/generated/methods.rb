# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
# frozen_string_literal: true

# The call of each operation, with the fields of a shared case.
CALLS = {
  "certificate.get" => lambda { |api, given|
    api.certificate(*given.values_at("receipt_id"))
  },
  "payment.cancel" => lambda { |api, given|
    names = {
      "price" => "cancel_price", "tax_free" => "cancel_tax_free", "name" => "cancel_username",
      "reason" => "cancel_message"
    }
    keywords = given.transform_keys(names).transform_keys(&:to_sym)
    api.cancel_payment(cancel_username: nil, cancel_message: nil, **keywords)
  },
  "payment.submit" => lambda { |api, given|
    api.server_submit(*given.values_at("receipt_id"))
  },
  "billing_key.request" => ->(api, given) { api.get_billing_key(**given.transform_keys(&:to_sym)) },
  "billing_key.lookup" => lambda { |api, given|
    api.subscribe_verify(*given.values_at("receipt_id"))
  },
  "billing_key.delete" => lambda { |api, given|
    api.destroy_billing_key(*given.values_at("billing_key"))
  },
  "billing.pay" => ->(api, given) { api.subscribe_billing(**given.transform_keys(&:to_sym)) },
  "billing.reserve" => ->(api, given) { api.subscribe_reserve_billing(**given.transform_keys(&:to_sym)) },
  "reservation.cancel" => lambda { |api, given|
    api.subscribe_reserve_cancel(*given.values_at("reserve_id"))
  },
  "user_token.request" => ->(api, given) { api.get_user_token(**given.transform_keys(&:to_sym)) },
  "link.request" => ->(api, given) { api.request_link(**given.transform_keys(&:to_sym)) },
  "webhook.create" => ->(api, given) { api.create_webhook(**given.transform_keys(&:to_sym)) },
  "delivery.start" => lambda { |api, given|
    api.delivery_start(*given.values_at("receipt_id", "delivery_no", "delivery_corp"))
  },
  "npay_product.send" => ->(api, given) { api.naverpay_item_response(given) },
  "project.update" => ->(api, given) { api.update_pg_resource(given) },
  "wallet.list" => ->(api, given) { api.get_user_wallets(**given.transform_keys(&:to_sym)) },
  "wallet.pay" => lambda { |api, given|
    names = {
      "user" => "user_info"
    }
    keywords = given.transform_keys(names).transform_keys(&:to_sym)
    api.request_wallet_payment(**keywords)
  },
}.freeze
