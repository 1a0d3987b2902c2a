# frozen_string_literal: true

module Bootpay
  # Where it is kept that a verification was used, so that it is used once.
  #
  # `confirm` asks a store to consume the order id of the verification. One caller is the first, every other one gets
  # {IdentityError} with the reason `used`, in whichever process, on whichever machine.
  #
  #   ONCE = Bootpay::Once::Redis.new(Redis.new(url: ENV.fetch("REDIS_URL")))
  #   person = api.identity.confirm(params[:receipt_id], token: token, session: session_id, once: ONCE)
  #
  # - {Memory}: the threads of one process
  # - {Redis}: all who use that Redis
  # - {RailsCache}: all who use that cache
  # - {ActiveRecord}: all who use that database; joins your transaction. It needs a table, which
  #   `bootpay once-table` prints.
  #
  # Anything else with `consume(order_id, seconds)` does as well. It is true for one caller, whoever else asks at the
  # same moment, and false for everybody else for at least `seconds`. So look and write in one step: a look first and a
  # write later lets two through. What a store raises reaches the caller of `confirm` as it is, and the person is not
  # handed out.
  module Once
    # A cache neither took an order id nor has it: it is down and hides that, as Rails' caches do. Nobody was confirmed.
    class Unavailable < StandardError
    end

    # @api private
    def self.key(order_id)
      "bootpay:once:#{order_id}"
    end

    # A store was given something else than it works with.
    # @api private
    def self.refuse_unless(fits, message)
      raise ConfigError, message unless fits
    end
  end
end

require_relative "once/memory"
require_relative "once/redis"
require_relative "once/rails_cache"
require_relative "once/active_record"
