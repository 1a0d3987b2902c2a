# frozen_string_literal: true

require "minitest"
require_relative "in_test"

module Bootpay
  class Sandbox
    # For Minitest, and so for Rails: `require "bootpay/sandbox/minitest"` in test_helper.rb, before the application. Each test
    # of a class that includes this has a sandbox.
    #
    #   class RefundTest < Minitest::Test
    #     include Bootpay::Sandbox::Minitest
    #
    #     def test_it_is_settled
    #       receipt_id = bootpay_sandbox.payment(price: 3000, status: 1)[:receipt_id]
    #       …
    #     end
    #   end
    #
    # With `self.bootpay_strict = true` in a class, its tests fail for a misuse of the API, and those of its subclasses.
    module Minitest
      include InTest

      # What a class has that includes it.
      module ClassMethods
        # Whether its tests fail for a misuse.
        attr_writer :bootpay_strict

        # @return [Boolean]
        def bootpay_strict
          return @bootpay_strict if defined?(@bootpay_strict)

          superclass.respond_to?(:bootpay_strict) && superclass.bootpay_strict
        end
      end

      # A failure with what the sandbox saw. It is a module, so that the failure stays what it is on its way to another process.
      module WithSeen
        # @return [String]
        attr_accessor :bootpay_seen

        def message
          "#{super}\n\n#{bootpay_seen}"
        end
      end

      def self.included(test_class)
        super
        test_class.extend(ClassMethods)
      end

      def before_setup
        InTest.enter
        @in_bootpay_sandbox = true
        super
      end

      def after_teardown
        super
      ensure
        leave_bootpay_sandbox if @in_bootpay_sandbox
      end

      private

      def leave_bootpay_sandbox
        failed = failures.grep_v(::Minitest::Skip)
        strict = self.class.respond_to?(:bootpay_strict) && self.class.bootpay_strict # a module may stand between
        InTest.leave(failed: failed.any?, strict: strict) do |seen|
          failed.last.extend(WithSeen).bootpay_seen = seen
        end
      rescue InTest::Misuse => misuse
        raise ::Minitest::Assertion, misuse.message
      end
    end

    InTest.start
    ::Minitest.after_run { InTest.stop }
  end
end
