# frozen_string_literal: true

require_relative "../sandbox"

module Bootpay
  class Sandbox
    # The sandbox of a test: there is one a process, which the first test that wants it starts. Each test gets it as it was at
    # its start, and in a test a client without arguments, `Bootpay::Api.new`, talks to it. Tests that run at once in several
    # processes have one each; in several threads they would share one.
    module InTest
      # @return [Sandbox]
      def bootpay_sandbox
        InTest.sandbox
      end

      class << self
        # @return [Sandbox]
        def sandbox
          @sandbox = nil unless @owner == Process.pid
          @owner = Process.pid
          @sandbox ||= Sandbox.start
        end

        # Begins a test.
        # @return what `leave` takes
        def enter
          sandbox.reset
          before = sandbox.env.to_h { |name, _| [name, ENV.fetch(name, nil)] }
          ENV.update(sandbox.env)
          before
        end

        # Ends a test.
        def leave(before)
          ENV.update(before)
          nil
        end
      end
    end
  end
end
