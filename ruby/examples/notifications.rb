# Tells ActiveSupport::Notifications of every attempt of a call, and prints what a subscriber hears: ruby notifications.rb
# Keys and, for a sandbox, BOOTPAY_BASE_URL come from the environment.
require "active_support"
require "active_support/notifications"
require "bootpay"

# In a Rails application this stands in config/initializers.
ActiveSupport::Notifications.subscribe("attempt.bootpay") do |event|
  operation, attempt, status, duration = event.payload.values_at(:operation, :attempt, :status, :duration_ms)
  puts "#{operation}, attempt #{attempt}: #{status} after #{duration} ms"
end

tell = ->(attempt) { ActiveSupport::Notifications.instrument("attempt.bootpay", attempt) }
api = Bootpay::Api.new(on_attempt: tell)
api.certificate(ARGV.fetch(0, "612e09260d681b0021e61ab9")).unwrap
