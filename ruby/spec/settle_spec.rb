# frozen_string_literal: true

require "spec_helper"

# What became of a call whose answer was lost.
RSpec.describe "settling" do
  id = "00000000000000000000ca01"

  before { sandbox.control("POST", "/sandbox/payments", { receipt_id: id, price: 3000, pg: "inicis" }) }

  # A cancel whose answer is lost: after the server acted on it, or before.
  define_method(:lost_cancel) do |acted:, **fields|
    sandbox.fault({ path: "/cancel", kind: acted ? "reset_after" : "reset", times: 1 })
    api.cancel_payment(receipt_id: id, **fields).tap do |response|
      expect(response.error).to have_attributes(effect: :unknown, receipt_id: id)
    end
  end

  def posted
    sandbox.journal.grep(/\APOST/).reject { |line| line.include?("token") }
  end

  it "of a cancel that took effect says so, from the response or from its error" do
    lost = lost_cancel(acted: true, cancel_price: 1200)
    expect(lost.error.cancel_price).to eq(1200)
    [lost, lost.error].each do |failure|
      settlement = api.settle(failure, cancelled_before: 0)
      expect(settlement.outcome).to eq(:done)
      expect(settlement.receipt).to be_success
      expect(settlement.receipt.data).to eq(api.verify(id).data)
      expect(settlement.receipt.data[:data]).to include(cancelled_price: 1200, remain_price: 1800)
      expect(settlement.receipt.meta.to_h).to include(operation: "receipt.settle", outcome: :done)
    end
    expect(posted).to eq(["POST /cancel"])
  end

  it "of a cancel that did not leads to one that cancels once" do
    lost = lost_cancel(acted: false, cancel_price: 1200)
    expect(api.settle(lost, cancelled_before: 0).outcome).to eq(:not_done)
    again = api.cancel_payment(receipt_id: id, cancel_price: 1200, cancel_id: lost.error.cancel_id)
    expect(again.data[:data]).to include(cancelled_price: 1200)
    expect(seen_calls.filter_map { |request| request.dig("body", "cancel_id") }.uniq).to eq([lost.error.cancel_id])
  end

  it "of a refusal that hides an earlier lost answer tells what the refusal does not" do
    sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
    refused = api(max_retries: 2).cancel_payment(receipt_id: id, cancel_price: 1200)
    expect(refused.error).to be_a(Bootpay::ApiError)
    expect(api.settle(refused, cancelled_before: 0).outcome).to eq(:done)
  end

  it "of a second part needs what was cancelled before" do
    expect(api.cancel_payment(receipt_id: id, cancel_price: 1100)).to be_success
    lost = lost_cancel(acted: true, cancel_price: 1100)
    expect(api.settle(lost, cancelled_before: 1100).outcome).to eq(:done)
    expect(api.settle(lost, cancelled_before: "2200").outcome).to eq(:not_done)
    expect(api.settle(lost).outcome).to eq(:unclear)
  end

  it "is done by a cancel itself" do
    sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
    part = api.cancel_payment(receipt_id: id, cancel_price: 1200, cancelled_before: 0)
    expect(part.unwrap).to include(request_cancel_price: 1200, remain_price: 1800)
    expect(part.meta.to_h).to include(operation: "payment.cancel", attempts: 1, outcome: :done)
    sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
    rest = api.cancel_payment(receipt_id: id)
    expect([rest.meta.outcome, rest.unwrap]).to match([:done, include(cancelled_price: 3000, tid: nil)])
    expect(api.verify(id).meta.outcome).to be_nil
  end

  it "of a cancel of everything needs nothing else" do
    sandbox.fault({ path: "/receipt/#{id}", kind: "reset", times: 1 }) # or the cancel would settle itself
    lost = lost_cancel(acted: true)
    expect(lost.error.cancel_price).to be_nil
    expect(api.settle(lost).outcome).to eq(:done)
  end

  it "of an approval looks at the status" do
    { "reset" => :not_done, "reset_after" => :done }.each do |kind, outcome|
      sandbox.fault({ path: "/submit", kind: kind, times: 1 })
      expect(api.settle(api.server_submit(Sandbox::TO_SUBMIT)).outcome).to eq(outcome)
    end
  end

  it "waits with the gateway" do
    lost = lost_cancel(acted: false, cancel_price: 1200)
    sandbox.control("POST", "/sandbox/payments", { receipt_id: id, price: 3000, pg: "inicis", status: -30 })
    expect(api.settle(lost, cancelled_before: 0).outcome).to eq(:pending)
  end

  it "makes nothing of an answer that is no receipt" do
    lost = lost_cancel(acted: true, cancel_price: 1200)
    client = api_of_own_server
    settling = Thread.new { client.settle(lost) }
    own_server.next_exchange.answer({ status: 200, code: 0, data: [] })
    expect(settling.value.outcome).to eq(:unclear)
  end

  it "goes by the own books after a crash" do
    script = "api.cancel_payment(receipt_id: #{id.inspect}, cancel_price: 1200, cancel_id: 'mine')"
    sandbox.fault({ path: "/cancel", kind: "delay", delay_ms: 600_000, times: 1 }) # it acts, and answers far too late
    in_another_ruby(script, url: sandbox.url) do |pid, _output|
      nil until api.verify(id).data[:data][:cancelled_price] == 1200
      Process.kill("KILL", pid)
    end
    books = { receipt_id: id, cancel_price: 1200 }
    settlement = api.settle_cancel(**books, cancelled_before: 0)
    expect(settlement.outcome).to eq(:done)
    expect(settlement.receipt.data[:data][:remain_price]).to eq(1800)
    expect(api.settle_cancel(**books, cancelled_before: 1200).outcome).to eq(:not_done)
    expect(api.settle_cancel(receipt_id: id).outcome).to eq(:not_done) # not all of it
  end

  it "raises if the receipt cannot be read" do
    lost = lost_cancel(acted: true, cancel_price: 1200)
    sandbox.fault({ path: "/receipt/#{id}", kind: "reset" })
    [-> { api.settle(lost) }, -> { api.settle_cancel(receipt_id: id) }].each do |settling|
      expect(&settling).to raise_error(Bootpay::ConnectionError) { |error|
        expect(error).to have_attributes(operation: "receipt.settle", effect: :none, receipt_id: id)
      }
    end
    sandbox.control("DELETE", "/sandbox/faults")
    expect { api.settle_cancel(receipt_id: "a" * 24) }.to raise_error(Bootpay::ApiError, /HTTP 404/)
  end

  describe "refuses" do
    unknown = { effect: :unknown, receipt_id: id }
    {
      "a success" => [-> { api.verify(id) }, "there is nothing to settle: the call succeeded"],
      "a call without effect" => [
        -> { api.cancel_payment(receipt_id: id, cancel_price: 9000) },
        "there is nothing to settle: the call had no effect"
      ],
      "a charge" => [
        -> { Bootpay::TimeoutError.new("slow", operation: "billing.pay", **unknown) },
        "billing.pay cannot be settled by reading a receipt: look for the order in the admin page, or wait for its " \
        "webhook"
      ],
      "a call that names no receipt" => [
        -> { Bootpay::InternalError.new("defect", operation: "payment.cancel", effect: :unknown) },
        "settle takes the error of a call, with its effect, its receipt_id"
      ],
      "a failure of no call" => [-> { Bootpay::InternalError.new("defect", **unknown) }, "this call cannot be settled"],
      "an interrupt" => [-> { Timeout::Error.new }, "not Timeout::Error; of a call that was interrupted"],
      "nil" => [-> {}, "failure must be a failed Response or a Bootpay::Error, not NilClass"],
      "an id" => [-> { id }, "not String"]
    }.each do |what, (failure, message)|
      it "#{what}, and sends nothing", :against_the_types do
        failure = instance_exec(&failure)
        sent = sandbox.journal
        expect { api.settle(failure) }.to raise_error(Bootpay::InvalidRequestError, /\Areceipt\.settle: .*#{message}/) {
          |error| expect(error).to have_attributes(operation: "receipt.settle", effect: :none)
        }
        expect(sandbox.journal).to eq(sent)
      end
    end

    {
      "no receipt" => [{ receipt_id: nil }, "receipt_id is empty"],
      "a path" => [{ receipt_id: "../cancel" }, "receipt_id"],
      "nothing" => [{ cancel_price: 0 }, "cancel_price must be more than 0"],
      "half a won" => [{ cancel_price: 0.5 }, "cancel_price: expected a whole"],
      "less than nothing" => [{ cancelled_before: -1 }, "cancelled_before: expected a whole"],
      "a text" => [{ cancelled_before: "much" }, "cancelled_before: expected a whole"]
    }.each do |what, (given, message)|
      it "#{what} for books, and sends nothing", :against_the_types do
        expect { api.settle_cancel(receipt_id: id, **given) }
          .to raise_error(Bootpay::InvalidRequestError, /\Areceipt\.settle: #{message}/)
        expect(sandbox.journal).to be_empty
      end
    end
  end
end
