# frozen_string_literal: true

# The stores that need no server; tests/once has the others, and the race between processes.

require "spec_helper"
require "active_support"
require "active_support/cache"
require "bootpay/once"

RSpec.describe Bootpay::Once do
  describe Bootpay::Once::Memory do
    it "tells one of 200 threads that it is the first" do
      store = described_class.new
      told = Array.new(200) { Thread.new { store.consume("identity-1", 60) } }.map(&:value)
      expect(told.tally).to eq(true => 1, false => 199)
      expect(store.consume("identity-2", 60)).to be(true)
      expect(described_class.new.consume("identity-1", 60)).to be(true)
    end

    it "drops what is over" do
      store = described_class.new
      1000.times { |number| expect(store.consume("identity-#{number}", 0)).to be(true) }
      expect(store.consume("identity-0", 60)).to be(true)
      expect(store.consume("identity-0", 60)).to be(false)
      expect(store.instance_variable_get(:@ends).size).to eq(1)
    end
  end

  describe Bootpay::Once::RailsCache do
    it "tells the first so" do
      cache = ActiveSupport::Cache::MemoryStore.new
      store = described_class.new(cache)
      expect([store.consume("identity-1", 60), store.consume("identity-1", 60)]).to eq([true, false])
      expect(cache.read("bootpay:once:identity-1")).to be_a(String)
    end

    it "refuses a cache that cannot do it" do
      Dir.mktmpdir do |folder|
        {
          ActiveSupport::Cache::NullStore.new => /NullStore, which keeps nothing/,
          ActiveSupport::Cache::FileStore.new(folder) => /FileStore, which lets two through/
        }.each do |cache, why|
          expect { described_class.new(cache) }.to raise_error(Bootpay::ConfigError, why)
        end
      end
    end

    it "tells a cache that hides that it is down from a verification that was used" do
      down = ActiveSupport::Cache::MemoryStore.new
      def down.write(*, **) = false
      expect { described_class.new(down).consume("identity-1", 60) }.to raise_error(Bootpay::Once::Unavailable)
    end
  end

  it "refuses something else at once" do
    [Bootpay::Once::Redis, Bootpay::Once::RailsCache, Bootpay::Once::ActiveRecord].each do |store|
      expect { store.new("redis://localhost") }.to raise_error(Bootpay::ConfigError, /takes a/)
    end
  end

  it "loads no driver" do
    loaded = "print %w[Redis ActiveRecord ActiveSupport ConnectionPool].select { |name| Object.const_defined?(name) }"
    output, = Open3.capture2(RbConfig.ruby, "-e", "require 'bootpay/once'; #{loaded}")
    expect(output).to eq("[]")
  end
end
