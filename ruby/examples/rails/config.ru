# The same shop as a Rails app.
#
#     gem install --local dist/backend-ruby-*.gem && gem install puma railties
#     cd ruby/examples/rails && puma --port 3000
#
# Its settings stand in ../shop/environment.rb.
require_relative "config/application"

run ShopApplication
