# frozen_string_literal: true

module Bootpay
  class Api
    # `POST /request/user/token`: gets a token with which a member uses Bootpay's own easy pay in the browser. Valid for
    # an hour.
    # @param user_id [String, Integer] your id of the member; required
    # @param email [String, nil] the e-mail address
    # @param name [String, nil] the name
    # @param gender [Integer, nil] 0 for female, 1 for male
    # @param birth [String, nil] the birth date in six digits, such as `901004`
    # @param phone [String, nil] the phone number, digits only; the gateway payapp needs it
    # @return [Response] with `data[:data]`: `user_token`, `expired_unixtime`, `expired_localtime`
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   api.get_user_token(user_id: "member-1", phone: "01000001234").unwrap[:user_token].length # => 24
    def get_user_token(user_id: nil, email: nil, name: nil, gender: nil, birth: nil, phone: nil)
      call("user_token.request") do
        { user_id: user_id, email: email, name: name, gender: gender, birth: birth, phone: phone }
      end
    end

    # `POST /request/payment`: makes a payment link. Each call makes another link, so it is not repeated by itself.
    # @param order_id [String, Integer] your id; required
    # @param name [String] what is sold; required
    # @param price [Integer] how much, in won; required
    # @param pg [String, nil] the gateway; without it and `method` the buyer chooses
    # @param method [String, nil] the method, such as `card`
    # @param methods [Array<String>, nil] the methods to offer
    # @param tax_free [Integer, nil] the tax-free part of `price`, in won
    # @param params [String, Hash, nil] comes back in the receipt as text
    # @param user_info [Hash, nil] as in {#get_billing_key}
    # @param items [Array<Hash>, nil] as in {#subscribe_billing}
    # @param return_url [String, nil] where the browser goes afterwards
    # @param extra [Hash, nil] `escrow`, `quota`, `disp_cash_result`, `offer_period`, `theme`, `custom_background`,
    #   `custom_font_color`, `expire_month`, `seller_name`, `subscribe_test_payment`, `raw_data`
    # @return [Response] whose `data[:data]` is the URL, a String
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   response = api.request_link(order_id: "link-1", name: "잡지", price: 3000, methods: ["card", "phone"])
    #   response.unwrap.start_with?("http") # => true
    def request_link(pg: nil, method: nil, methods: nil, price: nil, order_id: nil, params: nil, tax_free: nil,
                     name: nil, user_info: nil, items: nil, return_url: nil, extra: nil)
      call("link.request") do |wire|
        {
          pg: pg, method: method, methods: methods, price: price, order_id: order_id, params: params,
          tax_free: tax_free, name: name, user_info: wire.hash_argument("user_info", user_info), items: items,
          return_url: return_url, extra: wire.hash_argument("extra", extra)
        }
      end
    end

    # `GET /wallet`: lists a member's wallets.
    # @deprecated by Bootpay, which will take wallets out of a future version.
    # @param user_id [String, Integer] your id of the member; required
    # @param sandbox [Boolean, nil] whether to look at test wallets; nil: not said (the official gem says false)
    # @return [Response] with the wallets in `data[:data]`
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   api.get_user_token(user_id: "member-1")
    #   api.get_user_wallets(user_id: "member-1").unwrap.length # => 1
    def get_user_wallets(user_id: nil, sandbox: nil)
      warn("get_user_wallets is deprecated by Bootpay", uplevel: 1, category: :deprecated)
      call("wallet.list") { { user_id: user_id, sandbox: sandbox } }
    end

    # `POST /wallet/payment`: charges the first card of a member's wallet. Never repeated by itself once a byte may have
    # left. Waits on the card company.
    # @deprecated by Bootpay, which will take wallets out of a future version.
    # @param user_id [String, Integer] your id of the member; required
    # @param order_name [String] what is sold; required
    # @param price [Integer] how much, in won; required
    # @param order_id [String, Integer] your id, unique per charge; required
    # @param tax_free [Integer, nil] the tax-free part of `price`, in won; nil: not said (the official gem says 0)
    # @param sandbox [Boolean, nil] whether it is a test wallet; nil: not said (the official gem says false)
    # @param webhook_url [String, nil] where the webhook goes
    # @param content_type [String, nil] of the webhook
    # @param items [Array<Hash>, nil] what is sold, piece by piece; sent as it is
    # @param user_info [Hash, nil] who buys, `user` on the wire; sent as it is
    # @param extra [Hash, nil] sent as it is
    # @param metadata [Hash, nil] sent as it is
    # @return [Response] with `data[:data]`: `receipt_id`, `price`, `status` and more
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   api.get_user_token(user_id: "member-1")
    #   charged = api.request_wallet_payment(user_id: "member-1", order_name: "잡지", price: 3000, order_id: "w-1")
    #   charged.unwrap[:price] # => 3000
    def request_wallet_payment(user_id: nil, order_name: nil, price: nil, order_id: nil, tax_free: nil, sandbox: nil,
                               webhook_url: nil, content_type: nil, items: nil, user_info: nil, extra: nil,
                               metadata: nil)
      warn("request_wallet_payment is deprecated by Bootpay", uplevel: 1, category: :deprecated)
      call("wallet.pay", keywords: { "user" => "user_info" }) do |wire|
        wire.required(user_id: user_id, order_name: order_name, price: price, order_id: order_id)
        {
          user_id: user_id, order_name: order_name, price: price, order_id: order_id,
          tax_free: tax_free, sandbox: sandbox, webhook_url: webhook_url,
          content_type: content_type, items: items, user: wire.hash_argument("user_info", user_info),
          extra: wire.hash_argument("extra", extra), metadata: wire.hash_argument("metadata", metadata)
        }
      end
    end
  end
end
