# frozen_string_literal: true

require_relative "in_test"

module Bootpay
  class Sandbox
    # For Minitest, and so for Rails: each test of a class that includes it has a sandbox.
    #
    #   require "bootpay/sandbox/minitest"
    #
    #   class RefundTest < Minitest::Test
    #     include Bootpay::Sandbox::Minitest
    #
    #     def test_it_is_settled
    #       receipt_id = bootpay_sandbox.payment(price: 3000, status: 1)[:receipt_id]
    #       …
    #     end
    #   end
    module Minitest
      include InTest

      def before_setup
        @_before_bootpay_sandbox = InTest.enter
        super
      end

      def after_teardown
        super
      ensure
        InTest.leave(@_before_bootpay_sandbox) if @_before_bootpay_sandbox
      end
    end
  end
end
