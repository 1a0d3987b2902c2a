# frozen_string_literal: true

# What the shop's page asks for. Rails' token says that it is our page.
class ShopController < ApplicationController
  protect_from_forgery with: :exception

  def page
    owner # starts the session
    render html: Page.html(Environment::SCRIPT_ORIGIN, csrf_token: form_authenticity_token).html_safe
  end

  def orders
    render json: books.of(owner)
  end

  def issue
    raise Refusal.new(400, "kind must be identity or payment") unless Orders::GOODS.key?(params[:kind])

    order = books.issue(params[:kind], owner)
    render json: { order_id: order.id, price: order.price, name: order.name,
                   application_id: Environment::WEB_APPLICATION_ID }
  end

  def identity
    order = own_order("identity")
    response = api.certificate(params[:receipt_id])
    raise response.error if response.error

    receipt = response.data[:data]
    # A certificate says who somebody is, and not that it is who sits there.
    raise Refusal.new(409, "this certificate is of another order") unless receipt[:order_id] == order.id

    name, birth = receipt[:certificate].values_at(:username, :birth)
    adult = Person.adult?(birth)
    raise Refusal.new(422, "this certificate has no date of birth") if adult.nil?

    advance(order, receipt, :verified)
    render json: { ok: true, name: Person.masked(name), adult: adult }
  end

  def payment
    order = own_order("payment")
    expected = { expected_price: order.price, expected_order_id: order.id }
    receipt = api.verify(params[:receipt_id], **expected).data[:data]
    advance(order, receipt, :paid)
    render json: { ok: true, price: order.price }
  end

  private

  def own_order(kind)
    books.issued_to(owner, kind, params[:order_id]) || raise(Refusal.new(404, "this session has no such order"))
  end

  def owner
    session[:owner] ||= SecureRandom.uuid
  end

  def advance(order, receipt, state)
    return if books.advance(order, receipt[:receipt_id], state)

    raise Refusal.new(409, "this order has another receipt")
  end
end
