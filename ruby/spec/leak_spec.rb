# frozen_string_literal: true

require "spec_helper"
require "async"

# What is open and what runs after many calls, also interrupted ones.
RSpec.describe "after many calls" do
  def held
    GC.start
    { files: Dir["/proc/self/fd/*"].size, threads: Dir["/proc/self/task/*"].size, ruby_threads: Thread.list.size }
  end

  # Returns once no more is held than was; connections end a moment later than their calls. The guard of spec_helper
  # ends it.
  def wait_until_no_more_than(before)
    Thread.pass until held.all? { |what, count| count <= before[what] }
  end

  def interrupt_one(client)
    thread = Thread.new do
      client.certificate("r-1")
    rescue IOError
      nil
    end
    exchange = own_server.next_exchange
    yield thread
    thread.join
    exchange.wait_until_closed
  end

  def stop_one(client)
    Async do |task|
      call = task.async { client.certificate("r-1") }
      exchange = own_server.next_exchange
      call.stop
      exchange.wait_until_closed
    end
  end

  it "no more threads and files are there than before" do
    client = api
    stalled = api_of_own_server
    round = lambda do |_number|
      6.times { expect(client.certificate(Sandbox::IDENTITY)).to be_success }
      expect(client.certificate("a" * 24)).not_to be_success
      interrupt_one(stalled, &:kill)
      interrupt_one(stalled) { |thread| thread.raise(IOError) }
      stop_one(stalled)
    end
    round.call(0)
    before = held
    50.times(&round)
    wait_until_no_more_than(before)
  end

  it "nothing is left of clients that nobody holds" do
    expect(api.certificate(Sandbox::IDENTITY)).to be_success
    before = held
    clients = -> { ObjectSpace.each_object(Bootpay::Native::Handle).count }
    kept = clients.call
    # The last ones may still lie on the stack.
    Thread.new { 100.times { expect(api.certificate(Sandbox::IDENTITY)).to be_success } }.join
    wait_until_no_more_than(before)
    expect(clients.call).to be <= kept
  end
end
