# frozen_string_literal: true

require "json"
require "securerandom"
require_relative "orders"
require_relative "page"
require_relative "person"
require_relative "refusal"

# The shop's routes.
class Shop
  LONGEST_BODY = 1024 * 1024

  def initialize(api, script_origin:, web_application_id:, trusted_proxies:)
    @api = api
    @script_origin = script_origin
    @web_application_id = web_application_id
    @trusted_proxies = trusted_proxies
    @orders = Orders.new
  end

  def call(env)
    request = Rack::Request.new(env)
    case "#{request.request_method} #{request.path_info}"
    when "GET /" then answer(200, "text/html; charset=utf-8", Page.html(@script_origin))
    when "POST /webhook" then webhook(request) # comes from no browser, and is read as it came
    when "GET /orders" then json(200, @orders.of(owner(request)))
    when "POST /orders" then json(200, order(fields(request), owner(request)))
    when "POST /identity" then json(200, identity(fields(request), owner(request)))
    when "POST /payment" then json(200, payment(fields(request), owner(request)))
    else raise Refusal.new(404, "there is nothing here")
    end
  rescue Refusal => error
    json(error.status, { ok: false, error: error.message })
  rescue StandardError => error
    unconfirmed(error, env["rack.errors"])
  end

  private

  def order(fields, owner)
    raise Refusal.new(400, "kind must be identity or payment") unless Orders::GOODS.key?(fields["kind"])

    order = @orders.issue(fields["kind"], owner)
    { order_id: order.id, price: order.price, name: order.name, application_id: @web_application_id }
  end

  def identity(fields, owner)
    order = own_order(fields, "identity", owner)
    response = @api.certificate(fields["receipt_id"])
    raise response.error if response.error

    receipt = response.data[:data]
    # A certificate says who somebody is, and not that it is who sits there.
    raise Refusal.new(409, "this certificate is of another order") unless receipt[:order_id] == order.id

    name, birth = receipt[:certificate].values_at(:username, :birth)
    adult = Person.adult?(birth)
    raise Refusal.new(422, "this certificate has no date of birth") if adult.nil?

    advance(order, receipt, :verified)
    { ok: true, name: Person.masked(name), adult: adult }
  end

  def payment(fields, owner)
    order = own_order(fields, "payment", owner)
    receipt = @api.verify(fields["receipt_id"], expected_price: order.price, expected_order_id: order.id).data[:data]
    advance(order, receipt, :paid)
    { ok: true, price: order.price }
  end

  def webhook(request)
    event = @api.webhook.verify(
      request.body.read(LONGEST_BODY + 1).to_s, # longer ones are refused
      content_type: request.content_type, remote_address: request.get_header("REMOTE_ADDR"),
      forwarded_for: request.get_header("HTTP_X_FORWARDED_FOR"), trusted_proxies: @trusted_proxies
    )
    receipt = @api.webhook.reverify(event).data[:data]
    unless @orders.act(receipt)
      log = request.get_header("rack.errors")
      log.puts("receipt #{receipt[:receipt_id]} pays for none of our orders, or again: look at it")
    end
    answer(200, "text/plain", Bootpay::Webhook::ANSWER)
  end

  def advance(order, receipt, state)
    return if @orders.advance(order, receipt[:receipt_id], state)

    raise Refusal.new(409, "this order has another receipt")
  end

  # What the browser's page has sent. Another site's page can neither send JSON with our cookie nor hide where it comes
  # from.
  def fields(request)
    site = request.get_header("HTTP_SEC_FETCH_SITE") || "same-origin"
    raise Refusal.new(403, "this came from another site") unless site == "same-origin"

    fields = JSON.parse(request.body.read(LONGEST_BODY).to_s) if request.media_type == "application/json"
    fields.is_a?(Hash) ? fields : raise(Refusal.new(400, "send a JSON object"))
  rescue JSON::ParserError
    raise Refusal.new(400, "send a JSON object")
  end

  def own_order(fields, kind, owner)
    @orders.issued_to(owner, kind, fields["order_id"]) || raise(Refusal.new(404, "this session has no such order"))
  end

  def owner(request)
    request.session["owner"] ||= SecureRandom.uuid
  end

  # An error of bootpay quotes nobody's data; the message of another may.
  def unconfirmed(error, log)
    ours = error.is_a?(Bootpay::Error)
    log.puts(ours ? "#{error.class}: #{error.message}" : "#{error.class}\n#{error.backtrace.join("\n")}")
    json(Refusal.status_of(error), { ok: false, error: Refusal::UNCONFIRMED })
  end

  def json(status, value)
    answer(status, "application/json", JSON.generate(value))
  end

  def answer(status, content_type, text)
    [status, { "content-type" => content_type }, [text]]
  end
end
