# Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.
# frozen_string_literal: true

module Bootpay
  class Api
    # Reads the result of an identity verification, and believes nothing: the receipt may be somebody else's, or an old
    # one. What confirms an identity reads it and checks all that.
    #
    # Only a server may do this: the answer holds personal data. The status is 404 if there is no such verification.
    #
    # To believe it, use {Identity#confirm}.
    #
    # `GET /certificate/{receipt_id}`.
    # @param receipt_id [String] The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
    # @return [Response] The result of an identity verification. `data[:data]` has `receipt_id`, `certificate`
    #   (`username`, `birth`, `gender`, `unique`, `di`, `phone`, `foreigner`, `carrier`), `order_id`, `pg`, `method`,
    #   `pg_name`, `method_name`, `payment_data`.
    #
    #   Before you believe it, check that `order_id` is the one which you issued to this very session: the receipt id
    #   came through the browser, and it may belong to somebody else or to an earlier day.
    # @example
    #   certificate = api.certificate("612e09260d681b0021e61ab9").unwrap
    #   puts certificate[:order_id]
    def certificate(receipt_id)
      call("certificate.get") { { receipt_id: receipt_id } }
    end

    # Cancels a payment, whole or in part.
    #
    # Every request carries a `cancel_id`: the server keeps one effect for one id, so a repetition after a lost answer
    # cannot cancel twice. Without one of your own, a fresh one is made for this call and kept over its repetitions; it
    # is given back in the answer's meta and in the error.
    #
    # If the answer is lost all the same, the receipt is read within the deadline, as `settle` does. If it shows the
    # cancel, the call succeeds: its data comes from the receipt, and the outcome in its meta is `done`. A receipt does
    # not say which request cancelled, so let nobody else cancel the same payment meanwhile. Otherwise the error keeps
    # the effect `unknown`, also if the receipt does not show the cancel, since a request that is on its way may still
    # arrive.
    #
    # If the `effect` of a failure is `:unknown`, {#settle} says what became of it.
    #
    # `POST /cancel`. Repeated by itself after a failure. Waits on the card company.
    # @param receipt_id [String] The receipt to cancel. Required.
    # @param cancel_price [Integer, nil] How much to cancel, in won. The documentation asks for more than 1,000 won in a
    #   partial cancel, and names inicis, kcp, danal, payletter, nicepay, kakao and payco as able to do it. Default: all
    #   that is left.
    # @param cancel_tax_free [Integer, nil] The tax-free part of `cancel_price`, in won; not more than `cancel_price`,
    #   and only beside it. The official gem sends 0, which is wrong for a full cancel of a tax-free sale.
    # @param cancel_username [String, nil] Who cancels, as shown in the admin page. The official gem's default: 시스템.
    # @param cancel_message [String, nil] Why. The official gem's default: 결제취소.
    # @param refund [Hash, nil] Where to send the money back: for virtual accounts, with a contract for it.
    # @option refund [String] :account The account number. Required.
    # @option refund [String] :accountholder The account holder's name. Required.
    # @option refund [String] :bankcode The bank's three digits, such as `004`. Required. {BANKCODE} has them by name.
    # @param cancel_id [String, nil] The merchant's id of this cancel. Default: a fresh one for this call. To be able to
    #   go on after your process was stopped, store one of your own first: see {#settle_cancel}.
    # @param cancelled_before [Integer, nil] What was cancelled of this payment before, in won, by your own books. A
    #   receipt does not say which request cancelled, so a cancel of a part whose answer is lost is settled only with
    #   this. Two parts of one payment that are cancelled at the same time cannot be told apart: cancel one after the
    #   other. Default: not known.
    # @return [Response] A cancel that was carried out. `data[:data]` has `receipt_id`, `remain_price`,
    #   `remain_tax_free`, `cancelled_price`, `cancelled_tax_free`, `request_cancel_price`, `revoked_at`, `tid`.
    # @example
    #   cancelled_payment = api.cancel_payment(
    #     receipt_id: "5df6e8034f74b4002177e0bb", cancel_price: 1200, cancel_tax_free: 200, cancel_message: "변심"
    #   ).unwrap
    #   puts cancelled_payment[:remain_price]
    def cancel_payment(receipt_id: nil, cancel_price: nil, cancel_tax_free: nil, cancel_username: "시스템",
                       cancel_message: "결제취소", refund: nil, cancel_id: nil, cancelled_before: nil)
      keywords = {
        "price" => "cancel_price", "tax_free" => "cancel_tax_free", "name" => "cancel_username",
        "reason" => "cancel_message"
      }
      call("payment.cancel", keywords: keywords) do |wire|
        {
          receipt_id: receipt_id, price: cancel_price, tax_free: cancel_tax_free, name: cancel_username,
          reason: cancel_message, refund: wire.hash_argument("refund", refund), cancel_id: cancel_id,
          cancelled_before: cancelled_before
        }
      end
    end

    # Approves a payment from the server, for projects that confirm there.
    #
    # Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may have left;
    # after a timeout read the receipt and look at its status.
    #
    # If the `effect` of a failure is `:unknown`, {#settle} says what became of it.
    #
    # `POST /submit`. Waits on the card company.
    # @param receipt_id [String] The receipt's id.
    # @return [Response] A charge, or a payment that was approved: what the browser's `done` callback gets too.
    #   `data[:data]` has `receipt_id`, `order_id`, `item_name`, `price`, `pg`, `method`, `requested_at`,
    #   `purchased_at`, `status`, `payment_name`, `pg_name`, `method_name`, `card_code`, `card_name`, `card_no`,
    #   `card_quota`, `url`, `tax_free`, `params`.
    # @example
    #   completed_payment = api.server_submit("5fffc0460c20b903e88a2d2c").unwrap
    #   puts completed_payment[:status]
    def server_submit(receipt_id)
      call("payment.submit") { { receipt_id: receipt_id } }
    end

    # The same as {#server_submit}.
    # @param receipt_id [String] The receipt's id.
    # @return [Response] A charge, or a payment that was approved: what the browser's `done` callback gets too.
    #   `data[:data]` has `receipt_id`, `order_id`, `item_name`, `price`, `pg`, `method`, `requested_at`,
    #   `purchased_at`, `status`, `payment_name`, `pg_name`, `method_name`, `card_code`, `card_name`, `card_no`,
    #   `card_quota`, `url`, `tax_free`, `params`.
    # @example
    #   completed_payment = api.confirm("5fffc0460c20b903e88a2d2c").unwrap
    #   puts completed_payment[:status]
    def confirm(receipt_id)
      server_submit(receipt_id)
    end

    # Issues a billing key for a card by its number.
    #
    # Not repeated by itself: each success makes another key.
    #
    # `POST /request/card_rebill`. Waits on the card company.
    # @param order_id [String, Integer] The merchant's id of this registration. Required.
    # @param pg [String] The gateway: `nicepay`, `payapp` or `welcome`. Required.
    # @param item_name [String] What is shown as the item. Required.
    # @param card_no [String] The card number, digits only. Required.
    # @param card_pw [String] The first two digits of the card's password. Required.
    # @param expire_year [String] The card's expiry year, two digits. Required.
    # @param expire_month [String] The card's expiry month, two digits. Required.
    # @param identify_number [String] The holder's birth date in six digits, or a business number; no dashes. Required.
    # @param user_info [Hash, nil] Who buys; payapp needs `phone` and `username`.
    # @option user_info [String, Integer] :id The merchant's own id of the buyer.
    # @option user_info [String] :username The name.
    # @option user_info [String] :email The e-mail address.
    # @option user_info [String] :phone The phone number, digits only.
    # @option user_info [Integer] :gender 0 for female, 1 for male.
    # @option user_info [String] :area The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남,
    #   전북, 전남, 경북, 경남, 제주, 세종, 대전, or their long names.
    # @option user_info [String] :birth The birth date in six digits, such as `901004`.
    # @option user_info [String] :address The address.
    # @option user_info [String] :addr The address, as the browser script calls it.
    # @param extra [Hash, nil] A test payment, and the gateway's own errors.
    # @option extra [Integer, Boolean] :subscribe_test_payment Pay 100 won (payapp: 1,000) to test the card; it is
    #   cancelled by itself after ten minutes. Default: 0.
    # @option extra [Integer, Boolean] :raw_data Give the gateway's own error back in `data` when it refuses. Default:
    #   0.
    # @return [Response] A billing key that was issued. `data[:data]` has `billing_key`, `pg`, `pg_name`, `method`,
    #   `method_name`, `data` (`card_code`, `card_name`, `card_no`, `card_cl`), `e_at`, `c_at`.
    # @example
    #   billing_key = api.get_billing_key(
    #     order_id: "order-1", pg: "nicepay", item_name: "정기결제", card_no: "9000200012341000", card_pw: "12",
    #     expire_year: "29", expire_month: "12", identify_number: "901004"
    #   ).unwrap
    #   puts billing_key[:billing_key]
    def get_billing_key(order_id: nil, pg: nil, item_name: nil, card_no: nil, card_pw: nil, expire_year: nil,
                        expire_month: nil, identify_number: nil, user_info: nil, extra: nil)
      call("billing_key.request") do |wire|
        {
          order_id: order_id, pg: pg, item_name: item_name, card_no: card_no, card_pw: card_pw,
          expire_year: expire_year, expire_month: expire_month, identify_number: identify_number,
          user_info: wire.hash_argument("user_info", user_info),
          extra: wire.hash_argument("extra", extra, "subscribeTestPayment" => "subscribe_test_payment")
        }
      end
    end

    # Looks a billing key up by the receipt of its registration in the browser.
    #
    # The status is 404 if the receipt is of something else.
    #
    # `GET /subscribe/billing/{receipt_id}`.
    # @param receipt_id [String] The receipt's id.
    # @return [Response] A billing key that was issued. `data[:data]` has `billing_key`, `pg`, `pg_name`, `method`,
    #   `method_name`, `data` (`card_code`, `card_name`, `card_no`, `card_cl`), `e_at`, `c_at`.
    # @example
    #   billing_key = api.subscribe_verify("5b025b33e13f33310ce560fa").unwrap
    #   puts billing_key[:billing_key]
    def subscribe_verify(receipt_id)
      call("billing_key.lookup") { { receipt_id: receipt_id } }
    end

    # Deletes a billing key.
    #
    # The status is 404 if there is no such key; after a repetition that means that it is deleted. The answer has no
    # `data`.
    #
    # `DELETE /subscribe/billing/{billing_key}`. Repeated by itself after a failure.
    # @param billing_key [String] The billing key.
    # @return [Response]
    # @example
    #   api.destroy_billing_key("5b025b33e13f33310ce560fb").success? # => true
    def destroy_billing_key(billing_key)
      call("billing_key.delete") { { billing_key: billing_key } }
    end

    # Charges a billing key now.
    #
    # Never repeated once a byte may have left: the API has no idempotency key for it and no look-up by order id. If its
    # answer is lost, look for the order in the admin page, or wait for its webhook.
    #
    # `POST /subscribe/billing`. Waits on the card company.
    # @param billing_key [String] The billing key. Required.
    # @param item_name [String] What is sold. Required.
    # @param price [Integer] How much, in won. Required.
    # @param tax_free [Integer, nil] The tax-free part of `price`, in won. Default: 0.
    # @param order_id [String, Integer] The merchant's id, unique per charge. Required.
    # @param quota [Integer, nil] Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
    # @param interest [Integer, Boolean, nil] Interest-free; the gateway welcome only. Default: 0.
    # @param items [Array<Hash>, nil] What is sold, piece by piece. Each has `item_name`, `qty`, `unique`, `price`, and
    #   may have `cat1`, `cat2`, `cat3`.
    # @param user_info [Hash, nil] Who buys; payapp needs `phone` and `username`.
    # @option user_info [String, Integer] :id The merchant's own id of the buyer.
    # @option user_info [String] :username The name.
    # @option user_info [String] :email The e-mail address.
    # @option user_info [String] :phone The phone number, digits only.
    # @option user_info [Integer] :gender 0 for female, 1 for male.
    # @option user_info [String] :area The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남,
    #   전북, 전남, 경북, 경남, 제주, 세종, 대전, or their long names.
    # @option user_info [String] :birth The birth date in six digits, such as `901004`.
    # @option user_info [String] :address The address.
    # @option user_info [String] :addr The address, as the browser script calls it.
    # @param feedback_url [String, nil] Where the webhook goes. Not localhost.
    # @param feedback_content_type [String, nil] The webhook's form: `json` or `urlencoded`. Default: `urlencoded`.
    # @param extra [Hash, nil] A test payment, and the gateway's own errors.
    # @option extra [Integer, Boolean] :subscribe_test_payment Pay 100 won (payapp: 1,000) to test the card; it is
    #   cancelled by itself after ten minutes. Default: 0.
    # @option extra [Integer, Boolean] :raw_data Give the gateway's own error back in `data` when it refuses. Default:
    #   0.
    # @return [Response] A charge, or a payment that was approved: what the browser's `done` callback gets too.
    #   `data[:data]` has `receipt_id`, `order_id`, `item_name`, `price`, `pg`, `method`, `requested_at`,
    #   `purchased_at`, `status`, `payment_name`, `pg_name`, `method_name`, `card_code`, `card_name`, `card_no`,
    #   `card_quota`, `url`, `tax_free`, `params`.
    # @example
    #   completed_payment = api.subscribe_billing(
    #     billing_key: "5b025b33e13f33310ce560fb", item_name: "정기결제", price: 3000, order_id: "order-2"
    #   ).unwrap
    #   puts completed_payment[:receipt_id], completed_payment[:card_name]
    def subscribe_billing(billing_key: nil, item_name: nil, price: nil, tax_free: nil, order_id: nil, quota: nil,
                          interest: nil, items: nil, user_info: nil, feedback_url: nil, feedback_content_type: nil,
                          extra: nil)
      call("billing.pay") do |wire|
        {
          billing_key: billing_key, item_name: item_name, price: price, tax_free: tax_free, order_id: order_id,
          quota: quota, interest: interest, items: items, user_info: wire.hash_argument("user_info", user_info),
          feedback_url: feedback_url, feedback_content_type: feedback_content_type,
          extra: wire.hash_argument("extra", extra, "subscribeTestPayment" => "subscribe_test_payment")
        }
      end
    end

    # Charges a billing key once, later.
    #
    # Never repeated once a byte may have left. At most five reservations wait per key. What came of it is told by
    # webhook.
    #
    # `POST /subscribe/billing/reserve`.
    # @param billing_key [String] The billing key. Required.
    # @param item_name [String] What is sold. Required.
    # @param price [Integer] How much, in won. Required.
    # @param tax_free [Integer, nil] The tax-free part of `price`, in won. Default: 0.
    # @param order_id [String, Integer] The merchant's id, unique per charge. Required.
    # @param quota [Integer, nil] Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
    #   The official gem sends 12.
    # @param interest [Integer, Boolean, nil] Interest-free; the gateway welcome only. Default: 0.
    # @param items [Array<Hash>, nil] What is sold, piece by piece. Each has `item_name`, `qty`, `unique`, `price`, and
    #   may have `cat1`, `cat2`, `cat3`.
    # @param user_info [Hash, nil] Who buys; payapp needs `phone` and `username`.
    # @option user_info [String, Integer] :id The merchant's own id of the buyer.
    # @option user_info [String] :username The name.
    # @option user_info [String] :email The e-mail address.
    # @option user_info [String] :phone The phone number, digits only.
    # @option user_info [Integer] :gender 0 for female, 1 for male.
    # @option user_info [String] :area The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남,
    #   전북, 전남, 경북, 경남, 제주, 세종, 대전, or their long names.
    # @option user_info [String] :birth The birth date in six digits, such as `901004`.
    # @option user_info [String] :address The address.
    # @option user_info [String] :addr The address, as the browser script calls it.
    # @param feedback_url [String, nil] Where the webhook goes. Not localhost.
    # @param feedback_content_type [String, nil] The webhook's form: `json` or `urlencoded`. Default: `urlencoded`.
    # @param extra [Hash, nil] A test payment, and the gateway's own errors.
    # @option extra [Integer, Boolean] :subscribe_test_payment Pay 100 won (payapp: 1,000) to test the card; it is
    #   cancelled by itself after ten minutes. Default: 0.
    # @option extra [Integer, Boolean] :raw_data Give the gateway's own error back in `data` when it refuses. Default:
    #   0.
    # @param scheduler_type [String, nil] `oneshot`, the only kind there is. Default: `oneshot`.
    # @param execute_at [Time, DateTime, Integer, Float, nil] When to charge, Unix seconds, in the future. Default: ten
    #   seconds from this call. Also a Time or a DateTime. A Date is refused, since it has no time zone.
    # @return [Response] A charge that waits for its time. `data[:data]` has `reserve_id`, `billing_key`, `item_name`,
    #   `price`, `purchase_count`, `purchase_limit`, `execute_at`, `status`.
    # @example
    #   reservation = api.subscribe_reserve_billing(
    #     billing_key: "5b025b33e13f33310ce560fb", item_name: "정기결제", price: 3000, order_id: "order-3",
    #     execute_at: 1893456000
    #   ).unwrap
    #   puts reservation[:reserve_id]
    def subscribe_reserve_billing(billing_key: nil, item_name: nil, price: nil, tax_free: nil, order_id: nil,
                                  quota: nil, interest: nil, items: nil, user_info: nil, feedback_url: nil,
                                  feedback_content_type: nil, extra: nil, scheduler_type: nil, execute_at: nil)
      call("billing.reserve") do |wire|
        {
          billing_key: billing_key, item_name: item_name, price: price, tax_free: tax_free, order_id: order_id,
          quota: quota, interest: interest, items: items, user_info: wire.hash_argument("user_info", user_info),
          feedback_url: feedback_url, feedback_content_type: feedback_content_type,
          extra: wire.hash_argument("extra", extra, "subscribeTestPayment" => "subscribe_test_payment"),
          scheduler_type: scheduler_type, execute_at: wire.moment("execute_at", execute_at)
        }
      end
    end

    # Cancels a reservation that has not been carried out.
    #
    # The status is 404 if there is no such reservation. The answer has no `data`.
    #
    # `DELETE /subscribe/billing/reserve/{reserve_id}`. Repeated by itself after a failure.
    # @param reserve_id [String] The reservation's id.
    # @return [Response]
    # @example
    #   reservation = api.subscribe_reserve_billing(
    #     billing_key: "5b025b33e13f33310ce560fb", item_name: "정기결제", price: 3000, order_id: "order-3",
    #     execute_at: 1893456000
    #   ).unwrap
    #   api.subscribe_reserve_cancel(reservation[:reserve_id]).success? # => true
    def subscribe_reserve_cancel(reserve_id)
      call("reservation.cancel") { { reserve_id: reserve_id } }
    end

    # Asks for a token with which a member uses Bootpay's own easy pay in the browser.
    #
    # `POST /request/user/token`. Repeated by itself after a failure.
    # @param user_id [String, Integer] The merchant's id of the member. Required.
    # @param email [String, nil] The e-mail address.
    # @param name [String, nil] The name.
    # @param gender [Integer, nil] 0 for female, 1 for male. Not sent unless given: 0 would be an answer.
    # @param birth [String, nil] The birth date in six digits, such as `901004`.
    # @param phone [String, nil] The phone number, digits only; the gateway payapp needs it.
    # @return [Response] A member's token. Valid for an hour, then ask again. `data[:data]` has `user_token`,
    #   `expired_unixtime`, `expired_localtime`.
    # @example
    #   user_token = api.get_user_token(user_id: "member-1", phone: "01012341234").unwrap
    #   puts user_token[:user_token]
    def get_user_token(user_id: nil, email: nil, name: nil, gender: nil, birth: nil, phone: nil)
      call("user_token.request") do
        {
          user_id: user_id, email: email, name: name, gender: gender, birth: birth, phone: phone
        }
      end
    end

    # Makes a payment link. Its answer's `data` is the URL, a string.
    #
    # Each request makes another link, so it is not repeated by itself; to repeat it does no harm.
    #
    # `POST /request/payment`.
    # @param pg [String, nil] The gateway. Default: the buyer chooses.
    # @param method [String, nil] How to pay, such as `card`, `phone`, `vbank`, `bank` or `easy`.
    # @param methods [Array<String>, nil] The methods to offer.
    # @param price [Integer] How much, in won. Required.
    # @param order_id [String, Integer] The merchant's id. Required.
    # @param params [String, Hash, nil] Given back in the receipt: text, or JSON which becomes text.
    # @param tax_free [Integer, nil] The tax-free part of `price`, in won. Default: 0.
    # @param name [String] What is sold. Required.
    # @param user_info [Hash, nil] Who buys.
    # @option user_info [String, Integer] :id The merchant's own id of the buyer.
    # @option user_info [String] :username The name.
    # @option user_info [String] :email The e-mail address.
    # @option user_info [String] :phone The phone number, digits only.
    # @option user_info [Integer] :gender 0 for female, 1 for male.
    # @option user_info [String] :area The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남,
    #   전북, 전남, 경북, 경남, 제주, 세종, 대전, or their long names.
    # @option user_info [String] :birth The birth date in six digits, such as `901004`.
    # @option user_info [String] :address The address.
    # @option user_info [String] :addr The address, as the browser script calls it.
    # @param items [Array<Hash>, nil] What is sold, piece by piece. Each has `item_name`, `qty`, `unique`, `price`, and
    #   may have `cat1`, `cat2`, `cat3`.
    # @param return_url [String, nil] Where the browser goes afterwards. Sent by some official clients, commented out in
    #   others.
    # @param extra [Hash, nil] Options of the payment window.
    # @option extra [Boolean] :escrow Whether it is an escrow payment.
    # @option extra [Array<Integer>, String] :quota Which instalment months to offer, from 50,000 won on: a list, or
    #   text such as `0,2,3`.
    # @option extra [Integer, Boolean, String] :disp_cash_result Whether to show the cash receipt.
    # @option extra [String] :offer_period How long the service runs that is paid for, as text.
    # @option extra [String] :theme The window's colours: `red`, `purple` or `custom`.
    # @option extra [String] :custom_background The background colour of the theme `custom`.
    # @option extra [String] :custom_font_color The font colour of the theme `custom`.
    # @option extra [Integer] :expire_month For how many months the billing key is valid that is issued.
    # @option extra [String] :seller_name The seller's name as shown.
    # @option extra [Integer, Boolean] :subscribe_test_payment Pay 100 won (payapp: 1,000) to test the card; it is
    #   cancelled by itself after ten minutes. Default: 0.
    # @option extra [Integer, Boolean] :raw_data Give the gateway's own error back in `data` when it refuses. Default:
    #   0.
    # @return [Response] `data[:data]` is a String.
    # @example
    #   puts api.request_link(methods: ["card", "phone"], price: 3000, order_id: "order-5", name: "상품").unwrap
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

    # Makes the server send a receipt's webhook to a URL.
    #
    # `POST /webhook`.
    # @param receipt_id [String] The receipt's id. Required.
    # @param webhook_url [String] Where to send it. Not localhost. Required.
    # @return [Response]
    # @example
    #   api.create_webhook(
    #     receipt_id: "5df6e67d4f74b4002a77e0eb", webhook_url: "https://shop.example.org/bootpay"
    #   ).success? # => true
    def create_webhook(receipt_id: nil, webhook_url: nil)
      call("webhook.create") { { receipt_id: receipt_id, webhook_url: webhook_url } }
    end

    # Tells the gateway of an escrow payment that shipping began. Other payments are refused.
    #
    # `PUT /delivery/start/{receipt_id}`.
    # @param receipt_id [String] The receipt's id.
    # @param delivery_no [String, Integer] The parcel's number.
    # @param delivery_corp [String, Integer] The carrier's three digits: 000 another one, 001 CJ대한통운, 002 한진, 003
    #   롯데, 004 KG로지스, 005 동부, 006 우체국, 007 로젠, 008 옐로우캡, 009 경동, 010 대신, 011 사가와, 100 direct,
    #   101 quick service.
    # @return [Response]
    # @example
    #   api.delivery_start("00000000000000000000e5c0", "123456789012", "001").success? # => true
    def delivery_start(receipt_id, delivery_no, delivery_corp)
      call("delivery.start") { { receipt_id: receipt_id, delivery_no: delivery_no, delivery_corp: delivery_corp } }
    end

    # Sends Naver Pay product data; its fields are Naver Pay's.
    #
    # `POST /npay/product`.
    # @param data [Hash] The fields, which are sent as they are, without those that are nil.
    # @return [Response]
    # @example
    #   api.naverpay_item_response({ item_id: "1", stock: 3 }).success? # => true
    def naverpay_item_response(data)
      call("npay_product.send") { |wire| wire.object("data", data) }
    end

    # Sets a project's payment gateways; its fields are not documented.
    #
    # `POST /project/payment`.
    # @param data [Hash] The fields, which are sent as they are, without those that are nil.
    # @return [Response]
    # @example
    #   api.update_pg_resource({ method: "card", pg: "kcp" }).success? # => true
    def update_pg_resource(data)
      call("project.update") { |wire| wire.object("data", data) }
    end

    # Lists a member's wallets. The answer's `data` is a list.
    #
    # `GET /wallet`.
    # @deprecated by Bootpay, which will take it out of a future version.
    # @param user_id [String, Integer] The merchant's id of the member. Required.
    # @param sandbox [Boolean, nil] Whether to look at test wallets. Not sent unless given.
    # @return [Response]
    # @example
    #   api.get_user_token(user_id: "member-1", phone: "01012341234")
    #   api.get_user_wallets(user_id: "member-1").success? # => true
    def get_user_wallets(user_id: nil, sandbox: nil)
      warn("get_user_wallets is deprecated by Bootpay", uplevel: 1, category: :deprecated)
      call("wallet.list") { { user_id: user_id, sandbox: sandbox } }
    end

    # Pays from a member's wallet. The call is not documented: `price` and `tax_free` are amounts like all others, and
    # nothing else is checked. Never repeated once a byte may have left.
    #
    # It charges the first card of the wallet.
    #
    # `POST /wallet/payment`. Waits on the card company.
    # @deprecated by Bootpay, which will take it out of a future version.
    # @param user_id [String, Integer] The merchant's id of the member. Required.
    # @param order_name [String] What is sold. Required.
    # @param price [Integer] How much, in won. Required.
    # @param order_id [String, Integer] The merchant's id of the order. Required.
    # @param tax_free [Integer, nil] The tax-free part of `price`, in won.
    # @param sandbox [Boolean, nil] Whether it is a test.
    # @param webhook_url [String, nil] Where the webhook goes.
    # @param content_type [String, nil] How the webhook is written.
    # @param items [Array<Hash>, nil] What is sold, piece by piece.
    # @param user_info [Hash, nil] Who buys.
    # @param extra [Hash, nil] Options.
    # @param metadata [Hash, nil] The merchant's own data.
    # @return [Response]
    # @example
    #   api.get_user_token(user_id: "member-1", phone: "01012341234")
    #   api.request_wallet_payment(
    #     user_id: "member-1", order_name: "상품", price: 3000, order_id: "order-6"
    #   ).success? # => true
    def request_wallet_payment(user_id: nil, order_name: nil, price: nil, order_id: nil, tax_free: nil, sandbox: nil,
                               webhook_url: nil, content_type: nil, items: nil, user_info: nil, extra: nil,
                               metadata: nil)
      warn("request_wallet_payment is deprecated by Bootpay", uplevel: 1, category: :deprecated)
      call("wallet.pay", keywords: { "user" => "user_info" }) do |wire|
        wire.required(user_id: user_id, order_name: order_name, price: price, order_id: order_id)
        {
          user_id: user_id, order_name: order_name, price: price, order_id: order_id, tax_free: tax_free,
          sandbox: sandbox, webhook_url: webhook_url, content_type: content_type, items: items,
          user: wire.hash_argument("user_info", user_info), extra: wire.hash_argument("extra", extra),
          metadata: wire.hash_argument("metadata", metadata)
        }
      end
    end
  end
end
