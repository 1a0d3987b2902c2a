# frozen_string_literal: true

module Bootpay
  class Api
    CANCEL_KEYWORDS = {
      "price" => "cancel_price", "tax_free" => "cancel_tax_free", "name" => "cancel_username",
      "reason" => "cancel_message"
    }.freeze
    private_constant :CANCEL_KEYWORDS

    # `POST /cancel`: cancels a payment, whole or in part.
    #
    # Every request carries a `cancel_id`, and the server keeps one effect for one id, so this call is repeated by
    # itself after a failure without danger. Without one of your own a fresh one is made for each call, and given back
    # in `response.meta.cancel_id` and in `error.cancel_id`. If `effect` is `:unknown`, {#settle} it: a
    # repetition may have been refused because the first request had worked. To be able to go on after your process was
    # stopped in the middle of a call, store an id of your own first, see {#settle_cancel}. Waits on the card company.
    # @param receipt_id [String] the receipt to cancel; required
    # @param cancel_price [Integer, nil] how much, in won, more than 0; the documentation asks for more than 1,000 in
    #   a partial cancel, which only inicis, kcp, danal, payletter, nicepay, kakao and payco can do; nil: all that is
    #   left
    # @param cancel_tax_free [Integer, nil] the tax-free part of `cancel_price`, in won; nil: not said (the official
    #   gem says 0, which is wrong for a full cancel of a tax-free sale)
    # @param cancel_username [String, nil] who cancels, as shown in the admin page; nil: not said
    # @param cancel_message [String, nil] why; nil: not said
    # @param refund [Hash, nil] where to send the money of a virtual account: `account`, `accountholder` and `bankcode`,
    #   three digits, see {BANKCODE}; needs a contract for it
    # @param cancel_id [String, nil] your id of this cancel; nil: a fresh one
    # @return [Response] with `data[:data]`: `request_cancel_price`, `remain_price`, `remain_tax_free`,
    #   `cancelled_price`, `cancelled_tax_free`, `revoked_at`, `tid`
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example A part
    #   response = api.cancel_payment(receipt_id: "5df6e8034f74b4002177e0bb", cancel_price: 1200, cancel_tax_free: 200)
    #   response.unwrap[:remain_price] # => 1800
    #   response.meta.cancel_id.length      # => 36
    # @example All of it
    #   api.cancel_payment(receipt_id: "5df6e8034f74b4002177e0bb").unwrap[:remain_price] # => 0
    # @example A virtual account, with the account that gets the money
    #   refund = { account: "1234567890", accountholder: "홍길동", bankcode: Bootpay::BANKCODE["국민은행"] }
    #   api.cancel_payment(receipt_id: "5fffad430c20b903e88a2d17", refund: refund).meta.operation # => "payment.cancel"
    def cancel_payment(receipt_id: nil, cancel_price: nil, cancel_tax_free: nil, cancel_username: "시스템",
                       cancel_message: "결제취소", refund: nil, cancel_id: nil)
      call("payment.cancel", keywords: CANCEL_KEYWORDS) do |wire|
        {
          receipt_id: receipt_id, price: cancel_price, tax_free: cancel_tax_free, name: cancel_username,
          reason: cancel_message, refund: wire.hash_argument("refund", refund), cancel_id: cancel_id
        }
      end
    end
  end
end
