# frozen_string_literal: true

# Tests the shop against a sandbox, without a browser:
#
#     gem install --local dist/backend-ruby-*.gem dist/bootpay-sandbox-*.gem && gem install rspec rack-test
#     rspec ruby/examples/shop/shop_spec.rb
require "bootpay/sandbox/rspec" # before the shop, which finds the sandbox in the environment
require "rack/test"
require_relative "environment"
require_relative "orders"

RSpec.describe "the shop", :bootpay_sandbox, bootpay_strict: true do
  include Rack::Test::Methods

  let(:shop) { Rack::Builder.parse_file(File.join(__dir__, "config.ru")).then { |app, _| app } }
  let(:log) { StringIO.new }
  let(:app) { ->(env) { shop.call({ **env, "rack.errors" => log }) } }

  # What the page's script asks of its server: [status, answer].
  def ask(path, fields = {})
    post(path, JSON.generate(fields), "CONTENT_TYPE" => "application/json")
    [last_response.status, JSON.parse(last_response.body, symbolize_names: true)]
  end

  def orders
    JSON.parse(get("/orders").body)
  end

  describe "an identity verification" do
    def begin_identity(purpose = "주류 구매")
      ask("/identity/begin", { purpose: purpose }).last
    end

    # What the page brings back after somebody went through the window.
    def verified(begun, **person)
      person = { username: "홍길동", order_id: begun.dig(:request, :order_id), **person }
      { token: begun[:token], receipt_id: bootpay_sandbox.person(**person)[:receipt_id] }
    end

    it "says who somebody is, masked, once, and keeps who is of age" do
      begun = begin_identity
      expect(begun[:request]).to include(application_id: Environment::WEB_APPLICATION_ID, method: "auth", price: 0)
      expect(orders).to eq({})
      brought = verified(begun)
      expect(ask("/identity", brought)).to eq([200, { ok: true, name: "홍*동", purpose: "주류 구매" }])
      expect(orders).to eq({ begun.dig(:request, :order_id) => "verified" })
      again = { ok: false, reason: "used", error: "이미 사용된 본인인증입니다. 다시 인증해 주세요." }
      expect(ask("/identity", brought)).to eq([409, again])
    end

    it "waits for the window" do
      begun = begin_identity
      window = bootpay_sandbox.window(begun.dig(:request, :order_id))
      brought = { token: begun[:token], receipt_id: window.receipt_id }
      expect(ask("/identity", brought)).to match([409, a_hash_including(reason: "not_finished")])
      window.approve(year_age: 19)
      expect(ask("/identity", brought).first).to eq(200)
    end

    it "refuses what is not this session's, not of this verification, or too late" do
      own = begin_identity
      theirs = with_session(:stranger) { begin_identity }
      {
        verified(theirs) => [403, "other_session"], verified(theirs).merge(own.slice(:token)) => [403, "other_order"],
        verified(own).merge(token: "#{own[:token]}x") => [400, "bad_token"], { receipt_id: "r" } => [400, "bad_token"],
        { token: own[:token], receipt_id: "../x" } => [400, "not_identity"],
        { token: own[:token], receipt_id: "0" * 24 } => [409, "not_finished"],
        { token: { a: 1 }, receipt_id: "r" } => [400, "bad_token"],
        { token: own[:token], receipt_id: [1] } => [400, "not_identity"]
      }.each do |brought, (status, reason)|
        answer = { ok: false, reason: reason, error: a_string_matching(/본인인증/) }
        expect(ask("/identity", brought)).to match([status, answer])
      end
      bootpay_sandbox.advance(minutes: 20)
      expect(ask("/identity", verified(own))).to match([410, a_hash_including(reason: "expired")])
      expect(orders).to eq({})
    end

    it "knows what people are verified for" do
      begins = ["gift", nil, { a: 1 }].map { |purpose| ask("/identity/begin", { purpose: purpose }) }
      expect(begins).to all(eq([400, { ok: false, error: "no such purpose" }]))
    end

    it "tells a minor by the law of each purpose, and keeps nothing of one" do
      minors = {
        "주류 구매" => [{ year_age: 18 }, "youth_protection"], "할부 계약" => [{ age: 18 }, "civil"],
        "소모임 참가" => [{ age: 17 }, "child_welfare"], "회원 가입" => [{ age: 13 }, "guardian_consent"]
      }
      minors.each do |purpose, (person, law)|
        status, said = ask("/identity", verified(begin_identity(purpose), **person))
        expect([status, said.slice(:ok, :reason, :law)]).to eq([403, { ok: false, reason: "minor", law: law }])
        expect(said[:error]).to match(/청소년|만 \d+세/)
      end
      expect(orders).to eq({})
      expect(ask("/identity", verified(begin_identity, year_age: 19)).first).to eq(200)
    end

    it "logs nobody's data" do
      begun = begin_identity
      [verified(begun, birth: "1990-10-04"), verified(begun, order_id: "another"), verified(begun, username: nil),
       { token: begun[:token], receipt_id: "CANARY/홍길동" }, { token: "CANARY", receipt_id: { a: "CANARY" } }]
        .each { |fields| ask("/identity", fields) }
      expect(log.string).to include("DecodeError")
      expect(log.string).not_to match(/홍길동|1990|CANARY|#{begun[:token]}|#{Regexp.escape(bootpay_sandbox.private_key)}/)
    end
  end

  describe "a payment" do
    let(:id) { ask("/orders").last[:order_id] }
    let(:receipt) { pay(id) }
    let(:bootpay) { Bootpay::Api.new }
    let(:refused) { [403, { ok: false, error: "this could not be confirmed" }] }

    def pay(order_id, **fields)
      bootpay_sandbox.payment(order_id: order_id, price: 1000, pg: "kcp", method: "card", **fields)[:receipt_id]
    end

    # What Bootpay's server sends of it.
    def webhook(receipt_id, json: false, **changed)
      bootpay.create_webhook(receipt_id: receipt_id, webhook_url: "http://127.0.0.1:1/")
      fields = { **bootpay_sandbox.webhooks.last[:fields], private_key: bootpay_sandbox.private_key, **changed }
      if json
        post("/webhook", JSON.generate(fields.except(:private_key)), "CONTENT_TYPE" => "application/json")
      else
        post("/webhook", fields)
      end
      [last_response.status, last_response.body]
    end

    it "is taken" do
      expect(ask("/payment", { receipt_id: receipt, order_id: id })).to eq([200, { ok: true, price: 1000 }])
      expect(orders).to eq({ id => "paid" })
    end

    it "is refused if it was cheaper, for another order or not at all" do
      wrong = { pay(id, price: 100) => 409, pay("another") => 409, pay(id, status: 2) => 409, "0" * 24 => 404 }
      wrong.each do |receipt_id, status|
        expect(ask("/payment", { receipt_id: receipt_id, order_id: id })).to eq([status, refused.last])
      end
      theirs = pay(id)
      with_session(:stranger) { expect(ask("/payment", { receipt_id: theirs, order_id: id }).first).to eq(404) }
      expect(orders).to eq({ id => "open" })
    end

    # The sandbox sees that an order was paid twice, and a strict test fails for it.
    it "is not mistaken for the first one of its order, nor is its cancel", bootpay_strict: false do
      expect(ask("/payment", { receipt_id: receipt, order_id: id }).first).to eq(200)
      second = pay(id)
      expect(ask("/payment", { receipt_id: second, order_id: id }))
        .to eq([409, { ok: false, error: "this order has another receipt" }])
      expect(webhook(second)).to eq([200, "OK"])
      expect(bootpay.cancel_payment(receipt_id: second)).to be_success
      expect(webhook(second)).to eq([200, "OK"])
      expect(orders).to eq({ id => "paid" })
      expect(log.string.scan("receipt #{second} pays for none of our orders, or again").size).to eq(2)
    end

    it "is unknown while the server is away" do
      bootpay_sandbox.fault("status", path: "/receipt/#{receipt}", status: 500)
      expect(ask("/payment", { receipt_id: receipt, order_id: id }).first).to eq(503)
    end

    [false, true].each do |json|
      it "is believed of a webhook, answered with OK and acted on#{" in JSON" if json}" do
        expect(webhook(receipt, json: json)).to eq([200, "OK"])
        expect(orders).to eq({ id => "paid" })
        expect(log.string).to eq("")
      end
    end

    it "is acted on and so is its cancel, and every repetition is answered" do
      expect(Array.new(3) { |again| webhook(receipt, retry_count: again) }).to all(eq([200, "OK"]))
      expect(bootpay.cancel_payment(receipt_id: receipt)).to be_success
      expect(webhook(receipt)).to eq([200, "OK"])
      expect(orders).to eq({ id => "cancelled" })
      expect(webhook(receipt, status: 1).first).to eq(409)
      expect(orders).to eq({ id => "cancelled" })
    end

    it "is not believed with another key, of another sender, at another price" do
      expect(webhook(receipt, private_key: "CANARY").first).to eq(403)
      expect(webhook(receipt, price: 1).first).to eq(409)
      post("/webhook", { "CANARY" => "1" }, "REMOTE_ADDR" => "203.0.113.7")
      expect(last_response.status).to eq(403)
      expect(orders).to eq({ id => "open" })
      expect(log.string.lines.size).to eq(3)
      expect(log.string).not_to include("CANARY")
    end

    it "changes nothing when it pays for none of its orders, which is said once" do
      stray = pay(id, price: 100)
      2.times { expect(webhook(stray)).to eq([200, "OK"]) }
      expect(orders).to eq({ id => "open" })
      expect(log.string).to eq("receipt #{stray} pays for none of our orders, or again: look at it\n")
    end
  end

  it "never lets an order go back, in whichever order the news comes" do
    books = Orders.new
    order = books.issue("owner")
    states = %i[paid cancelled paid open].map do |news|
      expect(books.advance(order, "r-1", news)).to be(true)
      books.of("owner").fetch(order.id)
    end
    expect(states).to eq(%i[paid cancelled cancelled cancelled])
  end
end
