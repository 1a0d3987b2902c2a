require "bootpay"
require "json"

response = Bootpay::Api.new.certificate(ENV.fetch("RECEIPT_ID")) # keys and address from BOOTPAY_*
abort(response.error.message) unless response.success?
puts response.data.to_json
