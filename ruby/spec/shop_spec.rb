# frozen_string_literal: true

require "spec_helper"

EXAMPLE_SHOP = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/examples/shop".freeze
require "#{EXAMPLE_SHOP}/orders"

# The example of the gem, driven as a browser and Bootpay drive it.
RSpec.describe "the example shop", server: [RbConfig.ruby, "-w", "#{EXAMPLE_SHOP}/server.rb"] do
  # A browser, as far as the shop can tell.
  class Browser
    def initialize(origin)
      @http = Net::HTTP.start(URI(origin).host, URI(origin).port)
    end

    def close
      @http.finish
    end

    def get(path)
      request(Net::HTTP::Get.new(path))
    end

    # [status, answer]
    def post(path, fields, **headers)
      body = fields.is_a?(String) ? fields : JSON.generate(fields)
      headers = { "content-type" => "application/json", "x-csrf-token" => csrf_token, **headers }
      response = request(Net::HTTP::Post.new(path, headers), body)
      [response.code.to_i, JSON.parse(response.body, symbolize_names: true)]
    end

    def order
      post("/orders", {}).last
    end

    # What the page has from its server, for `POST /identity` but for the receipt.
    def begin_identity(purpose = "주류 구매")
      post("/identity/begin", { purpose: purpose }).last
    end

    def orders
      JSON.parse(get("/orders").body)
    end

    private

    # As the page's script reads it; empty where the shop has none.
    def csrf_token
      @csrf_token ||= get("/").body[/<meta name="csrf-token" content="([^"]*)"/, 1]
    end

    def request(request, body = nil)
      request["cookie"] = @cookie if @cookie
      response = @http.request(request, body)
      @cookie = response["set-cookie"][/\A[^;]+/] if response["set-cookie"]
      response
    end
  end

  around do |example|
    environment = {
      "BOOTPAY_BASE_URL" => sandbox.url, "BOOTPAY_APPLICATION_ID" => sandbox.keys[:application_id],
      "BOOTPAY_PRIVATE_KEY" => sandbox.keys[:private_key], "BOOTPAY_WEB_APPLICATION_ID" => "web-id", "PORT" => "0"
    }
    log = File.join(Dir.mktmpdir, "log")
    IO.popen([environment, *example.metadata.fetch(:server), { err: log }]) do |output|
      @log = log
      @browsers = []
      @origin = nil
      @origin = output.gets[%r{http://127\.0\.0\.1:\d+}] until @origin
      example.run
    ensure
      @browsers.each(&:close)
      Process.kill("TERM", output.pid)
    end
    FileUtils.rm_r(File.dirname(log))
  end

  # Everything that the shop has logged.
  def logged
    File.read(@log)
  end

  def new_browser
    Browser.new(@origin).tap { |browser| @browsers << browser }
  end

  let(:browser) { new_browser }

  # What the browser brings to `POST /identity` after somebody went through the window.
  def verified(begun, **person)
    person = { username: "홍길동", birth: "1990-10-04", order_id: begun.dig(:request, :order_id), **person }
    { token: begun[:token], receipt_id: sandbox.identity(**person)[:receipt_id] }
  end

  def pay(order_id, price: 1000, **fields)
    payment = { order_id: order_id, price: price, pg: "kcp", method: "card", **fields }
    sandbox.control("POST", "/sandbox/payments", payment).fetch("receipt_id")
  end

  # The webhook of a payment as the sandbox would send it: [status, body].
  def webhook(receipt_id, headers: {}, kind: "urlencoded", **fields)
    sandbox.control("POST", "/sandbox/settings", { feedback_content_type: kind })
    api(**sandbox.keys).create_webhook(receipt_id: receipt_id, webhook_url: "http://127.0.0.1:1/")
    fields = sandbox.webhook_fields.merge(fields.transform_keys(&:to_s))
    body = kind == "json" ? JSON.generate(fields) : as_form(fields)
    content_type = kind == "json" ? "application/json" : "application/x-www-form-urlencoded"
    response = Net::HTTP.post(URI("#{@origin}/webhook"), body, { "content-type" => content_type, **headers })
    [response.code.to_i, response.body]
  end

  refused = [403, '{"ok":false,"error":"this could not be confirmed"}']

  it "has a page that loads BootPay's script and its own" do
    page = browser.get("/")
    expect(page["content-type"]).to eq("text/html; charset=utf-8")
    expect(page.body).to include(%(<script src="#{sandbox.url}/js/bootpay-3.3.3.min.js"></script>))
    script = browser.get(page.body[%r{<script src="(/[^"]+)"}, 1])
    expect(script.body).to include("BootPay.request")
    expect(browser.get("/other").code).to eq("404")
  end

  it "issues orders to one session, in a cookie that no script reads and no other site sends" do
    order = browser.order
    expect(order[:order_id]).to match(/\A[\h-]{36}\z/)
    expect(order).to eq(order_id: order[:order_id], price: 1000, name: "키보드", application_id: "web-id")
    expect(browser.orders).to eq({ order[:order_id] => "open" })
    other = new_browser
    expect(other.get("/orders")["set-cookie"]).to match(/httponly/i).and match(/samesite=lax/i)
    expect(other.orders).to eq({})
    [[], "1", "{", ""].each do |fields|
      expect(browser.post("/orders", fields)).to match([400, { ok: false, error: a_kind_of(String) }])
    end
  end

  it "takes nothing from another site's page" do
    expect(browser.post("/orders", {}, "sec-fetch-site" => "cross-site").first).to eq(403)
    expect(browser.post("/orders", {}, "content-type" => "text/plain").first).to eq(400)
    expect(browser.post("/orders", {}, "sec-fetch-site" => "same-origin").first).to eq(200)
    expect(browser.orders.size).to eq(1)
  end

  # The same in Rails, whose controller includes the gem's concern.
  rails = [RbConfig.ruby, "-S", "puma", "--bind", "tcp://127.0.0.1:0", "--dir", "#{EXAMPLE_SHOP}/../rails"]
  { "" => {}, ", in Rails" => { server: rails } }.each do |where, metadata|
    describe "POST /identity#{where}", **metadata do
      it "says who somebody is, masked, once, and keeps who is of age" do
        begun = browser.begin_identity
        expect(begun[:request]).to include(application_id: "web-id", pg: "danal", method: "auth", price: 0)
        expect(browser.orders).to eq({})
        brought = verified(begun)
        expect(browser.post("/identity", brought)).to eq([200, { ok: true, name: "홍*동", purpose: "주류 구매" }])
        expect(browser.orders).to eq({ begun.dig(:request, :order_id) => "verified" })
        again = { ok: false, reason: "used", error: "이미 사용된 본인인증입니다. 다시 인증해 주세요." }
        expect(browser.post("/identity", brought)).to eq([409, again])
      end

      it "refuses what is not this session's, not of this verification, or too late" do
        own = browser.begin_identity
        stranger = new_browser
        theirs = stranger.begin_identity
        {
          verified(theirs) => [403, "other_session"], verified(theirs).merge(own.slice(:token)) => [403, "other_order"],
          verified(own).merge(token: "#{own[:token]}x") => [400, "bad_token"], { receipt_id: "r" } => [400, "bad_token"],
          { token: own[:token], receipt_id: "../x" } => [400, "not_identity"],
          { token: own[:token], receipt_id: "0" * 24 } => [409, "not_finished"]
        }.each do |brought, (status, reason)|
          answer = { ok: false, reason: reason, error: a_string_matching(/본인인증/) }
          expect(browser.post("/identity", brought)).to match([status, answer])
        end
        no_text = [{ token: { a: 1 }, receipt_id: "r" }, { token: own[:token], receipt_id: [1] }]
        told = no_text.map { |brought| browser.post("/identity", brought) }.map { |status, said| [status, said[:reason]] }
        expect(told).to eq([[400, "bad_token"], [400, "not_identity"]])
        sandbox.control("POST", "/sandbox/clock", { advance_s: 1200 })
        expect(browser.post("/identity", verified(own))).to match([410, a_hash_including(reason: "expired")])
        no_such = [400, { ok: false, error: "no such purpose" }]
        begins = ["gift", nil, { a: 1 }].map { |purpose| browser.post("/identity/begin", { purpose: purpose }) }
        expect(begins).to all(eq(no_such))
        expect(browser.orders).to eq({})
      end

      it "tells a minor by the law of each purpose, and keeps nothing of one" do
        born = ->(years) { "#{Time.now.getlocal("+09:00").year - years}-12-31" }
        turns = { "주류 구매" => [18, "youth_protection"], "할부 계약" => [18, "civil"], "소모임 참가" => [17, "child_welfare"],
                  "회원 가입" => [13, "guardian_consent"] }
        turns.each do |purpose, (years, law)|
          status, said = browser.post("/identity", verified(browser.begin_identity(purpose), birth: born[years]))
          expect([status, said.slice(:ok, :reason, :law)]).to eq([403, { ok: false, reason: "minor", law: law }])
          expect(said[:error]).to match(/청소년|만 \d+세/)
        end
        expect(browser.orders).to eq({})
        grown = verified(browser.begin_identity, birth: born[19])
        expect(browser.post("/identity", grown).first).to eq(200)
      end
    end
  end

  describe "POST /payment" do
    let(:id) { browser.order[:order_id] }

    it "takes what was paid" do
      expect(browser.post("/payment", { receipt_id: pay(id), order_id: id })).to eq([200, { ok: true, price: 1000 }])
      expect(browser.orders).to eq({ id => "paid" })
    end

    it "refuses what was paid cheaper, for another order or not at all" do
      wrong = { pay(id, price: 100) => 409, pay("another") => 409, pay(id, status: 2) => 409, "0" * 24 => 404 }
      wrong.each do |receipt, status|
        expect(browser.post("/payment", { receipt_id: receipt, order_id: id }))
          .to eq([status, { ok: false, error: "this could not be confirmed" }])
      end
      expect(new_browser.post("/payment", { receipt_id: pay(id), order_id: id }).first).to eq(404)
      expect(browser.orders).to eq({ id => "open" })
    end

    it "says that it does not know when the server is away" do
      receipt = pay(id)
      sandbox.fault({ path: "/receipt/#{receipt}", kind: "status", status: 500 })
      expect(browser.post("/payment", { receipt_id: receipt, order_id: id }).first).to eq(503)
    end
  end

  describe "POST /webhook" do
    let(:id) { browser.order[:order_id] }
    let(:receipt) { pay(id) }

    %w[urlencoded json].each do |kind|
      it "believes the #{kind} kind, answers OK and acts" do
        expect(webhook(receipt, kind: kind)).to eq([200, "OK"])
        expect(browser.orders).to eq({ id => "paid" })
        expect(logged).to eq("")
      end
    end

    it "acts on a payment and on its cancel, and answers every repetition" do
      expect(Array.new(3) { |again| webhook(receipt, retry_count: again) }).to all(eq([200, "OK"]))
      expect(api(**sandbox.keys).cancel_payment(receipt_id: receipt)).to be_success
      expect(webhook(receipt)).to eq([200, "OK"])
      expect(browser.orders).to eq({ id => "cancelled" })
      expect(webhook(receipt, status: 1).first).to eq(409)
      expect(browser.orders).to eq({ id => "cancelled" })
    end

    it "believes no other key, no other sender, no other price" do
      expect(webhook(receipt, private_key: "CANARY")).to eq(refused)
      expect(webhook(receipt, price: 1)).to eq([409, refused[1]])
      form = { "content-type" => "application/x-www-form-urlencoded" }
      expect(Net::HTTP.post(URI("#{@origin}/webhook"), "CANARY=1", form).code).to eq("403")
      expect(browser.orders).to eq({ id => "open" })
      expect(logged.lines.size).to eq(3)
      expect(logged).not_to include("CANARY")
    end

    it "does nothing for a genuine payment that pays for none of its orders, and says so once" do
      stray = pay(id, price: 100)
      2.times { expect(webhook(stray)).to eq([200, "OK"]) }
      expect(browser.orders).to eq({ id => "open" })
      expect(logged).to eq("receipt #{stray} pays for none of our orders, or again: look at it\n")
    end

    it "does not mistake a second payment of an order for the first, nor its cancel" do
      expect(browser.post("/payment", { receipt_id: receipt, order_id: id }).first).to eq(200)
      second = pay(id)
      expect(browser.post("/payment", { receipt_id: second, order_id: id }))
        .to eq([409, { ok: false, error: "this order has another receipt" }])
      expect(webhook(second)).to eq([200, "OK"])
      expect(api(**sandbox.keys).cancel_payment(receipt_id: second)).to be_success
      expect(webhook(second)).to eq([200, "OK"])
      expect(browser.orders).to eq({ id => "paid" })
      expect(logged.scan("receipt #{second} pays for none of our orders, or again").size).to eq(2)
    end
  end

  it "logs nobody's data" do
    begun = browser.begin_identity
    [verified(begun), verified(begun, order_id: "another"), verified(begun, username: nil),
     { token: begun[:token], receipt_id: "CANARY/홍길동" }, { token: "CANARY", receipt_id: { a: "CANARY" } }]
      .each { |fields| browser.post("/identity", fields) }
    expect(logged).to include("DecodeError")
    expect(logged).not_to match(/홍길동|1990|CANARY|#{begun[:token]}|#{Regexp.escape(sandbox.keys[:private_key])}/)
  end

  it "never lets an order go back, in whichever order the news comes" do
    orders = Orders.new
    order = orders.issue("owner")
    states = %i[paid cancelled paid open].map do |news|
      expect(orders.advance(order, "r-1", news)).to be(true)
      orders.of("owner").fetch(order.id)
    end
    expect(states).to eq(%i[paid cancelled cancelled cancelled])
  end
end
