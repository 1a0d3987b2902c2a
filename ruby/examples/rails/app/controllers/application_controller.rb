# frozen_string_literal: true

# What is told to whoever asked when something is refused.
class ApplicationController < ActionController::Base
  protect_from_forgery with: :exception # Rails' token says that it is our page
  rescue_from Bootpay::Error do |error|
    logger.error("#{error.class}: #{error.message}") # quotes nobody's data
    render json: { ok: false, error: Refusal::UNCONFIRMED }, status: Refusal.status_of(error)
  end
  rescue_from(Refusal) { |refusal| render json: refusal.answer, status: refusal.status }

  private

  def api
    Rails.configuration.x.bootpay
  end

  def books
    Rails.configuration.x.orders
  end

  def owner
    session[:owner] ||= SecureRandom.uuid
  end
end
