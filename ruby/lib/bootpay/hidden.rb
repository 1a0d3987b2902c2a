# frozen_string_literal: true

module Bootpay
  # A value that is at hand, and that nobody meets who prints, walks or dumps the object that holds it: error reporters,
  # debuggers and serializers follow instance variables, and it is in none.
  # @api private
  class Hidden
    include Discreet

    def initialize(value)
      @reader = -> { value }
    end

    def value
      @reader.call
    end

    def inspect
      "#<#{self.class}>"
    end

    # Dumped as nil: the copy hides nothing.
    def marshal_dump; end

    def marshal_load(_)
      @reader = -> {}
    end
  end
end
