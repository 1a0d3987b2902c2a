# frozen_string_literal: true

module Bootpay
  # In every error of this gem, so that one `rescue Bootpay::Error` catches them all. What went wrong at the server or on
  # the way is in {Response#error}, and {Response#unwrap} raises it.
  #
  # Message, inspect, backtrace, JSON and YAML show no key, no token, no personal data and no body of an answer.
  #
  #   begin
  #     api.certificate(params[:receipt_id]).unwrap
  #   rescue Bootpay::Error => error
  #     logger.warn("#{error.kind}: #{error.message}")
  #   end
  module Error
    # What went wrong: `:config`, `:invalid_request`, `:connection`, `:timeout`, `:decode`, `:api`, `:mismatch`,
    # `:identity`, `:webhook`, `:canceled` or `:internal`.
    # @return [Symbol]
    attr_reader :kind

    # The HTTP status, when the server answered.
    # @return [Integer, nil]
    attr_reader :status

    # Bootpay's own error code, when the server gave one: a negative number, or a text in newer generations of the API.
    # @return [Integer, String, nil]
    attr_reader :code

    # The call that failed, such as `"certificate.get"`; nil when no call was made.
    # @return [String, nil]
    attr_reader :operation

    # May the call have taken effect at the server? `:none`, or `:unknown`: then {Api#settle} it before you try again.
    # @return [Symbol]
    attr_reader :effect

    # How often the request was sent; token requests are not counted.
    # @return [Integer]
    attr_reader :attempts

    # The id that was sent as `X-Request-Id`, the same for every attempt of one call.
    # @return [String, nil]
    attr_reader :request_id

    # The receipt that the call was about, if it named one.
    # @return [String, nil]
    attr_reader :receipt_id

    # Of a cancel: the id that it carried, your own or the fresh one. Repeating the cancel with this id cannot cancel
    # twice.
    # @return [String, nil]
    attr_reader :cancel_id

    # Of a cancel: how much it asked for, in won; nil if it asked for all that is left.
    # @return [Integer, nil]
    attr_reader :cancel_price

    # What lies beneath, outermost first, for example `["tcp connect error", "Connection refused (os error 111)"]`.
    # @return [Array<String>]
    attr_reader :causes

    # @api private
    def initialize(message = nil, kind: self.class::KIND, status: nil, code: nil, operation: nil, effect: :none,
                   attempts: 0, request_id: nil, receipt_id: nil, cancel_id: nil, cancel_price: nil, causes: [],
                   body: nil)
      super(message)
      @kind = kind
      @status = status
      @code = code
      @operation = operation
      @effect = effect
      @attempts = attempts
      @request_id = request_id
      @receipt_id = receipt_id
      @cancel_id = cancel_id
      @cancel_price = cancel_price
      @causes = causes
      @body = Hidden.new(body)
    end

    # The body of the server's answer as it came. It may hold personal data: keep it out of logs. Marshal leaves it out.
    # @return [String, nil]
    def body
      @body.value
    end

    # The error that the native half reports as JSON, with the body that came beside it. `operation` is for an error
    # that does not name its own; `keywords` has the wire names that are spelt differently here.
    # @api private
    def self.from_json(meta_json, body = nil, operation: nil, keywords: {})
      meta = JSON.parse(meta_json, symbolize_names: true)
      kind = meta.fetch(:kind).to_sym
      # A kind that this version does not know is its own defect.
      error_class = CLASSES.fetch(kind, InternalError)
      message = meta[:message]
      renamed = kind == :invalid_request && keywords.any?
      message = message.gsub(/\b(?:#{keywords.keys.join("|")})\b/, keywords) if renamed
      error_class.new(
        message, kind: kind, status: meta[:status], code: meta[:code], operation: meta[:operation] || operation,
                 effect: meta.fetch(:effect, "unknown").to_sym, attempts: meta[:attempts].to_i,
                 request_id: meta[:request_id], receipt_id: meta[:receipt_id], cancel_id: meta[:cancel_id],
                 cancel_price: meta[:cancel_price], causes: meta[:causes].to_a, body: body,
                 **meta.slice(:identity).compact
      )
    end

    # Apart from whoever asks for it: error reporters send the local variables of the method that raises, and a key may
    # be among those.
    # @api private
    def self.raise_from_json(error_json)
      raise from_json(error_json)
    end
  end

  # The client was built with something that cannot work: an empty key, an unknown mode, a bad base URL. Raised.
  class ConfigError < ArgumentError
    KIND = :config
    include Error
  end

  # An argument was refused before anything was sent. Raised.
  class InvalidRequestError < ArgumentError
    KIND = :invalid_request
    include Error
  end

  # DNS, TCP or TLS failed, or the connection broke before the whole answer was here. In {Response#error}.
  class ConnectionError < StandardError
    KIND = :connection
    include Error
  end

  # No answer within the time allowed. In {Response#error}. Not to be mixed up with `Timeout::Error`, which
  # `Timeout.timeout` raises through a call.
  class TimeoutError < StandardError
    KIND = :timeout
    include Error
  end

  # The server answered something that is not the documented JSON. In {Response#error}.
  class DecodeError < StandardError
    KIND = :decode
    include Error
  end

  # The server said no: see `status`, `code` and {Response#data}. In {Response#error}; raised by {Response#unwrap},
  # and by the calls that raise whatever goes wrong: {Api#verify} with an expectation, {Api#settle}, {Identity#confirm}.
  class ApiError < StandardError
    KIND = :api
    include Error
  end

  # The server answered about another receipt or another order than was asked for, or the receipt is not the one that
  # {Api#verify} was told to expect; the message names what differs. Raised by {Api#verify} with an expectation, else in
  # {Response#error}.
  class MismatchError < StandardError
    KIND = :mismatch
    include Error
  end

  # A webhook that is not to be believed, or says too little to be compared: see {Webhook}. The message says why, and
  # quotes nothing of it but its sender's address or its content type. Raised.
  class WebhookError < StandardError
    KIND = :webhook
    include Error
  end

  # A verification is not to be believed: see {#reason}. Raised by {Identity#confirm}. The message is for your log, and
  # {#customer_message} for your customer; neither tells who anybody is.
  #
  #   rescue_from Bootpay::IdentityError do |error|
  #     render json: { error: error.customer_message }, status: error.http_status
  #   end
  class IdentityError < StandardError
    KIND = :identity
    include Error

    # @api private
    def initialize(message = nil, identity: {}, **about)
      super(message, **about)
      @identity = identity
    end

    # Why: `:bad_token`, `:other_session`, `:other_purpose`, `:expired`, `:not_finished`, `:not_identity`, `:other_order`
    # or `:used`.
    # @return [Symbol, nil] nil if it was made by hand
    def reason
      @identity[:reason]&.to_sym
    end

    # The HTTP status that a web handler may answer with, from 400 to 410.
    # @return [Integer, nil] nil if it was made by hand
    def http_status
      @identity[:http_status]
    end

    # A sentence that your customer may read.
    # @param language [String, Symbol] `"ko"` or `"en"`
    # @return [String, nil] nil if it was made by hand
    # @raise [InvalidRequestError] for another language
    def customer_message(language = "ko")
      unless %w[ko en].include?(language.to_s)
        raise InvalidRequestError, "language must be \"ko\" or \"en\", not #{language.inspect}"
      end

      @identity[language.to_sym]
    end
  end

  # The call was given up: the process was forked inside a signal trap while it was waiting. In {Response#error}.
  class CanceledError < StandardError
    KIND = :canceled
    include Error
  end

  # A defect of this gem, or a process without a file descriptor left. In {Response#error}.
  class InternalError < StandardError
    KIND = :internal
    include Error
  end

  module Error
    CLASSES = [
      ConfigError, InvalidRequestError, ConnectionError, TimeoutError, DecodeError, ApiError, MismatchError,
      IdentityError, WebhookError, CanceledError, InternalError
    ].to_h { |error_class| [error_class::KIND, error_class] }.freeze
    private_constant :CLASSES
  end
end
