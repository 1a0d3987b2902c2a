# frozen_string_literal: true

require "spec_helper"

# Several calls on one thing, as a shop makes them.
RSpec.describe "a flow" do
  charge = { billing_key: Sandbox::BILLING_KEY, item_name: "정기결제", price: 3000, order_id: "o-1" }

  def data(response)
    expect(response).to be_success, response.data[:message]
    response.data[:data]
  end

  def payment(receipt_id, **fields)
    sandbox.control("POST", "/sandbox/payments", { receipt_id: receipt_id, price: 10_000, pg: "inicis", **fields })
    receipt_id
  end

  describe "of cancels" do
    id = "00000000000000000000ca01"

    it "takes parts until nothing is left, each with an id of its own" do
      payment(id, tax_free: 1000)
      responses = [
        api.cancel_payment(receipt_id: id, cancel_price: 2000, cancel_tax_free: 500),
        api.cancel_payment(receipt_id: id, cancel_price: 3000),
        api.cancel_payment(receipt_id: id)
      ]
      expect(responses.map { |response| data(response)[:remain_price] }).to eq([8000, 5000, 0])
      sent = seen_calls.map { |request| request["body"]["cancel_id"] }
      expect(sent.uniq.size).to eq(3)
      expect(responses.map { |response| response.meta.cancel_id }).to eq(sent)
      expect(data(api.verify(id))).to include(status: 20, cancelled_price: 10_000)
    end

    it "is blocked for an id that has cancelled, and gives the id back" do
      payment(id)
      2.times { |time| @response = api.cancel_payment(receipt_id: id, cancel_price: 2000 + time, cancel_id: "mine") }
      expect(@response.error).to be_a(Bootpay::ApiError)
      expect(@response.error).to have_attributes(cancel_id: "mine", receipt_id: id, effect: :none)
      expect(@response.meta.cancel_id).to eq("mine")
      expect(data(api.verify(id))[:cancelled_price]).to eq(2000)
    end

    # The server refuses the repetition because the first had worked; the caller is told that this may be so.
    it "is repeated by itself with the same id after a lost answer, and cancels once" do
      payment(id)
      sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
      response = api(max_retries: 2).cancel_payment(receipt_id: id, cancel_price: 2000)
      ids = seen_calls.filter_map { |request| request.dig("body", "cancel_id") }
      expect(ids.size).to eq(2)
      expect(ids.uniq).to eq([response.meta.cancel_id])
      expect(response.error).to have_attributes(class: Bootpay::ApiError, effect: :unknown, attempts: 2)
      expect(data(api.verify(id))[:cancelled_price]).to eq(2000)
    end

    it "gives the id of a cancel whose outcome is not known" do
      payment(id)
      sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
      error = api.cancel_payment(receipt_id: id, cancel_price: 2000).error
      expect(error).to have_attributes(class: Bootpay::ConnectionError, effect: :unknown, receipt_id: id)
      again = api.cancel_payment(receipt_id: id, cancel_price: 2000, cancel_id: error.cancel_id)
      expect(again.error).to be_nil.or be_a(Bootpay::ApiError)
      expect(data(api.verify(id))[:cancelled_price]).to eq(2000)
    end

    it "reads and is given named values" do
      payment(id, pg: Bootpay::Gateway::PAYCO, method: Bootpay::Method::VBANK, status: Bootpay::ReceiptStatus::PAID)
      expect(data(api.verify(id))).to include(pg: "payco", pg_name: "페이코", method: "vbank", method_name: "가상계좌", status: 1)
      account = { account: "1234567890", accountholder: "홍길동", bankcode: Bootpay::Bank::KOOKMIN }
      data(api.cancel_payment(receipt_id: id, refund: account))
      expect(seen_calls.last["body"]["refund"]["bankcode"]).to eq("004")
      expect(data(api.verify(id))[:status]).to eq(Bootpay::ReceiptStatus::CANCELLED)
    end

    it "sends a virtual account's money to the account" do
      payment(id, method: "vbank", status: 1)
      account = { account: "1234567890", accountholder: "홍길동", bankcode: Bootpay::BANKCODE["국민은행"] }
      expect(data(api.cancel_payment(receipt_id: id, refund: account))[:remain_price]).to eq(0)
      expect(seen_calls.last["body"]["refund"]).to eq(account.transform_keys(&:to_s))
    end
  end

  it "of a billing key: registered, charged, reserved, fired, and deleted" do
    key = data(api.get_billing_key(
      order_id: "r-1", pg: "nicepay", item_name: "정기결제", card_no: "9000200000001000", card_pw: "00",
      expire_year: "30", expire_month: "12", identify_number: "901004"
    ))[:billing_key]
    paid = data(api.subscribe_billing(**charge, billing_key: key))
    expect(data(api.verify(paid[:receipt_id]))).to include(status: 1, price: 3000)

    now = sandbox.control("GET", "/sandbox/health")["now"]
    reserved = data(api.subscribe_reserve_billing(**charge, billing_key: key, order_id: "o-2", execute_at: now + 3600))
    expect(reserved).to include(status: 0, execute_at: now + 3600)
    sandbox.control("POST", "/sandbox/clock", { advance_s: 3601 })
    fired = sandbox.control("GET", "/sandbox/reservations").find { |one| one["reserve_id"] == reserved[:reserve_id] }
    expect(fired["status"]).to eq(1)
    expect(data(api.verify(fired["receipt_id"], expected_price: 3000, expected_order_id: "o-2"))[:status]).to eq(1)

    expect(api.destroy_billing_key(key)).to be_success
    expect(api.subscribe_billing(**charge, billing_key: key).error).to be_a(Bootpay::ApiError)
  end

  it "of a key that the browser registered: looked up, and charged" do
    key = data(api.subscribe_verify(Sandbox::REGISTRATION))[:billing_key]
    expect(data(api.subscribe_billing(**charge, billing_key: key))[:status]).to eq(1)
  end

  it "of a reservation that is cancelled" do
    id = data(api.subscribe_reserve_billing(**charge, execute_at: Time.now + 3600))[:reserve_id]
    expect(api.subscribe_reserve_cancel(id)).to be_success
    sandbox.control("POST", "/sandbox/clock", { advance_s: 7200 })
    expect(sandbox.control("GET", "/sandbox/reservations").first["status"]).to eq(3)
  end

  it "of a link, whose data is the URL" do
    url = data(api.request_link(order_id: "l-1", name: "잡지", price: 3000, params: { cart: 5 }))
    expect(url).to start_with(sandbox.url)
    expect(seen_calls.last["body"]["params"]).to eq('{"cart":5}')
    expect(Net::HTTP.get_response(URI(url))).to be_a(Net::HTTPSuccess)
  end

  it "of a member's token and wallet" do
    expect(data(api.get_user_wallets(user_id: "m-1"))).to eq([])
    expect(data(api.get_user_token(user_id: "m-1"))[:user_token]).to match(/\A\h{24}\z/)
    expect(data(api.get_user_wallets(user_id: "m-1")).size).to eq(1)
    order = { user_id: "m-1", order_name: "잡지", price: 3000, order_id: "w-1", tax_free: "01000" } # not read as octal
    receipt = data(api.request_wallet_payment(**order))[:receipt_id]
    expect(data(api.verify(receipt))).to include(price: 3000, tax_free: 1000, order_id: "w-1", name: "잡지")
  end

  it "of an approval: verified in status 2, submitted once" do
    id = Sandbox::TO_SUBMIT
    price = data(api.verify(id, expected_status: 2))[:price]
    expect(data(api.confirm(id))).to include(status: 1, price: price)
    expect(api.server_submit(id).error).to be_a(Bootpay::ApiError)
    expect(data(api.verify(id, expected_price: price))[:status]).to eq(1)
  end

  it "of a refusal by the gateway, with its own words when asked for" do
    too_little = { billing_key: "5ec37382dfea2e001a7f1e10", price: 99, extra: { raw_data: true } }
    response = api.subscribe_billing(**charge, **too_little)
    expect(response.error).to have_attributes(class: Bootpay::ApiError, code: -15_006, status: 500, effect: :none)
    expect(response.data[:data]).to include(:ResultCode)
  end

  it "of a charge whose answer is lost is never repeated" do
    sandbox.fault({ path: "/subscribe/billing", kind: "reset_after" })
    response = api(max_retries: 5).subscribe_billing(**charge)
    expect(response.error).to have_attributes(class: Bootpay::ConnectionError, effect: :unknown, attempts: 1)
    expect(seen_calls.size).to eq(1)
  end

  it "of a parcel" do
    id = payment("00000000000000000000e5c0", escrow: true)
    expect(api.delivery_start(id, 123_456_789_012, "001")).to be_success
    expect(data(api.verify(id))).to include(:escrow_status)
  end

  describe "of verify with expectations" do
    id = Sandbox::PAYMENT # 3,000 won, order 1576461949, status 1

    it "gives the receipt if it is the expected one" do
      [
        { expected_price: 3000 }, { expected_price: "3000" }, { expected_order_id: "1576461949" },
        { expected_order_id: 1_576_461_949 }, { expected_status: 1 },
        { expected_price: 3000, expected_order_id: "1576461949", expected_status: 1 }
      ].each { |expected| expect(data(api.verify(id, **expected))[:price]).to eq(3000) }
    end

    {
      "the price" => [{ expected_price: 30_000 }, "price is 3000, expected 30000"],
      "the order" => [{ expected_order_id: "mine" }, "order_id is another one"],
      "the status" => [{ expected_status: 2 }, "status is 1, expected 2"],
      "all of it" => [{ expected_price: 1, expected_order_id: "mine", expected_status: 2 }, "status .*price .*order_id"]
    }.each do |what, (expected, message)|
      it "raises and names #{what}" do
        expect { api.verify(id, **expected) }.to raise_error(Bootpay::MismatchError, /#{message}/) { |error|
          expect(error).to have_attributes(kind: :mismatch, receipt_id: id, operation: "receipt.get", effect: :none)
          expect(error.body).to include("1576461949")
        }
      end
    end

    it "asks for status 1 unless told otherwise" do
      expect { api.verify(Sandbox::TO_SUBMIT, expected_price: 100) }
        .to raise_error(Bootpay::MismatchError, /status is 2, expected 1/)
    end

    it "raises whatever else goes wrong, where without them it gives a failed response" do
      expect(api.verify("a" * 24)).not_to be_success
      expect { api.verify("a" * 24, expected_price: 1) }.to raise_error(Bootpay::ApiError) { |error|
        expect(error).to have_attributes(status: 404, receipt_id: "a" * 24)
      }
      sandbox.fault({ path: "/receipt/#{id}", kind: "reset" })
      expect { api.verify(id, expected_price: 3000) }.to raise_error(Bootpay::ConnectionError)
      sandbox.control("DELETE", "/sandbox/faults")
      sandbox.fault({ path: "/receipt/#{id}", kind: "html" })
      expect { api.verify(id, expected_price: 3000) }.to raise_error(Bootpay::DecodeError)
    end
  end

  it "says in each response what there is to know beside it" do
    good = api.verify(Sandbox::PAYMENT)
    expect(good.meta.to_h).to include(operation: "receipt.get", status: 200, attempts: 1, cancel_id: nil)
    expect(good.meta.duration_ms).to be >= 0
    expect(good.meta.request_id).to eq(sandbox.requests.last["headers"]["x-request-id"])
    bad = api.verify("a" * 24)
    expect(bad.meta.to_h).to include(operation: "receipt.get", status: 404, attempts: 1, duration_ms: nil)
    expect(bad.meta.request_id).to eq(bad.error.request_id)
    expect(good.meta).to be_frozen
  end
end
