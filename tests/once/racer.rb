# frozen_string_literal: true

# One process of a race: for each line it makes so many confirms of one receipt and prints what came of them.

require "json"
require "active_record"
require "active_support/cache"
require "bootpay"
require "concurrent"
require "connection_pool"
require "redis"

FOLDER = ENV.fetch("ONCE_SERVERS")
NOWHERE = File.join(FOLDER, "nobody-listens")
POSTGRES = { adapter: "postgresql", username: "once", database: "postgres", pool: 10, checkout_timeout: 60 }.freeze

class InPostgres < ActiveRecord::Base
  self.abstract_class = true
  establish_connection(POSTGRES.merge(host: FOLDER))
end

# One connection, since this version of the gem sqlite3 waits for another process with all threads of this one.
class InSqlite < ActiveRecord::Base
  self.abstract_class = true
  database = File.join(FOLDER, "sqlite.db")
  establish_connection(adapter: "sqlite3", database: database, timeout: 60_000, pool: 1, checkout_timeout: 60)
end

class InPostgresThatIsDown < ActiveRecord::Base
  self.abstract_class = true
  establish_connection(POSTGRES.merge(host: NOWHERE))
end

def redis(path = File.join(FOLDER, "redis.sock"))
  Redis.new(path: path)
end

STORES = {
  "memory" => Bootpay::Once::Memory.new,
  "redis" => Bootpay::Once::Redis.new(ConnectionPool.new(size: 5) { redis }),
  "rails" => Bootpay::Once::RailsCache.new(ActiveSupport::Cache::RedisCacheStore.new(redis: redis)),
  "postgres" => Bootpay::Once::ActiveRecord.new(InPostgres),
  "sqlite" => Bootpay::Once::ActiveRecord.new(InSqlite),
  "redis that is down" => Bootpay::Once::Redis.new(redis(NOWHERE)),
  "postgres that is down" => Bootpay::Once::ActiveRecord.new(InPostgresThatIsDown)
}.freeze
API = Bootpay::Api.new

# Asks the store when all have come so far that they would.
class AtOnce
  def initialize(store, count)
    @store = store
    @all = Concurrent::CyclicBarrier.new(count)
  end

  def consume(order_id, seconds)
    @all.wait(60)
    @store.consume(order_id, seconds)
  end
end

def outcome(once, receipt_id:, token:, session:)
  API.identity.confirm(receipt_id, token: token, session: session, once: once).name.reveal
rescue Bootpay::IdentityError => error
  error.reason
rescue StandardError => error
  error.class.name
end

$stdout.sync = true
puts "ready"
$stdin.each_line do |line|
  asked = JSON.parse(line, symbolize_names: true)
  count = asked.delete(:count)
  together = AtOnce.new(STORES.fetch(asked.delete(:store)), count)
  puts JSON.generate(Array.new(count) { Thread.new { outcome(together, **asked) } }.map(&:value).tally)
end
