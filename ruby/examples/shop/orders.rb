# frozen_string_literal: true

require "securerandom"
require "set"

# The shop's books: which order was issued to whom, for how much, and how far it is; and who was verified. In memory, and
# gone with the process. For the threads of one process.
class Orders
  Order = Struct.new(:id, :name, :price, :owner, :state, :receipt_id)

  # An order never goes back, in whichever order the news of it comes.
  STATES = %i[open paid cancelled].freeze
  # What a receipt's status means to an order; of the others a shop need not hear.
  STATE_OF_STATUS = { 1 => :paid, 20 => :cancelled }.freeze

  def initialize
    @orders = {}
    @proofs = {}
    @acted = Set.new
    @lock = Mutex.new
  end

  def issue(owner)
    order = Order.new(SecureRandom.uuid, "키보드", 1000, owner, :open)
    @lock.synchronize { @orders[order.id] = order }
  end

  # The order that a browser names, if it was issued to this very session; else nil.
  def issued_to(owner, id)
    order = find(id)
    order if order&.owner == owner
  end

  # Keeps what proves that somebody is of age, and not who it is.
  def verified(proof, owner)
    @lock.synchronize { @proofs[proof[:order_id]] = { owner: owner, **proof } }
  end

  # How far the orders of one owner are, by their ids.
  def of(owner)
    orders, proofs = @lock.synchronize { [@orders.values, @proofs.values] }
    paid = orders.select { |order| order.owner == owner }.to_h { |order| [order.id, order.state] }
    verified = proofs.select { |proof| proof[:owner] == owner }.to_h { |proof| [proof[:order_id], :verified] }
    paid.merge(verified)
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

  # Acts on a receipt that a webhook told of, once. The receipt is genuine; that it pays for an order, and that none did
  # before, is for us to see: false if somebody has to look at it.
  def act(receipt)
    receipt_id, status = receipt.values_at(:receipt_id, :status)
    state = STATE_OF_STATUS[status]
    return true if state.nil? || !news?(receipt_id, status)

    order = find(receipt[:order_id])
    order&.price == receipt[:price] && advance(order, receipt_id, state)
  end

  private

  def find(id)
    @lock.synchronize { @orders[id] }
  end

  # True the first time. With a database: a unique index over both.
  def news?(receipt_id, status)
    @lock.synchronize { !@acted.add?([receipt_id, status]).nil? }
  end
end
