# frozen_string_literal: true

require "rails"
require "action_controller/railtie"
require "bootpay/rails"
require_relative "../../shop/environment"
require_relative "../../shop/orders"
require_relative "../../shop/page"
require_relative "../../shop/purpose"

# As small as a Rails app can be: no database, no mail, no assets.
class ShopApplication < Rails::Application
  config.root = File.expand_path("..", __dir__)
  config.load_defaults 6.1
  config.eager_load = true
  config.secret_key_base = SecureRandom.hex(64) # sessions end with the process, as the orders do
  config.session_store :cookie_store, key: "_shop_session" # behind https: secure: true
  config.hosts = ["127.0.0.1", "localhost"]
  config.paths["public"] = "#{Page::FOLDER}/public"
  config.public_file_server.enabled = true
  config.logger = ActiveSupport::Logger.new($stderr)
  config.log_level = :warn

  config.x.bootpay = Bootpay::Api.new # one for all threads; also after Puma's fork
  config.x.orders = Orders.new
  # identity
  config.x.once = Bootpay::Once::Memory.new # as the orders; with more than one process: Redis, or your database
  # end of identity

  routes.append do
    root "shop#page"
    get "orders", to: "shop#orders"
    post "orders", to: "shop#issue"
    post "identity/begin", to: "identity#start"
    post "identity", to: "identity#confirm"
    post "payment", to: "shop#payment"
    post "webhook", to: "webhook#receive"
  end
end

ShopApplication.initialize!
