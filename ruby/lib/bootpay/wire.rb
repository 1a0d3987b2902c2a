# frozen_string_literal: true

module Bootpay
  # Ruby values as the JSON that goes out. Nothing of the caller's is changed, and nil means "not given" at every
  # depth.
  # @api private
  class Wire
    DEEPEST = 64
    CAMEL_CASE = "subscribeTestPayment" # as the official gem's own default spells it
    private_constant :DEEPEST, :CAMEL_CASE

    # The text as UTF-8, or nil if it is none.
    def self.utf8(text)
      encoded = text.encode(Encoding::UTF_8)
      encoded if encoded.valid_encoding?
    rescue EncodingError
      nil
    end

    # `keywords` has the wire names that this gem spells differently, for messages.
    def initialize(operation, keywords = {})
      @operation = operation
      @keywords = keywords
    end

    # The fields that were given, as JSON text.
    def json(fields)
      JSON.generate(value(fields, nil, 0))
    end

    # An argument that is a text, and part of the path or of a header.
    def text(name, given)
      refuse(name, "must be a String, not #{given.nil? ? "nil" : given.class}") unless given.is_a?(String)
      Wire.utf8(given) || refuse(name, "is not valid #{given.encoding} text")
    end

    # An argument that is the whole request.
    def object(name, given)
      Hash.try_convert(given) || refuse(name, "must be a Hash, not #{given.nil? ? "nil" : given.class}")
    end

    # An optional hash; nil if no value is in it, since the official gem's defaults are hashes of nils.
    def hash_argument(name, given)
      return if given.nil?

      hash = object(name, given)
      hash unless hash.compact.empty?
    end

    # The `extra` of a billing call.
    def billing_extra(given)
      extra = hash_argument("extra", given)&.transform_keys(&:to_s)
      return extra unless extra&.key?(CAMEL_CASE)

      switch = extra.delete(CAMEL_CASE)
      extra["subscribe_test_payment"] = switch if extra["subscribe_test_payment"].nil?
      extra
    end

    # A moment as Unix seconds.
    def unix_seconds(name, moment)
      case moment
      when nil, String then moment
      when Numeric then moment.real? && moment.finite? ? moment.floor : refuse(name, "must be a time")
      when Time then moment.to_i # its to_time comes only with the library date
      else
        refuse(name, "must be a time or Unix seconds, not #{moment.class}") unless moment.respond_to?(:to_time)
        moment.to_time.to_i
      end
    end

    # An amount that nobody else checks.
    def won(name, amount)
      return if amount.nil?

      whole = Integer(amount, 10, exception: false) if amount.is_a?(String) && amount.match?(/\A\d+\z/)
      whole = amount.to_i if amount.is_a?(Numeric) && amount.real? && amount.finite? && amount == amount.floor
      whole if whole&.>=(0) || refuse(name, "must be a whole amount in won, 0 or more")
    end

    # Refuses what is missing of a call whose fields nobody else checks.
    def required(**arguments)
      arguments.each do |name, given|
        refuse(name, "is missing") if given.nil? || (given.is_a?(String) && given.strip.empty?)
      end
    end

    # @raise [InvalidRequestError]
    def refuse(name, why)
      name = name.to_s.sub(/\A\w+/) { |field| @keywords.fetch(field, field) }
      message = [@operation, "#{name} #{why}; nothing was sent"].compact.join(": ") # as the native half says it
      raise InvalidRequestError.new(message, operation: @operation)
    end

    private

    def value(given, path, depth)
      refuse(path, "is nested too deeply") if depth > DEEPEST
      case given
      when nil, true, false, Integer then given
      when Symbol then text(path, given.name)
      when String then text(path, given)
      when Numeric then number(path, given)
      when Hash then fields(path, given, depth)
      when Array then given.each_with_index.map { |item, at| value(item, "#{path}[#{at}]", depth + 1) }
      else refuse(path, "cannot be sent: it is of the class #{given.class}")
      end
    end

    def fields(path, given, depth)
      given.compact.to_h do |key, item|
        name = text("a field's name", key.to_s)
        [name, value(item, path ? "#{path}.#{name[0, 80]}" : name[0, 80], depth + 1)]
      end
    end

    # BigDecimal and Rational too: prices often are.
    def number(path, given)
      refuse(path, "must be a finite number") unless given.real? && given.finite?
      return given if given.is_a?(Float)

      given == given.floor ? given.to_i : given.to_f
    end
  end
end
