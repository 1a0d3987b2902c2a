# frozen_string_literal: true

module Bootpay
  class Api
    # Finds out what became of a cancel or an approval whose answer was lost, by reading its receipt. Sends nothing
    # that could take effect, and is repeated by itself after a failure.
    #
    # A receipt says how much was cancelled so far, and not by which request. What became of a cancel of a part
    # follows from what was cancelled before it: give that from your own books, and see to it that nobody else cancels
    # the same payment meanwhile. Without it the outcome of a part is often `:unclear`.
    #
    # `:not_done` means up to now: a request may still be on its way. Settle again after the deadline of the lost call,
    # or repeat the cancel with `cancel_id: error.cancel_id`, which cannot cancel twice. An approval has no such id:
    # only settle it again.
    # @param failure [Response, Bootpay::Error] the failed call: its response, or the error in it, with `effect`
    #   `:unknown`
    # @param cancelled_before [Integer, nil] what was cancelled of this payment before the lost cancel, in won, by your
    #   own books; nil: not said. Says nothing about a cancel of all that is left, or an approval
    # @return [Settlement] with `outcome`: `:done`, `:not_done`, `:pending` or `:unclear`; and `receipt`
    # @raise [InvalidRequestError] if there is nothing to settle, because the call had no effect; or if it has no
    #   receipt, as a charge: look for the order in the admin page, or wait for its webhook; nothing is sent then
    # @raise [Error] if the receipt cannot be read: {ConnectionError}, {TimeoutError}, {ApiError} …
    # @example
    #   response = api.cancel_payment(receipt_id: "5df6e8034f74b4002177e0bb", cancel_price: 1200)
    #   if response.effect == :unknown
    #     settlement = api.settle(response, cancelled_before: 0)
    #     if settlement.outcome == :not_done
    #       response = api.cancel_payment(
    #         receipt_id: "5df6e8034f74b4002177e0bb", cancel_price: 1200, cancel_id: response.error.cancel_id
    #       )
    #     end
    #   end
    #   response.success? # => true
    def settle(failure, cancelled_before: nil)
      settled do |wire|
        { failure: wire.lost_call("failure", failure), cancelled_before: cancelled_before }
      end
    end

    # Does for a cancel what {#settle} does, when only your books are left of it: after your process was stopped, or
    # the call was interrupted. (For an approval {#verify} is enough: its status is 1 once it is approved.)
    #
    # Store the receipt id, the price and a `cancel_id` of your own before you cancel: with them a cancel that is
    # `:not_done` can be repeated, and cannot cancel twice.
    # @param receipt_id [String] the receipt that was to be cancelled
    # @param cancel_price [Integer, nil] how much the lost cancel asked for, in won; nil: all that was left
    # @param cancelled_before [Integer, nil] what was cancelled of this payment before it, in won; nil: not said; see
    #   {#settle}
    # @return [Settlement] with `outcome`: `:done`, `:not_done`, `:pending` or `:unclear`; and `receipt`
    # @raise [InvalidRequestError] naming the keyword that cannot be; nothing is sent then
    # @raise [Error] if the receipt cannot be read: {ConnectionError}, {TimeoutError}, {ApiError} …
    # @example
    #   books = { receipt_id: "5df6e8034f74b4002177e0bb", cancel_price: 1200, cancelled_before: 0 }
    #   settlement = api.settle_cancel(**books)
    #   settlement.outcome                       # => :not_done
    #   settlement.receipt.unwrap[:remain_price] # => 3000
    def settle_cancel(receipt_id:, cancel_price: nil, cancelled_before: nil)
      settled { { receipt_id: receipt_id, cancel_price: cancel_price, cancelled_before: cancelled_before } }
    end

    private

    def settled(&request)
      Settlement.new(call("receipt.settle", &request).tap(&:unwrap))
    end
  end
end
