# frozen_string_literal: true

module Bootpay
  # What became of a cancel or an approval whose answer was lost, and the receipt that says so.
  #
  #   settlement = api.settle(response, cancelled_before: 0)
  #   settlement.outcome                       # => :done
  #   settlement.receipt.unwrap[:remain_price] # => 1800
  class Settlement
    include Discreet

    # - `:done`: it took effect.
    # - `:not_done`: it did not take effect up to now. A request that is still on its way may yet: settle again after
    #   the deadline of the lost call, or repeat a cancel with the same `cancel_id`, which cannot cancel twice.
    # - `:pending`: the payment gateway is still at it. Settle again later.
    # - `:unclear`: the receipt does not tell. With `cancelled_before` it may.
    # @return [Symbol]
    attr_reader :outcome

    # The receipt as it stands, as {Api#verify} gives it: a good answer, so that {Response#unwrap} raises nothing.
    # @return [Response]
    attr_reader :receipt

    # @api private
    def initialize(receipt)
      @outcome = receipt.meta.outcome || :unclear # of an answer without a readable receipt
      @receipt = receipt
      freeze
    end

    # Without the receipt's data.
    # @return [String]
    def inspect
      "#<#{self.class} outcome=#{outcome} receipt=#{receipt.inspect}>"
    end
  end
end
