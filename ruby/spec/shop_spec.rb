# frozen_string_literal: true

require "spec_helper"

EXAMPLE_SHOP = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/examples/shop".freeze
require "#{EXAMPLE_SHOP}/orders"
require "#{EXAMPLE_SHOP}/person"

# The example of the gem, driven as a browser and Bootpay drive it.
RSpec.describe "the example shop" do
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
      response = request(Net::HTTP::Post.new(path, { "content-type" => "application/json", **headers }), body)
      [response.code.to_i, JSON.parse(response.body, symbolize_names: true)]
    end

    def order(kind)
      post("/orders", { kind: kind }).last
    end

    def orders
      JSON.parse(get("/orders").body)
    end

    private

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
    IO.popen([environment, RbConfig.ruby, "-w", "#{EXAMPLE_SHOP}/server.rb", { err: log }]) do |output|
      @log = log
      @origin = output.gets[%r{\Alistening on (http://127\.0\.0\.1:\d+)\n\z}, 1]
      @browsers = []
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

  def verify_identity(order_id, **person)
    person = { username: "홍길동", birth: "1990-10-04", order_id: order_id, **person }
    sandbox.control("POST", "/sandbox/identities", person).fetch("receipt_id")
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
    order = browser.order("identity")
    expect(order[:order_id]).to match(/\A[\h-]{36}\z/)
    expect(order).to eq(order_id: order[:order_id], price: 0, name: "본인인증", application_id: "web-id")
    expect(browser.order("payment")).to include(price: 1000, name: "키보드")
    expect(browser.orders.values).to eq(%w[open open])
    other = new_browser
    expect(other.get("/orders")["set-cookie"]).to match(/httponly/i).and match(/samesite=lax/i)
    expect(other.orders).to eq({})
    [{ kind: "gift" }, { kind: { a: 1 } }, {}, [], "1", "{", ""].each do |fields|
      expect(browser.post("/orders", fields)).to match([400, { ok: false, error: a_kind_of(String) }])
    end
  end

  it "takes nothing from another site's page" do
    expect(browser.post("/orders", { kind: "payment" }, "sec-fetch-site" => "cross-site").first).to eq(403)
    expect(browser.post("/orders", { kind: "payment" }, "content-type" => "text/plain").first).to eq(400)
    expect(browser.post("/orders", { kind: "payment" }, "sec-fetch-site" => "same-origin").first).to eq(200)
    expect(browser.orders.size).to eq(1)
  end

  describe "POST /identity" do
    let(:id) { browser.order("identity")[:order_id] }

    it "says who somebody is, masked, and whether they are of age" do
      receipt = verify_identity(id)
      expect(browser.post("/identity", { receipt_id: receipt, order_id: id }))
        .to eq([200, { ok: true, name: "홍*동", adult: true }])
      expect(browser.orders).to eq({ id => "verified" })
      young = browser.order("identity")[:order_id]
      receipt = verify_identity(young, birth: "2024-01-01")
      expect(browser.post("/identity", { receipt_id: receipt, order_id: young }).last).to include(adult: false)
    end

    it "refuses another's certificate, another's order and what is none" do
      own = verify_identity(id)
      payment = browser.order("payment")[:order_id]
      {
        [verify_identity("another"), id] => 409, ["0" * 24, id] => 404, ["../x", id] => 400, [nil, id] => 400,
        [own, payment] => 404, [own, "none"] => 404, [own, nil] => 404,
        [verify_identity(id, birth: nil), id] => 422
      }.each do |(receipt_id, order_id), status|
        answer = browser.post("/identity", { receipt_id: receipt_id, order_id: order_id })
        expect(answer).to match([status, { ok: false, error: a_kind_of(String) }])
      end
      expect(new_browser.post("/identity", { receipt_id: own, order_id: id }).first).to eq(404)
      expect(browser.orders.values).to eq(%w[open open])
    end
  end

  describe "POST /payment" do
    let(:id) { browser.order("payment")[:order_id] }

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
    let(:id) { browser.order("payment")[:order_id] }
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
    id = browser.order("identity")[:order_id]
    browser.post("/identity", { receipt_id: verify_identity(id), order_id: id })
    browser.post("/identity", { receipt_id: verify_identity("another"), order_id: id })
    browser.post("/identity", { receipt_id: verify_identity(id, username: nil), order_id: id })
    browser.post("/identity", { receipt_id: "CANARY/홍길동", order_id: id })
    expect(logged).to include("InvalidRequestError")
    expect(logged).not_to match(/홍길동|1990|CANARY|#{Regexp.escape(sandbox.keys[:private_key])}/)
  end

  it "never lets an order go back, in whichever order the news comes" do
    orders = Orders.new
    order = orders.issue("payment", "owner")
    states = %i[paid cancelled paid open].map do |news|
      expect(orders.advance(order, "r-1", news)).to be(true)
      orders.of("owner").fetch(order.id)
    end
    expect(states).to eq(%i[paid cancelled cancelled cancelled])
  end

  it "masks names of every length" do
    names = { "홍길동" => "홍*동", "홍길" => "홍*", "남궁길동" => "남**동", "홍" => "홍", "" => "" }
    names.each { |name, masked| expect(Person.masked(name)).to eq(masked) }
  end

  it "counts years as Korea does, by its own calendar" do
    eve = Time.utc(2026, 3, 1, 14, 59, 59) # one second before 2 March in Seoul
    expect([eve, eve + 1].map { |now| Person.adult?("2007-03-02", now) }).to eq([false, true])
    expect(Person.adult?("20070302", eve + 1)).to be(true)
    expect([nil, "", "2007", "2007-3-2"].map { |birth| Person.adult?(birth) }).to all(be_nil)
  end
end
