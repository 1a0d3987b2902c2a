# frozen_string_literal: true

module Bootpay
  class Sandbox
    # A failure that waits for calls.
    class Fault
      # Its id, kind and options, as the sandbox has them.
      # @return [Hash]
      attr_reader :fields

      def initialize(fields, &remove)
        @fields = fields
        @remove = remove
      end

      # Ends it. Does nothing when it is used up or gone.
      def remove
        @remove.call
        nil
      end
    end
  end
end
