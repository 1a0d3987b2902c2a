# frozen_string_literal: true

module Bootpay
  # Something about a person that prints masked wherever it is printed: `inspect`, `puts`, interpolation, `pp`, JSON (also
  # ActiveSupport's) and YAML. {#reveal} gives the value; two are equal if their values are. Marshal refuses it.
  #
  #   "#{person.name}"   # => "홍*동"
  #   person.name.reveal # => "홍길동"
  class Private
    include Discreet
    include Undumped

    # @api private
    def initialize(value, masked)
      @value = Hidden.new(value)
      @masked = masked
      freeze
    end

    # The value. Keep it out of logs.
    # @return [String]
    def reveal
      @value.value
    end

    # Masked. JSON and YAML say the same.
    # @return [String]
    def inspect
      @masked
    end

    # Masked.
    # @return [String]
    def to_s
      @masked
    end

    # @return [Boolean]
    def ==(other)
      other.instance_of?(self.class) && other.reveal == reveal
    end
    alias eql? ==

    # @return [Integer]
    def hash
      [self.class, reveal].hash
    end

    # The birth date. Prints as `1990-**-**`.
    class Birth < Private
      # @return [Date]
      def reveal
        Date.iso8601(super)
      end
    end

    # What is found again by a keyed hash, so that it need not be kept in clear.
    class Hashed < Private
      # Keys as the core takes them.
      # @api private
      def self.keys(given)
        versions = Hash.try_convert(given) || { 1 => given }
        versions.map do |version, key|
          must_be(Integer, "the version of a key", version)
          must_be(String, "a key", key)
          { version: version, key: [Wire.bytes(key)].pack("m0") } # a text's bytes in UTF-8; other bytes as they are
        end
      end

      def self.must_be(wanted, name, given)
        Wire.new(nil).refuse(name, "must be of the class #{wanted}, not #{given.class}") unless given.is_a?(wanted)
      end
      private_class_method :must_be

      # The keyed hash to store and to look up, such as `"1:Zm9v…"`. Anyone who has the key
      # can find the person by it, so it is personal data too; a leak of it reveals less.
      # @param key [String] at least 16 random bytes, which are kept outside of the database that the hash is in
      # @param version [Integer] the key's; it stands in front of the hash
      # @return [String]
      # @raise [InvalidRequestError] for a shorter key; and if the value is empty or damaged, since its hash would join
      #   strangers
      def hmac(key, version: 1)
        ask("hmac", **Hashed.keys(version => key).first)[:hash]
      end

      # Is the stored hash this person's, with whichever of the keys it was made? What is empty, damaged, nil or of an
      # unknown version matches nobody.
      # @param stored [String, nil] what {#hmac} gave
      # @param keys [String, Hash{Integer => String}] one key, which is version 1, or all by version
      # @return [Boolean]
      # @raise [InvalidRequestError] for a key of fewer than 16 bytes, and for another type
      def matches(stored, keys)
        stored = Wire.new(nil).text("stored", stored) unless stored.nil?
        ask("matches", stored: stored, keys: Hashed.keys(keys))[:matches]
      end

      private

      def ask(verb, **fields)
        Identity.ask(verb, { what: self.class::WHAT, value: reveal, **fields })
      end
    end

    # A phone number. Prints as `010-****-1234`.
    class Phone < Hashed
      WHAT = "phone"
    end

    # CI (연계정보): the same for one person on every site. Prints as `CI(…)`.
    class CI < Hashed
      WHAT = "ci"

      # @api private
      def initialize(value)
        super(value, "CI(…)")
      end
    end

    # DI (중복가입확인정보): another one on every site. Prints as `DI(…)`.
    class DI < Hashed
      WHAT = "di"

      # @api private
      def initialize(value)
        super(value, "DI(…)")
      end
    end
  end
end
