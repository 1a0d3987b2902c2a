# frozen_string_literal: true

# Ruby's stores against the servers themselves, each by itself.

require "json"
require "securerandom"
require "active_record"
require "active_support/cache"
require "bootpay"
require "connection_pool"
require "redis"

FOLDER = ENV.fetch("ONCE_SERVERS")
NOWHERE = File.join(FOLDER, "nobody-listens")
SOCKET = File.join(FOLDER, "redis.sock")
POSTGRES = { adapter: "postgresql", username: "once", database: "postgres" }.freeze

# A database of its own for each, as a service with two of them has it.
class InPostgres < ActiveRecord::Base
  self.abstract_class = true
  establish_connection(POSTGRES.merge(host: FOLDER))
end

class InSqlite < ActiveRecord::Base
  self.abstract_class = true
  establish_connection(adapter: "sqlite3", database: File.join(FOLDER, "sqlite.db"))
end

class Down < ActiveRecord::Base
  self.abstract_class = true
  establish_connection(POSTGRES.merge(host: NOWHERE))
end

# A client that sends a command again because its answer was lost, as redis-rb does.
class Repeating
  def initialize(redis)
    @redis = redis
  end

  def set(*arguments, **options)
    @redis.set(*arguments, **options)
    @redis.set(*arguments, **options)
  end

  def get(key)
    @redis.get(key)
  end
end

RSpec.describe Bootpay::Once do
  def order_id
    "identity-#{SecureRandom.hex(16)}"
  end

  redis = Redis.new(path: SOCKET)
  stores = {
    "memory" => Bootpay::Once::Memory.new,
    "Redis" => Bootpay::Once::Redis.new(redis),
    "a pool of Redis" => Bootpay::Once::Redis.new(ConnectionPool.new(size: 2) { Redis.new(path: SOCKET) }),
    "Rails' cache in Redis" => Bootpay::Once::RailsCache.new(ActiveSupport::Cache::RedisCacheStore.new(redis: redis)),
    "Active Record with PostgreSQL" => Bootpay::Once::ActiveRecord.new(InPostgres),
    "Active Record with SQLite" => Bootpay::Once::ActiveRecord.new(InSqlite)
  }

  stores.each do |name, store|
    it "tells the first so and nobody else: #{name}" do
      mine = order_id
      expect(store.consume(mine, 60)).to be(true)
      expect(store.consume(mine, 60)).to be(false)
      expect(store.consume(order_id, 60)).to be(true)
    end
  end

  it "keeps it in Redis as long as it is told to" do
    mine = order_id
    stores["Redis"].consume(mine, 3600)
    expect(redis.pttl("bootpay:once:#{mine}")).to be_between(3_590_000, 3_600_000)
  end

  it "stays the first when the client asks Redis twice" do
    store = described_class::Redis.new(Repeating.new(redis))
    mine = order_id
    expect([store.consume(mine, 60), store.consume(mine, 60)]).to eq([true, false])
  end

  it "raises the store's own error when it is down" do
    down = Redis.new(path: NOWHERE)
    expect { described_class::Redis.new(down).consume(order_id, 60) }.to raise_error(Redis::CannotConnectError)
    expect { described_class::ActiveRecord.new(Down).consume(order_id, 60) }
      .to raise_error(ActiveRecord::ConnectionNotEstablished)
  end

  # Rails' cache answers as if somebody had been first.
  it "tells a cache that hides that it is down from a verification that was used" do
    cache = ActiveSupport::Cache::RedisCacheStore.new(redis: Redis.new(path: NOWHERE))
    expect { described_class::RailsCache.new(cache).consume(order_id, 60) }
      .to raise_error(described_class::Unavailable)
  end

  [InPostgres, InSqlite].each do |model|
    describe "in a transaction of #{model}" do
      let(:store) { described_class::ActiveRecord.new(model) }

      it "frees the order id when it is rolled back" do
        mine = order_id
        model.transaction do
          expect(store.consume(mine, 60)).to be(true)
          raise ActiveRecord::Rollback
        end
        expect(store.consume(mine, 60)).to be(true)
        expect(store.consume(mine, 60)).to be(false)
      end

      it "leaves the transaction as it was when it refuses" do
        used = order_id
        mine = order_id
        store.consume(used, 60)
        model.transaction do
          expect(store.consume(mine, 60)).to be(true)
          expect(store.consume(used, 60)).to be(false)
        end
        expect(store.consume(mine, 60)).to be(false)
      end

      it "gives the connection back" do
        2.times { Thread.new { store.consume("identity-1", 60) }.join }
        Thread.new { store.forget_expired }.join
        pool = model.connection_pool
        expect(pool.stat.values_at(:busy, :dead).sum).to eq(pool.active_connection? ? 1 : 0)
      end

      it "forgets what is over" do
        over = order_id
        store.consume(over, -1)
        expect(store.forget_expired).to be >= 1
        expect(store.consume(over, 60)).to be(true)
      end
    end
  end
end
