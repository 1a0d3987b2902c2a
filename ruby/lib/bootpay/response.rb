# frozen_string_literal: true

module Bootpay
  # What a call came to.
  #
  #   response = api.verify("5df6e67d4f74b4002a77e0eb")
  #   if response.success?
  #     response.data[:data][:price]
  #   else
  #     warn "#{response.data[:status]} #{response.data[:message]}"
  #     response.error.effect # => :none
  #   end
  class Response
    # The server's whole JSON object, with symbols for keys at every depth: `status`, `code`, `message` and `data`.
    # When no such answer came, `{status:, code: -100, message:}` with the HTTP status, or 500 without any answer.
    # @return [Hash{Symbol => Object}]
    attr_reader :data

    # Why the call failed; nil after a success.
    # @return [Bootpay::Error, nil]
    attr_reader :error

    # The HTTP status; nil if no answer came.
    # @return [Integer, nil]
    attr_reader :status

    # The call, such as `"certificate.get"`.
    # @return [String]
    attr_reader :operation

    # @api private
    def initialize(operation:, data:, status:, error: nil)
      @operation = operation
      @data = data
      @status = status
      @error = error
    end

    # Did the server do what was asked? True if the HTTP status is 200 to 299 and the `status` and `code` of the
    # answer say so too.
    # @return [Boolean]
    def success?
      @error.nil?
    end

    # Without the data: it holds names, phone numbers and tokens.
    # @return [String]
    def inspect
      "#<#{self.class} success=#{success?} status=#{status.inspect} operation=#{operation}>"
    end
  end
end
