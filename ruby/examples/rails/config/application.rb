# frozen_string_literal: true

require "rails"
require "action_controller/railtie"
require "bootpay"
require_relative "../../shop/environment"
require_relative "../../shop/orders"
require_relative "../../shop/page"
require_relative "../../shop/person"
require_relative "../../shop/refusal"

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
  # Rails logs the parameters of every request: a webhook's form has your private key among them, and a person.
  config.filter_parameters += %i[private_key username phone birth unique di]

  config.x.bootpay = Bootpay::Api.new # one for all threads; also after Puma's fork
  config.x.orders = Orders.new

  routes.append do
    root "shop#page"
    get "orders", to: "shop#orders"
    post "orders", to: "shop#issue"
    post "identity", to: "shop#identity"
    post "payment", to: "shop#payment"
    post "webhook", to: "webhook#receive"
  end
end

ShopApplication.initialize!
