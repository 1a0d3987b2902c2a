# frozen_string_literal: true

require "securerandom"
require "set"

# The shop's books: which order was issued to whom, for how much, and how far it is. In memory, and gone with the
# process. For the threads of one process.
class Orders
  Order = Struct.new(:id, :kind, :name, :price, :owner, :state, :receipt_id)

  GOODS = { "identity" => ["본인인증", 0], "payment" => ["키보드", 1000] }.freeze
  # An order never goes back, in whichever order the news of it comes.
  STATES = %i[open verified paid cancelled].freeze

  def initialize
    @orders = {}
    @done = Set.new
    @lock = Mutex.new
  end

  def issue(kind, owner)
    order = Order.new(SecureRandom.uuid, kind, *GOODS.fetch(kind), owner, :open)
    @lock.synchronize { @orders[order.id] = order }
  end

  def [](id)
    @lock.synchronize { @orders[id] }
  end

  # How far the orders of one owner are, by their ids.
  def of(owner)
    own = @lock.synchronize { @orders.values.select { |order| order.owner == owner } }
    own.to_h { |order| [order.id, order.state] }
  end

  # Notes how far an order is. False if it has another receipt already: a second payment changes nothing, and neither
  # does its cancel.
  def advance(order, receipt_id, state)
    @lock.synchronize do
      order.receipt_id ||= receipt_id
      next false unless order.receipt_id == receipt_id

      order.state = [order.state, state].max_by { |one| STATES.index(one) }
      true
    end
  end

  # Runs the block the first time that a receipt has this status. With a database: a unique index over both.
  def once(receipt_id, status)
    yield if @lock.synchronize { @done.add?([receipt_id, status]) }
  end
end
