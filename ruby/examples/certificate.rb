# Reads the result of an identity verification: ruby certificate.rb RECEIPT_ID
# Keys and, for a sandbox, BOOTPAY_BASE_URL come from the environment.
require "bootpay"

api = Bootpay::Api.new
response = api.certificate(ARGV.fetch(0, "612e09260d681b0021e61ab9"))
abort "#{response.data[:status]}: #{response.data[:message]}" unless response.success?

person = response.unwrap[:certificate]
puts "#{person[:username][0]}** was born in #{person[:birth][0, 4]}"
