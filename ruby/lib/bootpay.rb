# frozen_string_literal: true

require "json"

# Client for the whole Bootpay v1 server API: payments, billing keys, identity verification (본인인증).
#
# Loading it starts no thread, opens no socket and reads no file but its own.
#
#   require "bootpay"
#
#   api = Bootpay::Api.new(application_id: "5b8f6a4d396fa665fdc2b5ea", private_key: ENV["BOOTPAY_PRIVATE_KEY"])
#   puts api.certificate("612e09260d681b0021e61ab9").unwrap[:certificate][:birth]
module Bootpay
end

require_relative "bootpay/version"
require_relative "bootpay/library"
require_relative "bootpay/discreet"
require_relative "bootpay/hidden"
require_relative "bootpay/attempt_log"
require_relative "bootpay/generated/constants"
require_relative "bootpay/errors"
require_relative "bootpay/meta"
require_relative "bootpay/answer"
require_relative "bootpay/response"
require_relative "bootpay/settlement"
require_relative "bootpay/webhook"
require_relative "bootpay/webhook_event"
require_relative "bootpay/wire"
require_relative "bootpay/identity"
require_relative "bootpay/begun_identity"
require_relative "bootpay/private"
require_relative "bootpay/person"
require_relative "bootpay/personal_fields"
require_relative "bootpay/once"
require_relative "bootpay/doctor"
require_relative "bootpay/api"
require_relative "bootpay/api/verify"
require_relative "bootpay/api/settle"
require_relative "bootpay/generated/calls"
