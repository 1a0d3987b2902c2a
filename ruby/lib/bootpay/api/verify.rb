# frozen_string_literal: true

module Bootpay
  class Api
    NOT_GIVEN = Object.new.freeze
    private_constant :NOT_GIVEN

    # `GET /receipt/{receipt_id}`: reads a receipt. A payment is done only if its status is 1, the price is the one
    # that you asked for and the order is yours: the receipt id came through the customer's browser.
    #
    # With an `expected_…` keyword this call compares for you, and raises whenever the receipt is not known to be the
    # expected one: {MismatchError} if it differs, and every other {Error} instead of a failed response.
    # @param receipt_id [String] the id that Bootpay gave the payment: letters, digits, `_` and `-`
    # @param expected_price [Integer] the price that you asked for, in won
    # @param expected_order_id [String, Integer] the order id that you issued
    # @param expected_status [Integer] the status that it must have, by number; by default 1, paid, if another
    #   expectation is given; before {#server_submit} it is 2
    # @return [Response] with `data[:data]`: `price`, `order_id`, `status`, `remain_price`, `payment_data` and more
    # @raise [InvalidRequestError] if the id cannot be one, or if an expectation is nil; nothing is sent then
    # @raise [MismatchError] if status, price or order id is not the expected one; the message names what differs
    # @raise [Error] with an expectation, for whatever else goes wrong: {ApiError}, {TimeoutError} …
    # @example Read it
    #   api.verify("5df6e67d4f74b4002a77e0eb").unwrap[:price] # => 3000
    # @example Read it and be sure
    #   verified = api.verify("5df6e67d4f74b4002a77e0eb", expected_price: 3000, expected_order_id: "1576461949")
    #   verified.unwrap[:status] # => 1
    def verify(receipt_id, expected_price: NOT_GIVEN, expected_order_id: NOT_GIVEN, expected_status: NOT_GIVEN)
      expected = {
        expected_price: expected_price, expected_order_id: expected_order_id, expected_status: expected_status
      }.reject { |_name, value| NOT_GIVEN.equal?(value) }
      response = call("receipt.get") do |wire|
        expected.each { |name, value| wire.refuse(name, "is nil, so nothing would be compared") if NilClass === value }
        { receipt_id: receipt_id, **expected }
      end
      response.unwrap if expected.any?
      response
    end
  end
end
