# frozen_string_literal: true

module Bootpay
  # An object of an answer's JSON: a Hash like any other, which only prints otherwise. `inspect`, `p`, `pp`, `puts` and
  # interpolation mask the people in it, also where a part of an answer is printed by itself. Values, comparisons, JSON,
  # YAML and Marshal are those of a Hash. What is copied out of it, such as a single value, prints as it is.
  #
  #   answer = api.certificate("612e09260d681b0021e61ab9").unwrap
  #   answer[:certificate][:username] # => "홍길동"
  #   answer[:certificate]            # => {:username=>"홍*동", …}
  class Answer < Hash
    # @api private
    # @param parsed [Object] what JSON gives
    # @param at [Array] under which names it stands in the whole answer
    def self.of(parsed, at = [])
      case parsed
      when Hash
        answer = new(at).replace(parsed)
        parsed.each { |name, part| answer[name] = of(part, [*at, name]) if Hash === part || Array === part }
        answer
      when Array then parsed.map { |part| of(part, at) }
      else parsed
      end
    end

    # @api private
    def initialize(at = [])
      super()
      @at = at
    end

    # With people masked.
    # @return [String]
    def inspect
      masked.inspect
    end

    # The same.
    # @return [String]
    def to_s
      inspect
    end

    # What `pp` calls.
    # @api private
    def pretty_print(printer)
      printer.pp(masked)
    end

    # What Psych calls: a map like any other.
    # @api private
    def encode_with(coder)
      coder.represent_map(nil, to_h)
    end

    private

    # What is personal depends on where it stands, so that is told, too.
    def masked
      whole = @at.reverse.reduce(self) { |part, name| { name => part } }
      shown = Identity.ask("masked", whole)
      @at.reduce(shown) { |part, name| part.is_a?(Hash) ? part[name] : part }
    rescue StandardError
      to_h.transform_values { "…" } # somebody has put something into it that has no form in JSON
    end
  end
end
