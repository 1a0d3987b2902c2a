# frozen_string_literal: true

# What Bootpay's server sends. It has no session and no token; the check is its own.
class WebhookController < ApplicationController
  skip_forgery_protection

  def receive
    event = api.webhook.verify(
      request.raw_post, # as it came
      content_type: request.headers["CONTENT_TYPE"],
      # Not request.remote_ip: it believes headers that anybody can write.
      remote_address: request.get_header("REMOTE_ADDR"),
      forwarded_for: request.get_header("HTTP_X_FORWARDED_FOR"),
      trusted_proxies: Environment::TRUSTED_PROXIES
    )
    receipt = api.webhook.reverify(event).unwrap
    unless books.act(receipt)
      logger.error("receipt #{receipt[:receipt_id]} pays for none of our orders, or again: look at it")
    end
    render plain: Bootpay::Webhook::ANSWER
  end
end
