# frozen_string_literal: true

module Bootpay
  # A verification that was begun, as {Identity#begin} gives it.
  #
  #   begun.order_id   # => "identity-7be0a0d2c4c1f5c88f4e3a9b0d6e1f20"
  #   begun.expires_at # => 2026-11-28 19:15:00 +0900
  class BegunIdentity
    include Discreet
    include Undumped

    # The order id, random and of this verification only.
    # @return [String]
    attr_reader :order_id

    # After this {Identity#confirm} refuses it.
    # @return [Time]
    attr_reader :expires_at

    # @api private
    def initialize(told)
      @order_id = told[:order_id]
      @expires_at = Time.at(told[:expires_at])
      @token = Hidden.new(told[:token])
      @request = told[:request]
      freeze
    end

    # What {Identity#confirm} needs, opaque and signed. It may go through the browser, or stay in your session. Keep it
    # out of logs.
    # @return [String]
    def token
      @token.value
    end

    # What the page hands to `BootPay.request`, ready for JSON.
    # @param web_application_id [String, Symbol] the project's **web** application id, not the REST one
    # @return [Hash{Symbol => Object}]
    # @raise [InvalidRequestError] if it is of another type
    def request(web_application_id)
      { application_id: Wire.new(nil).text("web_application_id", web_application_id), **@request }
    end

    # Without the token. JSON and YAML say the same.
    # @return [String]
    def inspect
      "#<#{self.class} order_id=#{order_id} expires_at=#{expires_at}>"
    end
  end
end
