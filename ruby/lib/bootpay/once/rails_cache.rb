# frozen_string_literal: true

module Bootpay
  module Once
    # Keeps order ids in a cache of Rails, by `write` with `unless_exist`.
    #
    # `MemoryStore` is as {Memory}: for one process. The cache must not evict order ids early, see {Redis}. In
    # development and tests Rails' default is `:null_store`, which keeps nothing and is refused: use {Memory} or
    # {ActiveRecord} there.
    class RailsCache
      UNFIT = {
        "ActiveSupport::Cache::NullStore" => "keeps nothing",
        "ActiveSupport::Cache::FileStore" => "lets two through at the same moment"
      }.freeze
      private_constant :UNFIT

      # @param cache [ActiveSupport::Cache::Store] default: `Rails.cache`
      # @raise [ConfigError] for `NullStore`, which keeps nothing, for `FileStore`, which lets two through at the same
      #   moment, and for anything else
      def initialize(cache = ::Rails.cache)
        Once.refuse_unless(cache.respond_to?(:write), "Once::RailsCache takes a cache of Rails, not #{cache.class}")
        unfit, why = UNFIT.find { |name, _why| cache.class.ancestors.any? { |ancestor| ancestor.name == name } }
        Once.refuse_unless(
          unfit.nil?,
          "Once::RailsCache cannot use #{unfit}, which #{why}: give it a cache in Redis or Memcached, or use " \
          "Bootpay::Once::ActiveRecord, in development and tests also Bootpay::Once::Memory"
        )
        @cache = cache
      end

      # Whether nobody consumed it before.
      # @return [Boolean]
      # @raise [Unavailable] the cache is down and hides it
      def consume(order_id, seconds)
        key = Once.key(order_id)
        mine = Random.urandom(16).unpack1("H*")
        return true if @cache.write(key, mine, unless_exist: true, expires_in: seconds)

        held = @cache.read(key)
        raise Unavailable, "the cache neither took the order id nor has it: is it down?" if held.nil?

        held == mine
      end
    end
  end
end
