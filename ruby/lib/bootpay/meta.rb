# frozen_string_literal: true

module Bootpay
  # What is to be known about a call beside its answer. Holds nothing personal.
  #
  #   api.cancel_payment(receipt_id: receipt_id).meta.cancel_id
  class Meta
    # The call, such as `"payment.cancel"`.
    # @return [String]
    attr_reader :operation

    # The HTTP status; nil if no answer came.
    # @return [Integer, nil]
    attr_reader :status

    # How often the request was sent; token requests are not counted.
    # @return [Integer]
    attr_reader :attempts

    # The id that was sent as `X-Request-Id`, the same for every attempt of one call.
    # @return [String, nil]
    attr_reader :request_id

    # Of a cancel: the id that it carried, your own or the fresh one. Repeating the cancel with this id cannot cancel
    # twice.
    # @return [String, nil]
    attr_reader :cancel_id

    # How long the call took in all, in milliseconds; nil if it failed.
    # @return [Integer, nil]
    attr_reader :duration_ms

    # `:done` if the answer of a cancel was lost and its receipt shows it; the data comes from the receipt then. Of
    # {Api#settle} and {Api#settle_cancel}: what became of the lost call, as in {Settlement#outcome}; else nil.
    # @return [Symbol, nil]
    attr_reader :outcome

    # @api private
    def initialize(operation:, status:, attempts:, request_id:, cancel_id: nil, duration_ms: nil, outcome: nil)
      @operation = operation
      @status = status
      @attempts = attempts
      @request_id = request_id
      @cancel_id = cancel_id
      @duration_ms = duration_ms
      @outcome = outcome&.to_sym
      freeze
    end

    # @api private
    def self.from_json(meta_json)
      meta = JSON.parse(meta_json, symbolize_names: true)
      new(**meta.slice(:operation, :status, :attempts, :request_id, :cancel_id, :duration_ms, :outcome))
    end

    # @api private
    def self.of_error(error, operation)
      new(operation: operation, status: error.status, attempts: error.attempts, request_id: error.request_id,
          cancel_id: error.cancel_id)
    end

    # @return [Hash{Symbol => Object}]
    def to_h
      { operation: operation, status: status, attempts: attempts, request_id: request_id, cancel_id: cancel_id,
        duration_ms: duration_ms, outcome: outcome }
    end
  end
end
