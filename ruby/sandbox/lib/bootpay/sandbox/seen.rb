# frozen_string_literal: true

module Bootpay
  class Sandbox
    # What the sandbox saw, for somebody who reads why a test failed. Without bodies, headers and queries: they hold keys
    # and people.
    # @api private
    module Seen
      # So many requests are shown, the newest.
      MOST = 40

      # What the sandbox has in the place of a status.
      WITHOUT_STATUS = { nil => "no answer", 0 => "connection broken" }.freeze

      class << self
        # @param requests [Array<Hash>] as {Sandbox#requests} gives them
        # @param faults [Array<Hash>] those that are set
        # @param misuses [Array<Hash>] as {Sandbox#misuses} gives them
        # @return [String]
        def text(requests, faults, misuses)
          [
            requests.empty? ? "The sandbox saw no request." : listed("The sandbox saw:", lines(requests)),
            listed("Faults that are set:", faults.map { |fault| fault(fault) }),
            listed("Misuses:", misuses.flat_map { |misuse| ["#{misuse[:kind]}: #{misuse[:what]}", misuse[:how_to_mend]] })
          ].compact.join("\n\n")
        end

        private

        def lines(requests)
          lines = requests.last(MOST).map do |request|
            status = WITHOUT_STATUS.fetch(request.fetch(:status), request[:status])
            "#{request.fetch(:number)} #{request.fetch(:method)} #{request.fetch(:path)[/[^?]*/]} #{status}"
          end
          requests.size > MOST ? ["#{requests.size - MOST} before", *lines] : lines
        end

        def fault(fields)
          options = fields.except(:id, :kind).compact.map { |name, value| "#{name}=#{value}" }
          [fields.fetch(:kind), *options].join(" ")
        end

        def listed(head, lines)
          [head, *lines.map { |line| "  #{line}" }].join("\n") unless lines.empty?
        end
      end
    end
  end
end
