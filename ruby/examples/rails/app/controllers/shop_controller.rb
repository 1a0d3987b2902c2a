# frozen_string_literal: true

# The shop's page, and what it asks for about orders.
class ShopController < ApplicationController
  def page
    owner # starts the session
    render html: Page.html(Environment::SCRIPT_ORIGIN, csrf_token: form_authenticity_token).html_safe
  end

  def orders
    render json: books.of(owner)
  end

  def issue
    order = books.issue(owner)
    render json: { order_id: order.id, price: order.price, name: order.name,
                   application_id: Environment::WEB_APPLICATION_ID }
  end

  def payment
    order = own_order
    expected = { expected_price: order.price, expected_order_id: order.id }
    receipt = api.verify(params[:receipt_id], **expected).unwrap
    advance(order, receipt, :paid)
    render json: { ok: true, price: order.price }
  end

  private

  def own_order
    books.issued_to(owner, params[:order_id]) || raise(Refusal.new(404, "this session has no such order"))
  end

  def advance(order, receipt, state)
    return if books.advance(order, receipt[:receipt_id], state)

    raise Refusal.new(409, "this order has another receipt")
  end
end
