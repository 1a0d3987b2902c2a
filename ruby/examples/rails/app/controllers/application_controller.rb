# frozen_string_literal: true

# What is told to whoever asked when something is refused.
class ApplicationController < ActionController::Base
  rescue_from Bootpay::Error do |error|
    logger.error("#{error.class}: #{error.message}") # quotes nobody's data
    refuse(Refusal.status_of(error), Refusal::UNCONFIRMED)
  end
  rescue_from(Refusal) { |refusal| refuse(refusal.status, refusal.message) }

  private

  def refuse(status, message)
    render json: { ok: false, error: message }, status: status
  end

  def api
    Rails.configuration.x.bootpay
  end

  def books
    Rails.configuration.x.orders
  end
end
