# A small shop for Rack: an identity verification and a card payment in the browser, both checked here, and the webhook.
#
#     gem install --local dist/backend-ruby-*.gem && gem install puma rack
#     PORT=3000 ruby ruby/examples/shop/server.rb
#
# Its settings stand in environment.rb.
require "bootpay"
require "rack"
require "rack/session/pool"
require_relative "environment"
require_relative "shop"

use Rack::Static, urls: ["/shop.js"], root: "#{Page::FOLDER}/public"
# In memory, as the orders are. Behind https: secure: true.
use Rack::Session::Pool, same_site: :lax, httponly: true

run Shop.new(
  Bootpay::Api.new,
  script_origin: Environment::SCRIPT_ORIGIN,
  web_application_id: Environment::WEB_APPLICATION_ID,
  trusted_proxies: Environment::TRUSTED_PROXIES
)
