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

    # `GET /certificate/{receipt_id}`: reads the result of an identity verification (본인인증). It says
    # who somebody is, and not that it is who sits there: {Identity#confirm} sees to that.
    # @param receipt_id [String] the id that Bootpay gave the verification: letters, digits, `_` and `-`
    # @return [Response] with `data[:data][:certificate]`: `username`, `phone`, `birth`, `gender`, `unique` (CI),
    #   `di` and, if your contract has them, `carrier` and `foreigner`
    # @raise [InvalidRequestError] if the id cannot be one; nothing is sent then
    # @example
    #   api.certificate("612e09260d681b0021e61ab9").unwrap[:certificate][:birth] # => "1990-10-04"
    def certificate(receipt_id)
      call("certificate.get") { { receipt_id: receipt_id } }
    end

    # `POST /submit`: approves a payment from the server, for projects that confirm there. Verify the receipt first:
    # its status must be 2 and its price yours. Not repeated by itself; if `effect` is `:unknown`, {#settle} it.
    # Waits on the card company.
    # @param receipt_id [String] the id of a receipt with status 2
    # @return [Response] with `data[:data]`: what the browser's `done` callback gets, `status` 1
    # @raise [InvalidRequestError] if the id is missing; nothing is sent then
    # @example
    #   receipt_id = "5fffc0460c20b903e88a2d2c"
    #   api.verify(receipt_id, expected_price: 100, expected_status: 2)
    #   api.server_submit(receipt_id).unwrap[:status] # => 1
    def server_submit(receipt_id)
      call("payment.submit") { { receipt_id: receipt_id } }
    end

    # The same as {#server_submit}.
    # @param receipt_id [String] the id of a receipt with status 2
    # @return [Response] with `data[:data]`: what the browser's `done` callback gets, `status` 1
    # @raise [InvalidRequestError] if the id is missing; nothing is sent then
    # @example
    #   api.confirm("5fffc0460c20b903e88a2d2c").unwrap[:status] # => 1
    def confirm(receipt_id)
      server_submit(receipt_id)
    end
  end
end
