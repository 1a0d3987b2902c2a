# frozen_string_literal: true

module Bootpay
  # The Bootpay server API for one project, with the method names and the answers of the official gem.
  #
  # One object may be used from any number of threads and in forked children. It gets and renews its access token
  # by itself. Nothing is started and nothing is sent before the first call.
  #
  # A call that fails at the server or on the way raises nothing: it gives a {Response} whose `success?` is false, and
  # whose {Response#unwrap} raises what went wrong. Raised by the calls themselves are {ConfigError} and
  # {InvalidRequestError}, which names the argument that is missing or cannot be, both kinds of `ArgumentError`, before
  # anything is sent; what {#verify} raises when it was told what to expect, and {#settle}; what a {Webhook} and
  # {Identity#confirm} raise; and whatever interrupts a waiting call: `Interrupt`, `Timeout::Error`, the end of a killed
  # thread. Such a call is abandoned at once; whether the server has acted on it is then not known.
  #
  # A call that only reads, and one that cannot act twice, is repeated by itself after a failure. A call that moves
  # money or sends something is not; if its `effect` is `:unknown`, {#settle} it before you try again. An attempt may take
  # 30 seconds, and 60 where a call waits on the card company; a call in all twice that. See {#initialize}.
  #
  # Amounts are whole won: an Integer, a Float or BigDecimal without a fraction, or digits. A Symbol is as good as a
  # String. Every optional argument may be nil, which sends nothing; only an expectation of {#verify} may not. Hashes may
  # have symbols or strings for keys, and be whatever has `to_hash`.
  #
  #   api = Bootpay::Api.new(application_id: "5b8f6a4d396fa665fdc2b5ea", private_key: ENV["BOOTPAY_PRIVATE_KEY"])
  #   api.certificate(params[:receipt_id]).unwrap[:certificate]
  class Api
    include Discreet

    # What the official packages say when no answer can be read.
    NO_ANSWER = { code: -100, text: "부트페이 API 서버와의 통신이 실패하였습니다. 오류 메세지: " }.freeze
    private_constant :NO_ANSWER

    # Where requests go, for example `"https://api.bootpay.co.kr"`.
    # @return [String]
    attr_reader :base_url

    # Reads the webhooks that Bootpay sends to your server, and tells which are to be believed.
    # @return [Webhook]
    # @example
    #   body = "receipt_id=5df6e67d4f74b4002a77e0eb&price=3000&status=1"
    #   api.webhook.parse(body) # => #<Bootpay::WebhookEvent receipt_id=5df6e67d4f74b4002a77e0eb status=1>
    attr_reader :webhook

    # Identity verification (본인인증) in one call: begins it, and confirms it once.
    # @return [Identity]
    # @example
    #   api.identity.begin(purpose: "회원 가입", session: "a random text of this session").token.empty? # => false
    attr_reader :identity

    # @param application_id [String, nil] the project's REST application id, 24 hex digits; nil: the environment
    #   variable `BOOTPAY_APPLICATION_ID`
    # @param private_key [String, nil] the project's private key; nil: `BOOTPAY_PRIVATE_KEY`
    # @param mode [String, Symbol, nil] `production`, `development`, `stage` or `test`; or `sandbox`, where
    #   `bootpay sandbox` listens on this machine, with the documentation's keys if none are given; nil: `BOOTPAY_MODE`,
    #   or else production; empty: production
    # @param base_url [String, nil] where to send requests instead of the mode's host, for example a sandbox; https,
    #   or http for this machine and, with a sandbox's key, for a sandbox on another one; nil: `BOOTPAY_BASE_URL`, or
    #   else the mode's host
    # @param connect_timeout [Numeric, nil] seconds that DNS, TCP and TLS may take for one connection, more than 0 and
    #   at most a day, as all times here; a Duration of Rails will do; nil: 5
    # @param timeout [Numeric, nil] seconds that one attempt may take, from the first byte sent to the last byte read;
    #   nil: 30, and 60 for a call that waits on a card company (cancel, submit, billing key, charge)
    # @param deadline [Numeric, nil] seconds that a call may take in all: token request, attempts and pauses; nil: 60,
    #   and 120 for a call that waits on a card company
    # @param max_retries [Integer, nil] how often a call that may be repeated is repeated at most; nil: 2
    # @param logger [Object, nil] what answers `debug` and `warn` with a block, as `::Logger` does: gets one line for
    #   each attempt of a call once the call is over, also when it was interrupted, in the thread and the fiber that
    #   called; `warn` if no answer came, or 429 or 5xx, else `debug`. Lines hold no id, no body and no key. A logger
    #   that raises changes nothing: Ruby warns of it on standard error. nil: what the environment variable
    #   `BOOTPAY_LOG` says, `debug` or `warn` for such lines on standard error, or else nothing
    # @param on_attempt [#call, nil] what is called with a Hash for each attempt of a call, as the logger is, for spans
    #   and counters: `operation`, `method`, `path` (the template, such as `/certificate/{receipt_id}`), `status` (of
    #   HTTP, or else `:no_connection`, `:lost`, `:timed_out`, `:unreadable` or `:abandoned`), `attempt` (counted from 1),
    #   `duration_ms`, `request_id`, `level` (`:debug` or `:warn`) and `message`, the logger's line. Attempts of token
    #   requests are among them. What it raises changes nothing: Ruby warns of it on standard error. It has to be quick:
    #   the call returns after it, and `Timeout.timeout` does not end it. nil: nobody is told
    # @raise [ConfigError] for an empty key, an unknown mode, a bad base URL, a time that cannot be, no logger, or an
    #   `on_attempt` that cannot be called; and for every host but this machine and a sandbox where the environment variable `BOOTPAY_LOOPBACK_ONLY` is 1, as in
    #   a test suite
    # @example
    #   Bootpay::Api.new(mode: :sandbox, deadline: 10)
    # @example Telling ActiveSupport::Notifications
    #   tell = ->(attempt) { ActiveSupport::Notifications.instrument("attempt.bootpay", attempt) }
    #   Bootpay::Api.new(mode: :sandbox, on_attempt: tell)
    def initialize(application_id: nil, private_key: nil, mode: nil, base_url: nil, connect_timeout: nil,
                   timeout: nil, deadline: nil, max_retries: nil, logger: nil, on_attempt: nil)
      texts = { application_id: application_id, private_key: private_key, mode: mode, base_url: base_url }.compact
      wire = Wire.new(nil, error: ConfigError)
      @native = opened(
        **texts.to_h { |name, given| [name, wire.text(name, given)] },
        **settings(connect_timeout: connect_timeout, timeout: timeout, deadline: deadline, max_retries: max_retries),
        user_agent: Wire.user_agent,
        environment: Wire.environment
      )
      @log = AttemptLog.new(logger, on_attempt)
      @base_url = @native.base_url
      @tokens = Hidden.new({})
      @limits = {}
      @option_texts = {}
      attach_webhook_and_identity
    end

    # The same client with other limits, for some of its calls: it has the same keys, connections, token, logger and `on_attempt`.
    # Sends nothing, costs little, and leaves this client's own limits as they are. With a block, as elsewhere in Rails,
    # the block gets the client.
    # @param timeout [Numeric, nil] seconds that one attempt may take, as for {#initialize}; nil: as in this client
    # @param deadline [Numeric, nil] seconds that a call may take in all; nil: as in this client
    # @param max_retries [Integer, nil] how often a call that may be repeated is repeated at most; nil: as in this client
    # @return [Api, Object] with a block: what the block gives
    # @raise [ConfigError] for a time or a number that cannot be
    # @example
    #   patient = api.with_options(timeout: 90, deadline: 120)
    #   patient.verify("5df6e67d4f74b4002a77e0eb").success? # => true
    # @example For a web page that cannot wait
    #   once = Bootpay::Once::Memory.new
    #   begun = api.identity.begin(purpose: "주류 구매", session: "s-1")
    #   receipt_id = sandbox.identity(order_id: begun.order_id)[:receipt_id] # in a test; else it comes from the browser
    #   quick = api.with_options(deadline: 5, max_retries: 0)
    #   person = quick.identity.confirm(receipt_id, token: begun.token, session: "s-1", once: once)
    #   person.adult?(:youth_protection) # => true
    def with_options(timeout: nil, deadline: nil, max_retries: nil)
      limits = settings(timeout: timeout, deadline: deadline, max_retries: max_retries)
      opened(mode: "sandbox", environment: {}, **limits) # refuses what cannot be, and is not used: this mode needs no keys
      client = dup.limit(limits)
      block_given? ? yield(client) : client
    end

    # `POST /request/token`: asks the server for an access token now, and keeps it. Other calls get theirs by
    # themselves; this one is for looking at it, and for checking the keys.
    # @return [Response] with `data[:data][:token]`, `[:server_time]` and `[:expired_at]` (Unix seconds)
    # @example
    #   api.request_access_token.success? # => true
    def request_access_token
      response = call("token.request", token: Hidden.new(nil)) { {} }
      if response.success?
        @tokens.value.update(returned: response.unwrap[:token], by_hand: nil)
      end
      response
    end

    # The token that was set by hand; else the last one that {#request_access_token} returned; else nil. Tokens
    # that other calls get for themselves are not shown.
    # @return [String, nil]
    # @example
    #   api.token # => nil
    def token
      @tokens.value[:by_hand] || @tokens.value[:returned]
    end

    # Sends this token with every call, as it is and without renewal, until the next {#request_access_token}. This holds
    # for what {#with_options} gives, too.
    # @param token [String, nil] nil: back to the tokens that the client gets by itself
    # @raise [InvalidRequestError] if it is of another type
    # @example
    #   api.token = "d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51"
    #   api.certificate("612e09260d681b0021e61ab9").success? # => true
    def token=(token)
      @tokens.value[:by_hand] = NilClass === token ? nil : Wire.new(nil).text("token", token)
    end

    # Without keys and tokens. JSON and YAML say the same.
    # @return [String]
    # @example
    #   api.inspect.include?("private_key") # => false
    def inspect
      "#<#{self.class} base_url=#{base_url.inspect}>"
    end

    protected

    # @api private
    def limit(limits)
      @limits = @limits.merge(limits)
      @option_texts = {}
      self
    end

    private

    def initialize_copy(_)
      super
      attach_webhook_and_identity
    end

    def attach_webhook_and_identity
      @webhook = Webhook.new(self, @native)
      @identity = Identity.new(@native, ->(request) { call("identity.confirm") { request }.unwrap })
    end

    def opened(**config)
      native, error_json = Native::Handle.open(JSON.generate(config))
      Error.raise_from_json(error_json) if error_json

      native
    end

    # The numbers that were given, as the core judges them.
    def settings(**given)
      wire = Wire.new(nil, error: ConfigError)
      given.compact.to_h { |name, number| [name, wire.setting(name, number)] }
    end

    # Calls with the hash that the block gives: fields under their names on the wire, nil where nothing was given.
    # `keywords` has the wire names that this gem spells differently, for messages.
    #
    # Error reporters send the local variables of the method that raises: what raises and what waits, and so may be
    # interrupted, is apart from this method and holds the request as something {Hidden}.
    def call(operation, token: Hidden.new(@tokens.value[:by_hand]), keywords: {})
      wire = Wire.new(operation, keywords)
      least = @log.least
      request = Hidden.new([operation, wire.json(yield(wire)), options_json(token.value, least)])
      concluded(operation, keywords, *through_the_door(request, least))
    end

    # `least` is the level of attempts from which on somebody listens. Without a token the texts are few, and kept.
    def options_json(token, least)
      return @option_texts[least] ||= JSON.generate({ **@limits, log: least }) if token.nil?

      JSON.generate({ **@limits, log: least, token: token })
    end

    def concluded(operation, keywords, ok, body, meta_json)
      return answered(body, meta_json) if ok

      error = Error.from_json(meta_json, body, operation: operation, keywords: keywords)
      raise error if error.is_a?(InvalidRequestError)

      meta = Meta.of_error(error, operation)
      error.is_a?(ApiError) ? answered(body, meta, error) : unanswered(meta, error)
    end

    def through_the_door(request, least)
      @log.around(least) do |records|
        Fiber.current_scheduler ? in_a_thread(request, records) : @native.call(*request.value, records)
      end
    end

    # Under a fiber scheduler the call waits in a thread of its own, so that the other fibers go on meanwhile. The
    # thread is waited for, since it is what notes the attempts.
    def in_a_thread(request, records)
      waiting = Thread.new do
        Thread.current.report_on_exception = false
        @native.call(*request.value, records)
      end
      begin
        waiting.value
      ensure
        waiting.kill.join
      end
    end

    def answered(body, meta, error = nil)
      # The core has checked the depth already, so that the limit is the same in every language.
      data = JSON.parse(body, symbolize_names: true, max_nesting: 0)
      Response.new(data: Answer.of(data), meta: meta, error: error)
    rescue JSON::ParserError
      # its own message quotes the text, which may be somebody's data
      meta = Meta.from_json(meta) if String === meta
      why = "HTTP #{meta.status}: Ruby cannot parse the JSON of the answer"
      about = meta.to_h.slice(:operation, :status, :attempts, :request_id, :cancel_id)
      about.update(receipt_id: error&.receipt_id, cancel_price: error&.cancel_price)
      effect = (error || Error.from_json(Native.defect(meta.operation))).effect
      unanswered(meta, DecodeError.new(why, effect: effect, body: body, **about))
    end

    def unanswered(meta, error)
      data = { status: error.status || 500, code: NO_ANSWER[:code], message: NO_ANSWER[:text] + error.message }
      Response.new(data: data, meta: meta, error: error)
    end
  end
end
