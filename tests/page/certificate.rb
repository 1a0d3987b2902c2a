# the page has no require; Bundler does it
require "bootpay"

# 결제 검증하기 
receipt_id = '612df0250d681b001de61de6'

api = Bootpay::Api.new(
  application_id: '5b8f6a4d396fa665fdc2b5ea',
  private_key:    'rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=',
)

api.request_access_token

if api.request_access_token.success?
  receipt_id = '612e09260d681b0021e61ab9'
  # the page says @api here, which it never defines
  response = api.certificate(receipt_id)
  puts response.data.to_json
end
