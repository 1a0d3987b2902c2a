# frozen_string_literal: true

module Bootpay
  # The Bootpay server API for one project, with the method names and the answers of the official gem.
  #
  # One object may be used from any number of threads and in forked children. It gets and renews its access token
  # by itself. Nothing is started and nothing is sent before the first call.
  #
  # A call that fails at the server or on the way raises nothing: it gives a {Response} whose `success?` is false.
  # Raised are {ConfigError} and {InvalidRequestError}, both kinds of `ArgumentError`, before anything is sent; and
  # whatever interrupts a waiting call: `Interrupt`, `Timeout::Error`, the end of a killed thread. Such a call is
  # abandoned at once; whether the server has acted on it is then not known.
  #
  #   api = Bootpay::Api.new(application_id: "5b8f6a4d396fa665fdc2b5ea", private_key: ENV["BOOTPAY_PRIVATE_KEY"])
  #   response = api.certificate(params[:receipt_id])
  #   response.data[:data][:certificate] if response.success?
  class Api
    # What the official packages say when no answer can be read.
    NO_ANSWER = { code: -100, text: "부트페이 API 서버와의 통신이 실패하였습니다. 오류 메세지: " }.freeze
    LONGEST_SECONDS = 86_400
    private_constant :NO_ANSWER, :LONGEST_SECONDS

    # Where requests go, for example `"https://api.bootpay.co.kr"`.
    # @return [String]
    attr_reader :base_url

    # @param application_id [String, nil] the project's REST application id, 24 hex digits; nil: the environment
    #   variable `BOOTPAY_APPLICATION_ID`
    # @param private_key [String, nil] the project's private key; nil: `BOOTPAY_PRIVATE_KEY`
    # @param mode [String, Symbol, nil] `production`, `development`, `stage` or `test`; nil: `BOOTPAY_MODE`, or
    #   else production; empty: production
    # @param base_url [String, nil] where to send requests instead of the mode's host, for example a sandbox;
    #   https, or http for a loopback address; nil: `BOOTPAY_BASE_URL`, or else the mode's host
    # @param connect_timeout [Numeric] seconds that DNS, TCP and TLS may take for one connection
    # @param timeout [Numeric] seconds that one attempt may take, from the first byte sent to the last byte read
    # @param deadline [Numeric] seconds that a call may take in all: token request, attempts and pauses
    # @param max_retries [Integer] how often a call that may be repeated is repeated at most
    # @raise [ConfigError] for an empty key, an unknown mode, a bad base URL or a time that cannot be
    #
    #   Bootpay::Api.new(application_id: id, private_key: key, mode: :stage, deadline: 10)
    def initialize(application_id: nil, private_key: nil, mode: nil, base_url: nil, connect_timeout: 5,
                   timeout: 30, deadline: 60, max_retries: 2)
      config = {
        application_id: text_or_nil("application_id", application_id),
        private_key: text_or_nil("private_key", private_key),
        mode: text_or_nil("mode", mode.is_a?(Symbol) ? mode.name : mode),
        base_url: text_or_nil("base_url", base_url),
        connect_timeout_ms: milliseconds("connect_timeout", connect_timeout),
        timeout_ms: milliseconds("timeout", timeout),
        deadline_ms: milliseconds("deadline", deadline),
        max_retries: count("max_retries", max_retries),
        user_agent: "bootpay-ruby/#{VERSION} (#{RUBY_ENGINE}/#{RUBY_VERSION}; #{RUBY_PLATFORM})"
      }
      @native, error_json = Native::Handle.open(JSON.generate(config))
      raise Error.from_json(error_json) if error_json

      @base_url = @native.base_url
      @token_by_hand = @token_returned = nil
    end

    # `POST /request/token`: asks the server for an access token now, and keeps it. Other calls get theirs by
    # themselves; this one is for looking at it, and for checking the keys.
    # @return [Response] with `data[:data][:token]`, `[:server_time]` and `[:expired_at]` (Unix seconds)
    #
    #   api.request_access_token.success?
    def request_access_token
      response = call("token.request", {}, {})
      if response.success?
        issued = response.data[:data]
        @token_returned = issued[:token] if issued.is_a?(Hash)
        @token_by_hand = nil
      end
      response
    end

    # `GET /receipt/{receipt_id}`: reads a receipt. A payment is done only if `data[:data][:status]` is 1 and the
    # price is the one that you expect.
    # @param receipt_id [String] the id that Bootpay gave the payment: letters, digits, `_` and `-`
    # @return [Response]
    # @raise [InvalidRequestError] if the id cannot be one; nothing is sent then
    #
    #   api.verify("5df6e67d4f74b4002a77e0eb").data[:data][:price]
    def verify(receipt_id)
      read("receipt.get", receipt_id)
    end

    # `GET /certificate/{receipt_id}`: reads the result of an identity verification.
    # @param receipt_id [String] the id that Bootpay gave the verification: letters, digits, `_` and `-`
    # @return [Response] with `data[:data][:certificate]`: `username`, `phone`, `birth`, `gender`, `unique` (CI),
    #   `di` and, if your contract has them, `carrier` and `foreigner`
    # @raise [InvalidRequestError] if the id cannot be one; nothing is sent then
    #
    #   api.certificate("612e09260d681b0021e61ab9").data[:data][:certificate][:birth]
    def certificate(receipt_id)
      read("certificate.get", receipt_id)
    end

    # The token that was set by hand; else the last one that {#request_access_token} returned; else nil. Tokens
    # that other calls get for themselves are not shown.
    # @return [String, nil]
    def token
      @token_by_hand || @token_returned
    end

    # Sends this token with every call, as it is and without renewal, until the next {#request_access_token}.
    # @param token [String, nil] nil: back to the tokens that the client gets by itself
    # @raise [InvalidRequestError] if it is no text
    #
    #   api.token = Rails.cache.read("bootpay_token")
    def token=(token)
      @token_by_hand = token.nil? ? nil : checked_text("token", token)
    end

    # Without keys and tokens.
    # @return [String]
    def inspect
      "#<#{self.class} base_url=#{base_url.inspect}>"
    end

    private

    def read(operation, receipt_id)
      call(operation, { receipt_id: checked_text("receipt_id", receipt_id, operation) })
    end

    def call(operation, params, options = { token: @token_by_hand }.compact)
      ok, body, meta_json = through_the_door(operation, JSON.generate(params), JSON.generate(options))
      return answered(operation, body, JSON.parse(meta_json)["status"]) if ok

      error = Error.from_json(meta_json, body)
      raise error if error.is_a?(InvalidRequestError)

      return answered(operation, body, error.status, error) if error.is_a?(ApiError)

      unanswered(operation, error)
    end

    # Under a fiber scheduler the call waits in a thread of its own, so that the other fibers go on meanwhile.
    def through_the_door(*texts)
      return @native.call(*texts) unless Fiber.current_scheduler

      waiting = Thread.new do
        Thread.current.report_on_exception = false
        @native.call(*texts)
      end
      begin
        waiting.value
      ensure
        waiting.kill
      end
    end

    def answered(operation, body, status, error = nil)
      # The core has checked the depth already, so that the limit is the same in every language.
      data = JSON.parse(body, symbolize_names: true, max_nesting: 0)
      Response.new(operation: operation, data: data, status: status, error: error)
    rescue JSON::ParserError
      # its own message quotes the text, which may be somebody's data
      why = "HTTP #{status}: Ruby cannot parse the JSON of the answer"
      effect = error ? error.effect : :unknown
      unanswered(operation, DecodeError.new(why, status: status, operation: operation, effect: effect, body: body))
    end

    def unanswered(operation, error)
      data = { status: error.status || 500, code: NO_ANSWER[:code], message: NO_ANSWER[:text] + error.message }
      Response.new(operation: operation, data: data, status: error.status, error: error)
    end

    def checked_text(name, value, operation = nil)
      text_or(value) { |why| raise InvalidRequestError.new("#{name} #{why}; nothing was sent", operation: operation) }
    end

    def text_or_nil(name, value)
      text_or(value) { |why| raise ConfigError, "#{name} #{why}" } unless value.nil?
    end

    # The value as UTF-8; yields why, if it is no text.
    def text_or(value)
      return yield("must be a String, not #{value.nil? ? "nil" : value.class}") unless value.is_a?(String)

      utf8(value) || yield("is not valid #{value.encoding} text")
    end

    # The text as UTF-8, or nil if it is none.
    def utf8(text)
      encoded = text.encode(Encoding::UTF_8)
      encoded if encoded.valid_encoding?
    rescue EncodingError
      nil
    end

    def milliseconds(name, seconds)
      return if seconds.nil?

      possible = seconds.is_a?(Numeric) && seconds.real? && seconds.finite? && seconds.positive?
      unless possible && seconds <= LONGEST_SECONDS
        raise ConfigError, "#{name} must be a number of seconds, more than 0 and at most #{LONGEST_SECONDS} (a day)"
      end

      (seconds * 1000).ceil
    end

    def count(name, number)
      return if number.nil?
      return number if number.is_a?(Integer) && number.between?(0, 0xffff_ffff)

      raise ConfigError, "#{name} must be a whole number, 0 or more"
    end
  end
end
