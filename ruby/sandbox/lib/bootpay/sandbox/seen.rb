# frozen_string_literal: true

module Bootpay
  class Sandbox
    # What the sandbox saw, for somebody who reads why a test failed. Without bodies, headers and queries: they hold keys
    # and people.
    # @api private
    module Seen
      # So many requests are shown, the newest.
      MOST = 20

      class << self
        # @return [String]
        def text(sandbox)
          [requests(sandbox), faults(sandbox), misuses(sandbox.misuses)].reject(&:empty?).join("\n\n")
        rescue Error => error
          "The sandbox cannot say what it saw: #{error.message}"
        end

        # @return [String]
        def requests(sandbox)
          all = sandbox.requests
          return "The sandbox saw no request." if all.empty?

          left_out = all.size - MOST
          lines = all.last(MOST).map { |request| line(request) }
          lines.unshift("… #{left_out} before") if left_out.positive?
          listed("The sandbox saw:", lines)
        end

        # @param found [Array<Hash>] as {Sandbox#misuses} gives them
        # @return [String] empty if there are none
        def misuses(found)
          listed("Misused was:", found.map { |misuse| "#{misuse[:kind]}: #{misuse[:what]} #{misuse[:how_to_mend]}" })
        end

        private

        def faults(sandbox)
          lines = sandbox.faults.map do |fault|
            options = fault.except(:id, :kind).compact.map { |name, value| "#{name}=#{value}" }
            [fault[:kind], *options].join(" ")
          end
          listed("Faults that are set:", lines)
        end

        def line(request)
          path = request.fetch(:path).partition("?").first
          [request.fetch(:method), path, status(request)].compact.join(" ")
        end

        # 0 is a broken connection.
        def status(request)
          return unless request.key?(:status)

          { nil => "no answer", 0 => "connection broken" }.fetch(request[:status], request[:status])
        end

        def listed(head, lines)
          lines.empty? ? "" : [head, *lines.map { |line| "  #{line}" }].join("\n")
        end
      end
    end
  end
end
