# frozen_string_literal: true

module Bootpay
  # Ruby values as the JSON that goes out. The one place that knows which are taken, wherever they stand: in requests,
  # in expectations, as ids, in settings.
  #
  # - Text is a String, a Symbol, or what has `to_str`.
  # - A number is a finite real Numeric: BigDecimal and Rational too, since prices often are.
  # - A list is an Array or has `to_ary`; an object is a Hash or has `to_hash`, as permitted parameters of Rails have.
  # - true and false are taken, and nil means "not given", at every depth.
  # - A moment is a Time, or what says that it is one, or a DateTime; see {#moment}.
  #
  # Everything else is refused by name. What a text or a number may say is the core's to judge. Nothing of the caller's
  # is changed.
  # @api private
  class Wire
    # Goes out as null, where absence means something else.
    NULL = Object.new.freeze
    DEEPEST = 64
    LONGEST_NAME = 120
    LOST_CALL = %i[effect operation receipt_id cancel_price].freeze
    CLASS = Kernel.instance_method(:class) # a proxy answers with another's, a BasicObject with none
    private_constant :NULL, :DEEPEST, :LONGEST_NAME, :LOST_CALL, :CLASS

    # The text as a plain String in UTF-8, or nil if its bytes are not valid in its encoding.
    def self.utf8(text)
      encoded = String.new(text).encode(Encoding::UTF_8)
      encoded if encoded.valid_encoding?
    rescue EncodingError
      nil
    end

    # Its bytes: those of the text in UTF-8, or its own if they are not valid in its encoding.
    def self.bytes(string)
      (utf8(string) || string).b
    end

    # What the process's environment says of the names that the core knows. Its bytes are taken for UTF-8, whatever the
    # locale; the core refuses invalid ones.
    def self.environment
      given = ENV.to_h.slice(*Native::ENVIRONMENT)
      given.transform_values { |value| String.new(value, encoding: Encoding::UTF_8).scrub }
    end

    # Which program calls, for the server's logs.
    def self.user_agent
      "bootpay-ruby/#{VERSION} (#{RUBY_ENGINE}/#{RUBY_VERSION}; #{RUBY_PLATFORM})"
    end

    # `keywords` has the wire names that this gem spells differently, for messages; `error` is what a refusal raises.
    def initialize(operation, keywords = {}, error: InvalidRequestError)
      @operation = operation
      @keywords = keywords
      @error = error
    end

    # The fields that were given, as JSON text.
    def json(fields)
      JSON.generate(value(fields, nil, 0))
    end

    # An argument that is a text.
    def text(name, given)
      text =
        case given
        when String then given
        when Symbol then given.name
        else converted(name, given, String)
        end
      Wire.utf8(text) || refuse(name, "is not valid #{text.encoding} text")
    end

    # A setting that is a number, which the core checks: another value goes as the name of its class. A Duration of
    # Rails says that it is a number, of seconds.
    def setting(name, given)
      guarded(name, given) do
        next given if Integer === given

        is_number = Object === given && given.is_a?(Numeric) && given.real?
        number = is_number ? given.to_f : Float::NAN
        number.finite? ? number : class_of(given).to_s
      end
    end

    # A day of the calendar as `YYYY-MM-DD`. A Time is refused: which day it is depends on where one is.
    def day(name, given)
      case given
      when nil then nil
      when String, Symbol then text(name, given)
      when DateTime then refuse(name, "must be a day in Korea, as a Date or YYYY-MM-DD, not a moment")
      when Date then given.strftime("%F")
      else refuse(name, "must be a day in Korea, as a Date or YYYY-MM-DD, not #{class_of(given)}")
      end
    end

    # An argument that is the whole request.
    def object(name, given)
      converted(name, given, Hash)
    end

    # An optional hash; nil if no value is in it, since the official gem's defaults are hashes of nils. `also` has other
    # spellings of the official gem, and the fields that they mean.
    def hash_argument(name, given, also = {})
      return if NilClass === given

      sent = fields(name, object(name, given), 1)
      also.each { |spelling, field| sent = { field => sent.delete(spelling) }.merge(sent) if sent.key?(spelling) }
      sent unless sent.empty?
    end

    # A moment as Unix seconds; numbers and texts are passed on. A Date is refused, since it has no time zone: it would
    # be the first second of the day where this machine happens to be.
    def moment(name, given)
      case given
      when nil, Numeric, String then given
      else guarded(name, given) { instant(name, given) }
      end
    end

    # What a failed call says that settles it.
    def lost_call(name, given)
      unless Response === given || Error === given
        refuse(name, "must be a failed Response or a Bootpay::Error, not #{class_of(given)}; of a call that was " \
                     "interrupted, your books know the rest: see settle_cancel")
      end
      error = Response === given ? given.error : given
      LOST_CALL.to_h { |field| [field, error&.public_send(field) || NULL] }
    end

    # Refuses what is missing of a call whose fields nobody else checks.
    def required(**arguments)
      arguments.each do |name, given|
        sent = value(given, name.to_s, 1)
        refuse(name, "is missing") if sent.nil? || (sent.is_a?(String) && sent.strip.empty?)
      end
    end

    # @raise [InvalidRequestError] or what this wire was told to raise
    def refuse(name, why)
      name = spelled(name)[0, LONGEST_NAME].sub(/\A\w+/) { |field| @keywords.fetch(field, field) }
      # as the native half says it
      message = @operation ? "#{@operation}: #{name} #{why}; nothing was sent" : "#{name} #{why}"
      # without a cause: its message may quote anything
      raise @error.new(message, operation: @operation), cause: nil
    end

    private

    def value(given, path, depth)
      refuse(path, "is nested too deeply") if depth > DEEPEST
      case given
      when nil, true, false, Integer then given
      when NULL then nil
      when String, Symbol then text(path, given)
      when Numeric then number(path, given)
      else guarded(path, given) { composite(given, path, depth) }
      end
    end

    def instant(name, given)
      return given.to_i if given.is_a?(Time) # those of Rails say so, too
      # loaded only where somebody has made one
      return given.to_time.to_i if defined?(DateTime) && given.is_a?(DateTime)

      if defined?(Date) && given.is_a?(Date)
        refuse(name, "has no time zone as a Date: give a Time, such as Time.new(2026, 12, 31, 9, 0, 0, \"+09:00\")")
      end
      refuse(name, "must be a time or Unix seconds, not #{class_of(given)}")
    end

    def composite(given, path, depth)
      if (text = String.try_convert(given))
        text(path, text)
      elsif (hash = Hash.try_convert(given))
        fields(path, hash, depth)
      elsif (list = Array.try_convert(given))
        list.each_with_index.map { |item, at| value(item, [path, at], depth + 1) }
      else
        refuse(path, "cannot be sent: it is of the class #{class_of(given)}; give text, a number, true, false, " \
                     "a Hash or an Array")
      end
    end

    def fields(path, given, depth)
      given.each_with_object({}) do |(key, item), sent|
        next if NilClass === item

        name = text("a field's name", key)
        place = [path, name]
        refuse(place, "is there twice, as text and as a Symbol") if sent.key?(name)
        sent[name] = value(item, place, depth + 1)
      end
    end

    def number(path, given)
      guarded(path, given) do
        refuse(path, "must be a finite number") unless given.real? && given.finite?
        # of BigDecimal("1e1000000000") a whole number would fill the memory
        refuse(path, "must be a number that a Float can hold") if given.abs > Float::MAX
        given == given.floor && !given.is_a?(Float) ? Integer(given) : Float(given)
      end
    end

    # What is of this class, or converts itself to it, as Ruby's own methods would have it.
    def converted(name, given, wanted)
      converted = guarded(name, given) { wanted.try_convert(given) }
      converted || refuse(name, "must be a #{wanted}, not #{NilClass === given ? "nil" : class_of(given)}")
    end

    # What runs methods of the caller's own classes, which may raise anything.
    def guarded(name, given)
      yield
    rescue Error
      raise
    rescue StandardError => error
      refuse(name, "cannot be read: #{class_of(given)} raised #{error.class}")
    end

    def class_of(given)
      CLASS.bind_call(given)
    end

    # A place such as `items[0].price`, which is put into words only for a message: what it is in, and its name or its
    # number there.
    def spelled(place)
      return place.to_s unless Array === place

      within, part = place
      return "#{spelled(within)}[#{part}]" if Integer === part

      within.nil? ? shown(part) : "#{spelled(within)}.#{shown(part)}"
    end

    # A name is whoever's the hash is: only what looks like a field's is repeated.
    def shown(name)
      name.match?(/\A\w{1,40}\z/) && name.count("0-9") < 6 ? name : "…"
    end
  end
end
