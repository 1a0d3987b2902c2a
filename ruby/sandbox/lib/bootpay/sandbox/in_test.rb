# frozen_string_literal: true

require_relative "../sandbox"
require_relative "moved_client"

module Bootpay
  class Sandbox
    # The sandbox of the tests of this process. It is there, and in the environment, from the `require` on, so that the
    # application under test may make its client when it is loaded. Each test gets it as it was at its start.
    #
    # `BOOTPAY_SANDBOX_URL` names one that runs already; else one is started. Workers that are forked later share the program
    # and have a project each. Tests that run at once in several threads of a process take turns, since they share the
    # application and its environment.
    module InTest
      # The application misused the API, see {Sandbox#misuses}.
      class Misuse < Error; end

      # @return [Sandbox]
      def bootpay_sandbox
        InTest.sandbox
      end

      class << self
        # @return [Sandbox]
        attr_reader :sandbox

        # Gives this process its sandbox, unless it has one.
        def start
          return if @sandbox

          MovedClient.prepare
          take(find)
        end

        # Begins a test.
        def enter
          @turn.lock
          begin
            begin_worker unless @owner == Process.pid
            ENV.update(sandbox.env) # which a test may have changed
            sandbox.reset
          rescue StandardError
            @turn.unlock
            raise
          end
        end

        # Ends a test.
        # @param failed [Boolean] whether it has failed already
        # @param strict [Boolean] whether it fails for a misuse
        # @yieldparam seen [String] what the sandbox saw, if it has failed
        # @raise [Misuse]
        def leave(failed:, strict:)
          if failed
            yield seen
          elsif strict && sandbox.misuses.any?
            raise Misuse, "the API was misused\n\n#{seen}"
          end
        ensure
          @turn.unlock
        end

        # The tests are over.
        def stop
          sandbox.stop
        end

        private

        # A test that failed shall say why, also when the sandbox cannot.
        def seen
          sandbox.seen
        rescue Error => error
          "The sandbox cannot say what it saw: #{error.message}"
        end

        def find
          url = ENV.fetch("BOOTPAY_SANDBOX_URL", "")
          return Sandbox.start if url.empty?

          begin
            Sandbox.join(url)
          rescue Error => error
            raise error.class, "BOOTPAY_SANDBOX_URL: #{error.message}"
          end
        end

        def take(sandbox)
          @sandbox = sandbox
          @owner = Process.pid
          ENV.update(sandbox.env)
        end

        # For a process that was forked after the application was loaded.
        def begin_worker
          before = sandbox.env
          project = sandbox.project
          at_exit { project.stop }
          take(project)
          MovedClient.move_all(before.values.zip(project.env.values).to_h)
        end
      end

      @turn = Mutex.new
    end
  end
end
