# A small shop: an identity verification and a card payment in the browser, both checked here, and the webhook.
#
# BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_WEB_APPLICATION_ID are the project's. BOOTPAY_BASE_URL names a
# sandbox, BOOTPAY_TRUSTED_PROXIES your own proxies (10.0.0.0/8,…; 127.0.0.1 for Puma on a Unix socket).
require "bootpay"
require "rack"
require "rack/session/pool"
require_relative "shop"

use Rack::Static, urls: ["/shop.js"], root: File.join(__dir__, "public")
# In memory, as the orders are. Behind https: secure: true.
use Rack::Session::Pool, same_site: :lax, httponly: true

run Shop.new(
  Bootpay::Api.new,
  script_origin: ENV["BOOTPAY_BASE_URL"].to_s.empty? ? "https://cdn.bootpay.co.kr" : ENV["BOOTPAY_BASE_URL"],
  web_application_id: ENV["BOOTPAY_WEB_APPLICATION_ID"],
  trusted_proxies: ENV["BOOTPAY_TRUSTED_PROXIES"].to_s.split(",")
)
