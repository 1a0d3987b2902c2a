# frozen_string_literal: true

module Bootpay
  class Api
    # `POST /request/card_rebill`: issues a billing key for a card by its number. Not repeated by itself: each success
    # makes another key. Waits on the card company.
    # @param order_id [String, Integer] your id of this registration; required
    # @param pg [String] the gateway, `nicepay`, `payapp` or `welcome`; required
    # @param item_name [String] what is shown as the item; required
    # @param card_no [String] the card number, digits only; required
    # @param card_pw [String] the first two digits of the card's password; required
    # @param expire_year [String] two digits; required
    # @param expire_month [String] two digits; required
    # @param identify_number [String] the holder's birth date in six digits, or a business number; required
    # @param user_info [Hash, nil] who buys: `id`, `username`, `email`, `phone`, `gender` (0 female, 1 male), `area`,
    #   `birth` (six digits), `address`; payapp needs `phone` and `username`. Without a value in it nothing is sent (the
    #   official gem sends seven nulls)
    # @param extra [Hash, nil] `subscribe_test_payment` (0 or 1: charge 100 won, payapp 1,000, for ten minutes),
    #   `raw_data` (0 or 1: the gateway's own error in `data`)
    # @return [Response] with `data[:data]`: `billing_key`, `pg`, `method`, `data` (the card, masked), `e_at`, `c_at`
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   response = api.get_billing_key(
    #     order_id: "registration-1", pg: "nicepay", item_name: "정기결제", card_no: "9000200000001000", card_pw: "00",
    #     expire_year: "30", expire_month: "12", identify_number: "901004", extra: { raw_data: 1 }
    #   )
    #   response.unwrap[:billing_key].length # => 24
    def get_billing_key(order_id: nil, pg: nil, item_name: nil, card_no: nil, card_pw: nil, expire_year: nil,
                        expire_month: nil, identify_number: nil, user_info: nil, extra: nil)
      call("billing_key.request") do |wire|
        {
          order_id: order_id, pg: pg, item_name: item_name, card_no: card_no, card_pw: card_pw,
          expire_year: expire_year, expire_month: expire_month, identify_number: identify_number,
          user_info: wire.hash_argument("user_info", user_info), extra: wire.billing_extra(extra)
        }
      end
    end

    # `GET /subscribe/billing/{receipt_id}`: looks a billing key up by the receipt of its registration in the browser.
    # @param receipt_id [String] the receipt of a `card_rebill` registration
    # @return [Response] with `data[:data]` as {#get_billing_key} gives it
    # @raise [InvalidRequestError] if the id cannot be one; nothing is sent then
    # @example
    #   api.subscribe_verify("5b025b33e13f33310ce560fa").unwrap[:billing_key] # => "5b025b33e13f33310ce560fb"
    def subscribe_verify(receipt_id)
      call("billing_key.lookup") { { receipt_id: receipt_id } }
    end

    # `DELETE /subscribe/billing/{billing_key}`: deletes a billing key. Repeated by itself after a failure: deleting
    # twice does nothing more.
    # @param billing_key [String] the billing key
    # @return [Response] without `data[:data]`
    # @raise [InvalidRequestError] if the key cannot be one; nothing is sent then
    # @example
    #   api.destroy_billing_key("5b025b33e13f33310ce560fb").success? # => true
    def destroy_billing_key(billing_key)
      call("billing_key.delete") { { billing_key: billing_key } }
    end

    # `POST /subscribe/billing`: charges a billing key now. Never repeated by itself once a byte may have left: the API
    # knows no idempotency key for it. If `effect` is `:unknown`, find out before you charge again. Waits on the
    # card company.
    # @param billing_key [String] the billing key; required
    # @param item_name [String] what is sold; required
    # @param price [Integer] how much, in won; required (the official gem charges 0 without it)
    # @param order_id [String, Integer] your id, unique per charge; required
    # @param tax_free [Integer, nil] the tax-free part of `price`, in won; nil: none
    # @param quota [Integer, nil] instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on; nil: single
    # @param interest [Integer, nil] 1 for interest-free instalments; gateway welcome only
    # @param items [Array<Hash>, nil] what is sold, piece by piece: `item_name`, `qty`, `unique`, `price`, and `cat1`
    #   to `cat3` (the official gem cannot send them)
    # @param user_info [Hash, nil] as in {#get_billing_key}
    # @param feedback_url [String, nil] where the webhook goes
    # @param feedback_content_type [String, nil] `json` or `urlencoded`; nil: `urlencoded`
    # @param extra [Hash, nil] `subscribe_test_payment`, `raw_data`, as in {#get_billing_key}
    # @return [Response] with `data[:data]`: `receipt_id`, `price`, `status` 1, the card, masked, and more
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   response = api.subscribe_billing(
    #     billing_key: "5b025b33e13f33310ce560fb", item_name: "정기결제", price: 3000, order_id: "2026-11-1",
    #     items: [{ item_name: "잡지", qty: 1, unique: "magazine", price: 3000 }]
    #   )
    #   response.unwrap[:status] # => 1
    def subscribe_billing(billing_key: nil, item_name: nil, price: nil, tax_free: nil, order_id: nil, quota: nil,
                          interest: nil, items: nil, user_info: nil, feedback_url: nil, feedback_content_type: nil,
                          extra: nil)
      call("billing.pay") do |wire|
        {
          billing_key: billing_key, item_name: item_name, price: price, tax_free: tax_free, order_id: order_id,
          quota: quota, interest: interest, items: items, user_info: wire.hash_argument("user_info", user_info),
          feedback_url: feedback_url, feedback_content_type: feedback_content_type, extra: wire.billing_extra(extra)
        }
      end
    end

    # `POST /subscribe/billing/reserve`: charges a billing key once, later. At most five reservations wait per key; the
    # outcome comes by webhook. Never repeated by itself once a byte may have left.
    # @param billing_key [String] the billing key; required
    # @param item_name [String] what is sold; required
    # @param price [Integer] how much, in won; required
    # @param order_id [String, Integer] your id, unique per charge; required
    # @param tax_free [Integer, nil] the tax-free part of `price`, in won; nil: none
    # @param quota [Integer, nil] instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on; nil: single
    #   (the official gem's default is 12 months)
    # @param interest [Integer, nil] 1 for interest-free instalments; gateway welcome only
    # @param items [Array<Hash>, nil] as in {#subscribe_billing}
    # @param user_info [Hash, nil] as in {#get_billing_key}
    # @param feedback_url [String, nil] where the webhook goes
    # @param feedback_content_type [String, nil] `json` or `urlencoded`; nil: `urlencoded`
    # @param extra [Hash, nil] `subscribe_test_payment`, `raw_data`, as in {#get_billing_key}
    # @param scheduler_type [String, nil] `oneshot`, the only kind there is; nil: that
    # @param execute_at [Time, DateTime, Integer, Float, nil] when to charge, in the future: a time, or Unix seconds; a
    #   Date is refused, since it has no time zone; nil: ten seconds from this call
    # @return [Response] with `data[:data]`: `reserve_id`, `execute_at` (Unix seconds), `status` 0 and more
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   response = api.subscribe_reserve_billing(
    #     billing_key: "5b025b33e13f33310ce560fb", item_name: "정기결제", price: 3000, order_id: "2026-12-1",
    #     execute_at: Time.now + 30 * 24 * 60 * 60
    #   )
    #   response.unwrap[:status] # => 0
    def subscribe_reserve_billing(billing_key: nil, item_name: nil, price: nil, tax_free: nil, order_id: nil,
                                  quota: nil, interest: nil, items: nil, user_info: nil, feedback_url: nil,
                                  feedback_content_type: nil, extra: nil, scheduler_type: nil, execute_at: nil)
      call("billing.reserve") do |wire|
        {
          billing_key: billing_key, item_name: item_name, price: price, tax_free: tax_free, order_id: order_id,
          quota: quota, interest: interest, items: items, user_info: wire.hash_argument("user_info", user_info),
          feedback_url: feedback_url, feedback_content_type: feedback_content_type, extra: wire.billing_extra(extra),
          scheduler_type: scheduler_type, execute_at: wire.moment("execute_at", execute_at)
        }
      end
    end

    # `DELETE /subscribe/billing/reserve/{reserve_id}`: cancels a reservation that has not been carried out. Repeated by
    # itself after a failure.
    # @param reserve_id [String] the reservation's id
    # @return [Response] without `data[:data]`
    # @raise [InvalidRequestError] if the id cannot be one; nothing is sent then
    # @example
    #   reserved = api.subscribe_reserve_billing(
    #     billing_key: "5b025b33e13f33310ce560fb", item_name: "정기결제", price: 3000, order_id: "2026-12-1"
    #   )
    #   api.subscribe_reserve_cancel(reserved.unwrap[:reserve_id]).success? # => true
    def subscribe_reserve_cancel(reserve_id)
      call("reservation.cancel") { { reserve_id: reserve_id } }
    end
  end
end
