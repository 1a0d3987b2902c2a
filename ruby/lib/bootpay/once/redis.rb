# frozen_string_literal: true

module Bootpay
  module Once
    # Keeps order ids in Redis or Valkey: `SET bootpay:once:<order id> … NX PX`.
    #
    # Use one that does not evict keys with a time to live (`noeviction`, or memory to spare): an evicted key is a
    # verification that can be used again. So is a write that a failover to a replica loses.
    class Redis
      # @param client [::Redis, ConnectionPool] of the gem redis, or a pool of such clients
      # @raise [ConfigError] for anything else
      def initialize(client)
        fits = client.respond_to?(:with) || client.respond_to?(:set)
        Once.refuse_unless(fits, "Once::Redis takes a client of the gem redis or a ConnectionPool, not #{client.class}")
        @client = client
      end

      # Whether nobody consumed it before.
      # @return [Boolean]
      def consume(order_id, seconds)
        # The value tells our own write from another's: clients repeat a command whose answer was lost.
        key = Once.key(order_id)
        mine = Random.urandom(16).unpack1("H*")
        with_client do |redis|
          redis.set(key, mine, nx: true, px: seconds * 1000) == true || redis.get(key) == mine
        end
      end

      private

      def with_client(&block)
        @client.respond_to?(:with) ? @client.with(&block) : yield(@client)
      end
    end
  end
end
