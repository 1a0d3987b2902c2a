# frozen_string_literal: true

require "json"
require "securerandom"
require_relative "orders"
require_relative "page"
require_relative "purpose"
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
    # identity
    @once = Bootpay::Once::Memory.new # as the orders; with more than one process: Redis, or your database
    # end of identity
  end

  def call(env)
    request = Rack::Request.new(env)
    case "#{request.request_method} #{request.path_info}"
    when "GET /" then answer(200, "text/html; charset=utf-8", Page.html(@script_origin))
    when "POST /webhook" then webhook(request) # comes from no browser, and is read as it came
    when "GET /orders" then json(200, @orders.of(owner(request)))
    when "POST /orders" then fields(request) && json(200, order(owner(request)))
    when "POST /identity/begin" then json(200, begin_identity(fields(request), owner(request)))
    when "POST /identity" then json(200, confirm_identity(fields(request), owner(request)))
    when "POST /payment" then json(200, payment(fields(request), owner(request)))
    else raise Refusal.new(404, "there is nothing here")
    end
  rescue Refusal => error
    json(error.status, error.answer)
  rescue Bootpay::IdentityError => error
    json(error.http_status, { ok: false, reason: error.reason, error: error.customer_message })
  rescue StandardError => error
    unconfirmed(error, env["rack.errors"])
  end

  private

  def order(owner)
    order = @orders.issue(owner)
    { order_id: order.id, price: order.price, name: order.name, application_id: @web_application_id }
  end

  # identity
  def begin_identity(fields, owner)
    begun = @api.identity.begin(purpose: Purpose.known(fields["purpose"]), session: owner)
    { token: begun.token, request: begun.request(@web_application_id) }
  end

  def confirm_identity(fields, owner)
    person = @api.identity.confirm(fields["receipt_id"], token: fields["token"], session: owner, once: @once)
    @orders.verified(Purpose.proof(person), owner)
    { ok: true, name: person.name, purpose: person.purpose }
  end
  # end of identity

  def payment(fields, owner)
    order = own_order(fields, owner)
    receipt = @api.verify(fields["receipt_id"], expected_price: order.price, expected_order_id: order.id).unwrap
    advance(order, receipt, :paid)
    { ok: true, price: order.price }
  end

  def webhook(request)
    event = @api.webhook.verify(
      request.body.read(LONGEST_BODY + 1).to_s, # longer ones are refused
      content_type: request.content_type, remote_address: request.get_header("REMOTE_ADDR"),
      forwarded_for: request.get_header("HTTP_X_FORWARDED_FOR"), trusted_proxies: @trusted_proxies
    )
    receipt = @api.webhook.reverify(event).unwrap
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

  def own_order(fields, owner)
    @orders.issued_to(owner, fields["order_id"]) || raise(Refusal.new(404, "this session has no such order"))
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
