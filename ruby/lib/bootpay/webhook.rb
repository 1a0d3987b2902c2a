# frozen_string_literal: true

module Bootpay
  # The webhooks of one client, as {Api#webhook} gives it: what Bootpay sends on its own when a payment changes.
  #
  # A v1 webhook has no signature. What can be checked of it, {#verify} checks; it is a hint even then, so {#reverify}
  # it and act on the receipt, if its order and price are those of your books. Act once per `receipt_id` and `status`:
  # the same webhook comes up to ten times. Answer quickly, with {ANSWER}. Keep the body out of logs: it may hold your
  # **private key**.
  #
  #   request = Rack::Request.new(env)
  #   event = api.webhook.verify(request.body.read, content_type: request.content_type,
  #                                                 remote_address: request.get_header("REMOTE_ADDR"))
  #   receipt = api.webhook.reverify(event).unwrap
  #   [200, { "content-type" => "text/plain" }, [Bootpay::Webhook::ANSWER]]
  class Webhook
    include Discreet

    # What a webhook has to be answered with, as plain text: exactly this, or the server sends it again.
    ANSWER = "OK"

    # What {#reverify} needs of an event.
    COMPARED = %i[receipt_id status price order_id].freeze
    private_constant :COMPARED

    # @api private
    def initialize(api, native)
      @api = api
      @native = native
    end

    # Reads a webhook of either kind, form-encoded or JSON, after all that can be checked of it: the sender's address,
    # and the private key, which the form-encoded kind has to have. The key is taken out. Sends nothing.
    #
    # `forwarded_for` is read from the right, and only as long as what stands there is one of your own proxies. Do not
    # give Rack's or Rails' `request.ip` as `remote_address`: they believe other proxies than you may have.
    # @param body [String] the raw body, as `request.body.read` of Rack or `request.raw_post` of Rails has it; what a
    #   framework made of it is refused
    # @param remote_address [String, nil] the other end of the connection, with or without a port: Rack's
    #   `env["REMOTE_ADDR"]`; empty or nil over a Unix socket, for which Puma has 127.0.0.1
    # @param content_type [String, nil] the header `Content-Type`; nil: by the first character of the body
    # @param forwarded_for [String, nil] the header `X-Forwarded-For`: Rack's `env["HTTP_X_FORWARDED_FOR"]`
    # @param trusted_proxies [Array<String>] your own proxies, as addresses or ranges such as `"10.0.0.0/8"`; `"unix"` is
    #   one that brings the webhook over a Unix socket, if the server has no address then
    # @param allowed_sources [Array<String>, nil] addresses or ranges to accept webhooks from; nil: Bootpay's,
    #   223.130.82.0/24, and this machine too if the client talks to a sandbox on it, with the sandbox's key
    # @return [WebhookEvent]
    # @raise [WebhookError] if it came from elsewhere, has another key or none, or cannot be read: answer anything but
    #   {ANSWER}, such as 403
    # @raise [InvalidRequestError] if the body is not a String, an address or a range is missing or malformed, or a
    #   range of `trusted_proxies` is wider than any private network
    # @example
    #   body = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1}'
    #   event = api.webhook.verify(body, content_type: "application/json", remote_address: "223.130.82.4")
    #   event.price # => 3000
    #   event       # => #<Bootpay::WebhookEvent receipt_id=5df6e67d4f74b4002a77e0eb status=1>
    def verify(body, remote_address:, content_type: nil, forwarded_for: nil, trusted_proxies: [], allowed_sources: nil)
      read(
        bytes(body), content_type: text("content_type", content_type),
        remote_address: text("remote_address", remote_address), forwarded_for: text("forwarded_for", forwarded_for),
        trusted_proxies: ranges("trusted_proxies", trusted_proxies),
        allowed_sources: ranges("allowed_sources", allowed_sources)
      )
    end

    # Reads a webhook and **believes nothing**: neither the sender nor the key is looked at, so anybody may have written
    # it. For looking at recorded bodies; {#verify} what arrives. The key is taken out all the same. Sends nothing.
    # @param body [String] the raw body
    # @param content_type [String, nil] the header `Content-Type`; nil: by the first character of the body
    # @return [WebhookEvent]
    # @raise [WebhookError] if it cannot be read
    # @raise [InvalidRequestError] if an argument is of another type
    # @example
    #   api.webhook.parse("receipt_id=5df6e67d4f74b4002a77e0eb&price=3000&status=1").status # => 1
    def parse(body, content_type: nil)
      read(bytes(body), content_type: text("content_type", content_type), only_read: true)
    end

    # Reads the receipt of a webhook again and compares its status, its price and, if the webhook has one, its order id
    # with what the webhook says. Act on the receipt, and only if order and price are also those that **your own books**
    # have: webhook and receipt may both tell of a payment that was made cheaper in the browser.
    # @param event [WebhookEvent] or whatever answers `receipt_id`, `status`, `price` and `order_id`
    # @return [Response] with `data[:data]`: the receipt, as {Api#verify} gives it
    # @raise [MismatchError] if the receipt says otherwise: the webhook is forged, or the payment went on since
    # @raise [WebhookError] if the event has no status or no price, so that nothing can be compared; nothing is sent
    #   then
    # @raise [InvalidRequestError] if it is not an event; nothing is sent then
    # @raise [Error] if the receipt cannot be read: {ConnectionError}, {TimeoutError}, {ApiError} …
    # @example
    #   body = '{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1}'
    #   event = api.webhook.verify(body, remote_address: "223.130.82.4")
    #   api.webhook.reverify(event).unwrap[:price] # => 3000
    def reverify(event)
      is_event = COMPARED.all? { |name| event.respond_to?(name) }
      refuse("the event must be a WebhookEvent, not #{event.class}") unless is_event
      compared = COMPARED.to_h { |name| [name, event.public_send(name)] }
      expected = from_core(*Native.expectations(Wire.new(nil).json(compared)))
      @api.verify(expected[:receipt_id], **expected.except(:receipt_id))
    end

    # Without the client's own.
    # @return [String]
    # @example
    #   api.webhook.inspect # => "#<Bootpay::Webhook>"
    def inspect
      "#<#{self.class}>"
    end

    private

    def read(body, **delivery)
      WebhookEvent.new(from_core(*@native.webhook(body, JSON.generate(delivery.compact))))
    end

    def from_core(json, error_json)
      Error.raise_from_json(error_json) if error_json

      JSON.parse(json, symbolize_names: true, max_nesting: 0, freeze: true)
    rescue JSON::ParserError
      unreadable
    end

    # Apart from the text, which may be somebody's data; the parser's own message quotes it.
    def unreadable
      raise WebhookError, "Ruby cannot parse the JSON of the webhook", cause: nil
    end

    # The bytes as they came, which are UTF-8 if they are a text of another encoding.
    def bytes(body)
      unless body.is_a?(String)
        refuse("the body must be a String, not #{body.nil? ? "nil" : body.class}: give the raw body, as " \
               "request.body.read of Rack or request.raw_post of Rails has it")
      end
      Wire.bytes(body)
    end

    def text(name, given)
      return if given.nil?

      refuse("#{name} must be a String, not #{given.class}") unless given.is_a?(String)
      Wire.utf8(given) || refuse("#{name} is not valid #{given.encoding} text")
    end

    def ranges(name, given)
      return if given.nil?

      refuse("#{name} must be an Array of Strings, not #{given.class}") unless given.is_a?(Array)
      given.map { |range| text(name, range) || refuse("#{name} has a nil in it") }
    end

    def refuse(why)
      raise InvalidRequestError, why
    end
  end
end
