# frozen_string_literal: true

module Bootpay
  # Of objects that hold keys, tokens or somebody's data: JSON and YAML say of them what `inspect` says. ActiveSupport's
  # JSON and YAML would follow their instance variables otherwise.
  # @api private
  module Discreet
    # What ActiveSupport makes JSON of.
    # @return [String]
    def as_json(*)
      inspect
    end

    # @return [String]
    def to_json(*state)
      inspect.to_json(*state)
    end

    # What Psych calls.
    def encode_with(coder)
      coder.represent_scalar(nil, inspect)
    end
  end

  # Of objects that hold somebody's data: Marshal refuses them, so that nobody's data gets into a cache or a queue by
  # accident.
  # @api private
  module Undumped
    # @return [void]
    # @raise [TypeError]
    def marshal_dump
      raise TypeError, "a #{self.class} may hold personal data and cannot be dumped: dump what you need of it"
    end
  end
end
