# frozen_string_literal: true

module Bootpay
  class Sandbox
    # A window in which somebody is asked to be verified, or to pay. A page that has opened it learns what became of it, as if
    # a button had been pressed.
    class Window
      # It leads to a certificate or a paid receipt only after {#approve}.
      # @return [String]
      attr_reader :receipt_id

      # @return [String, nil]
      attr_reader :order_id

      # Where a browser can still use it.
      # @return [String]
      attr_reader :url

      def initialize(opened, &control)
        @receipt_id = opened.fetch(:receipt_id)
        @order_id = opened.fetch(:order_id)
        @url = opened.fetch(:url)
        @control = control
      end

      # Somebody is verified, with the fields of {Sandbox#identity} and `persona`; or has paid, with `method`, `card` and others.
      # @return [self]
      def approve(**fields)
        decide("approve", fields)
      end

      # Somebody closes it.
      # @return [self]
      def cancel
        decide("cancel", {})
      end

      # The verification or the payment fails.
      # @param message [String, nil] what the page is told
      # @return [self]
      def fail(message: nil)
        decide("fail", { message: message }.compact)
      end

      # What became of it.
      # @return [String] `"waiting"`, `"approved"`, `"cancelled"` or `"failed"`
      def state
        @control.call("GET", "/sandbox/windows/#{receipt_id}", nil).fetch(:state)
      end

      def inspect
        "#<#{self.class} #{receipt_id}>"
      end

      private

      def decide(how, fields)
        @control.call("POST", "/sandbox/windows/#{receipt_id}/#{how}", fields)
        self
      end
    end
  end
end
