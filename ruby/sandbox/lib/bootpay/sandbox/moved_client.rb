# frozen_string_literal: true

module Bootpay
  class Sandbox
    # An application makes its client when it is loaded, and workers of its tests are forked later. In a worker the client
    # gets the keys of the worker's project in the place of those it was made with.
    # @api private
    module MovedClient
      class << self
        # From here on clients can be moved; does nothing where the client is not installed.
        def prepare
          require "bootpay"
          Api.prepend(self) unless Api.include?(self)
        rescue LoadError
          nil
        end

        # @param replaced [Hash{String => String}] the new keys by the old ones
        def move_all(replaced)
          return unless defined?(Api)

          ObjectSpace.each_object(Api) { |client| client.move(replaced) }
        end
      end

      def initialize(**options)
        super
        @made_with = options
      end

      # @api private
      def move(replaced)
        limits = @limits # of `with_options`
        initialize(**@made_with.transform_values { |value| replaced.fetch(value, value) })
        @limits = limits
      end
    end
  end
end
