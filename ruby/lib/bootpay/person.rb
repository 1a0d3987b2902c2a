# frozen_string_literal: true

module Bootpay
  # A person who was verified and may be believed, as {Identity#confirm} gives it.
  #
  # `name`, `birth`, `phone`, `ci` and `di` are {Private}: they print masked, and `reveal` gives the value. nil is what the
  # agency did not send, because it is not enabled for your project; that is not the same as empty.
  #
  #   person.adult?(:youth_protection) # => true
  #   person.name                      # => 홍*동
  #   member.update!(name: person.name.reveal, ci_hash: person.ci.hmac(key))
  class Person
    include Discreet
    include Undumped

    PLAIN = %i[order_id receipt_id purpose birth_is_ambiguous gender foreigner carrier tid verified_at].freeze
    MASKED = %i[name birth phone ci di].freeze
    private_constant :PLAIN, :MASKED

    # The real name. A foreigner's is in Latin letters, with spaces.
    # @return [Private, nil]
    attr_reader :name

    # The birth date; also nil if what the agency sent cannot be one, see {#birth_is_ambiguous}.
    # @return [Private::Birth, nil] which reveals a Date
    attr_reader :birth

    # The phone number. Numbers are given to new people: it is never a person's key.
    # @return [Private::Phone, nil]
    attr_reader :phone

    # CI (연계정보), the same for one person on every site.
    # @return [Private::CI, nil]
    attr_reader :ci

    # DI (중복가입확인정보), another one on every site.
    # @return [Private::DI, nil]
    attr_reader :di

    # When the agency verified the person; nil if it does not say.
    # @return [Time, nil] in Korea's time zone
    attr_reader :verified_at

    # @api private
    def initialize(told)
      require "time" # and with it Date: loaded only where there is a person
      @told = Hidden.new(told)
      masked = told[:masked]
      @name = sent(:name) { |name| Private.new(name, masked[:name]) }
      @birth = sent(:birth) { |birth| Private::Birth.new(birth, masked[:birth]) }
      @phone = sent(:phone) { |phone| Private::Phone.new(phone, masked[:phone]) }
      @ci = sent(:ci) { |ci| Private::CI.new(ci) }
      @di = sent(:di) { |di| Private::DI.new(di) }
      @verified_at = sent(:verified_at) { |moment| Time.iso8601(moment) }
      freeze
    end

    # The order id that this verification was begun with.
    # @return [String]
    def order_id
      told[:order_id]
    end

    # The receipt that proves it.
    # @return [String]
    def receipt_id
      told[:receipt_id]
    end

    # What {Identity#begin} was told.
    # @return [String]
    def purpose
      told[:purpose]
    end

    # The registered sex: `"male"`, `"female"`, or what else the agency wrote.
    # @return [String, nil]
    def gender
      told[:gender]
    end

    # @return [Boolean, nil]
    def foreigner
      told[:foreigner]
    end

    # The mobile carrier as the agency wrote it, such as `"SKT"`.
    # @return [String, nil]
    def carrier
      told[:carrier]
    end

    # The agency's transaction id, for disputes.
    # @return [String, nil]
    def tid
      told[:tid]
    end

    # Do the six digits of the birth date fit two centuries? {#birth} is the later one then, so that somebody of 100 years
    # or more counts as a child, and a human must look.
    # @return [Boolean]
    def birth_is_ambiguous
      told[:birth_is_ambiguous]
    end

    # 만 나이.
    # @param on [Date, String, nil] on which day in Korea, as a Date or `YYYY-MM-DD`; nil: today
    # @return [Integer, nil] nil if the birth date is not known or is to come
    # @raise [InvalidRequestError] if `on` is not a day of the calendar
    def age(on: nil)
      ages(on)[:age]
    end

    # 연 나이: the year less the year of birth.
    # @param on [Date, String, nil] on which day in Korea, as a Date or `YYYY-MM-DD`; nil: today
    # @return [Integer, nil] nil if the birth date is not known or is to come
    # @raise [InvalidRequestError] if `on` is not a day of the calendar
    def year_age(on: nil)
      ages(on)[:year_age]
    end

    # Has the person the age that this law asks for? False also if the birth date is not known.
    # @param law [Symbol, String] `:youth_protection` (청소년 보호법, also games, films and music), `:civil` (민법, 만 19),
    #   `:child_welfare` (아동복지법, 만 18) or `:guardian_consent` (개인정보 보호법, 만 14)
    # @param on [Date, String, nil] on which day in Korea, as a Date or `YYYY-MM-DD`; nil: today
    # @return [Boolean]
    # @raise [InvalidRequestError] for another law, or if `on` is not a day of the calendar
    def adult?(law, on: nil)
      asked("is_adult", law, on, birth: told[:birth])[:adult]
    end

    # What may be kept when only this law's age was needed: the verdict and what proves it, nothing about who it is. An
    # `adult: false` is not to be kept for longer than the day.
    # @param law [Symbol, String] as for {#adult?}
    # @param on [Date, String, nil] on which day in Korea, as a Date or `YYYY-MM-DD`; nil: today
    # @return [Hash{Symbol => Object}] `law`, `adult`, `rule`, `on`, `checked_at`, `order_id`, `receipt_id`, `tid` and
    #   `verified_at`, ready for JSON
    # @raise [InvalidRequestError] for another law, or if `on` is not a day of the calendar
    def minimal(law, on: nil)
      asked("minimal", law, on, person: told)
    end

    # By which of the hashes that you keep of somebody this is the same person, the strongest first. `:phone` alone means
    # the same number and another CI: the number has a new owner, or two people share a phone.
    # @param stored [Hash] `:ci`, `:di` and `:phone` as `hmac` gave them; what is missing or nil matches nobody
    # @param keys [String, Hash{Integer => String}] one key, which is version 1, or all by version
    # @return [Symbol, nil] `:ci`, `:di`, `:phone` or nil
    # @raise [InvalidRequestError] for a key of less than 16 bytes
    def matched_by(stored, keys)
      hashes = Wire.new(nil).hash_argument("stored", stored).to_h
      request = { **told.slice(:ci, :di, :phone), stored: hashes, keys: Private::Hashed.keys(keys) }
      Identity.ask("matched_by", request)[:by]&.to_sym
    end

    # Masked. YAML says the same.
    # @return [String]
    def inspect
      shown = [:order_id, :receipt_id, :purpose, *MASKED].map { |name| "#{name}=#{public_send(name) || "nil"}" }
      "#<#{self.class} #{shown.join(" ")}>"
    end

    # All of it, masked. ActiveSupport makes JSON of it.
    # @return [Hash{String => Object}]
    def as_json(*)
      masked = MASKED.to_h { |name| [name, public_send(name)&.to_s] }
      { **told.slice(*PLAIN), **masked }.transform_keys(&:to_s)
    end

    # The same as JSON.
    # @return [String]
    def to_json(*state)
      as_json.to_json(*state)
    end

    private

    def told
      @told.value
    end

    def sent(name)
      value = told[name]
      yield(value) unless value.nil?
    end

    def ages(on)
      return {} if told[:birth].nil?

      Identity.ask("ages", { birth: told[:birth], on: Wire.new(nil).day("on", on) }.compact)
    end

    def asked(verb, law, on, about)
      wire = Wire.new(nil)
      Identity.ask(verb, { law: wire.text("law", law), on: wire.day("on", on) }.compact.merge(about))
    end
  end
end
