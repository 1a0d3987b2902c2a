# frozen_string_literal: true

require "spec_helper"
require "uri"
require "yaml"

RSpec.describe Bootpay::Webhook do
  # The fields of the v1 documentation's webhook page.
  both = {
    receipt_id: Sandbox::PAYMENT, order_id: "1576461949", pg: "kcp", pg_name: "NHN KCP", method: "card",
    method_name: "카드결제", receipt_url: "https://door.bootpay.co.kr/receipt/a", price: 3000, status: 1,
    requested_at: "2019-12-16 11:05:49", purchased_at: "2019-12-16 11:06:17"
  }.freeze
  form_only = {
    application_id: Sandbox::KEYS[:application_id], private_key: Sandbox::KEYS[:private_key], name: "테스트 아이템 1",
    unit: "krw", retry_count: 0, "payment_data[card_name]" => "하나카드", "payment_data[n]" => "테스트 아이템 1"
  }.freeze
  json_only = {
    item_name: "테스트 아이템 1", tax_free: 0, card_no: "943081******9182", card_code: "CCHN", card_name: "하나카드",
    card_quota: "00", url: nil, payment_name: "카드결제", payment_group: "card", payment_group_name: "신용카드",
    payment_data: { card_name: "하나카드", n: "테스트 아이템 1" }
  }.freeze
  form = URI.encode_www_form(both.merge(form_only)).freeze
  json = JSON.generate(both.merge(json_only)).freeze
  form_type = "application/x-www-form-urlencoded"
  from_bootpay = "223.130.82.4"

  # A client of another server than a sandbox; it sends nothing.
  let(:webhook) { Bootpay::Api.new(**Sandbox::KEYS, base_url: "https://api.example.com").webhook }

  define_method(:verified) do |body = json, **options|
    webhook.verify(body, **{ remote_address: from_bootpay }.merge(options))
  end

  def expect_distrust(message, &block)
    expect(&block).to raise_error(Bootpay::WebhookError, /\Athe webhook is not to be believed: .*#{message}/) { |error|
      expect(error).to have_attributes(kind: :webhook, effect: :none, operation: nil, attempts: 0, cause: nil)
      expect(error.full_message).not_to include("CANARY")
    }
  end

  def expect_refusal(message, &block)
    expect(&block).to raise_error(Bootpay::InvalidRequestError, message) { |error|
      expect(error.full_message).not_to include("CANARY")
    }
  end

  it "has the answer that Bootpay waits for" do
    expect(described_class::ANSWER).to eq("OK")
  end

  describe "#verify" do
    same = {
      receipt_id: Sandbox::PAYMENT, order_id: "1576461949", price: 3000, status: 1, name: "테스트 아이템 1", pg: "kcp",
      purchased_at: "2019-12-16 11:06:17", payment_data: { card_name: "하나카드", n: "테스트 아이템 1" }
    }

    it "reads the form-encoded kind, as a web server gives it" do
      [form_type, "#{form_type}; charset=utf-8", nil].product([form, form.b]).each do |content_type, body|
        event = verified(body, content_type: content_type)
        expect(event).to have_attributes(**same, retry_count: 0, tax_free: nil)
        expect(event.fields).to include(price: 3000, status: 1, retry_count: 0, unit: "krw", method: "card")
        expect(event.fields).not_to include(:private_key)
      end
    end

    it "reads the JSON kind, as a web server gives it" do
      ["application/json", "Application/JSON; charset=utf-8", nil].product([json, json.b]).each do |content_type, body|
        event = verified(body, content_type: content_type)
        expect(event).to have_attributes(**same, retry_count: nil, tax_free: 0)
        expect(event.fields).to eq(both.merge(json_only, name: "테스트 아이템 1"))
      end
    end

    it "gives numbers however they were written" do
      body = form.sub("price=3000", "price=3000.0").sub("retry_count=0", "retry_count=7").sub("status=1", "status=-20")
      expect(verified(body)).to have_attributes(price: 3000, retry_count: 7, status: -20)
      expect(verified(json.sub('"price":3000', '"price":3000.0').sub('"status":1', '"status":"20"')))
        .to have_attributes(price: 3000, status: 20)
      expect(verified('{"receipt_id":"r1","price":"1.5","order_id":12}'))
        .to have_attributes(price: 1.5, order_id: "12", status: nil, name: nil, payment_data: nil)
    end

    it "gives what nobody can change" do
      event = verified
      expect([event, event.fields, event.fields[:payment_data], event.payment_data[:card_name]]).to all(be_frozen)
    end

    it "leaves the body as it was" do
      body = form.b
      verified(body)
      expect(body).to eq(form.b).and have_attributes(encoding: Encoding::BINARY)
    end

    {
      "another key" => [form.sub("rm6E", "CANARY"), "private_key is not this project's"],
      "no key in a form" => [form.sub("private_key", "key"), "it has no private_key"],
      "several keys" => [form.sub("private_key", "private_key[]"), "private_key is not this project's"],
      "another key in JSON" => [json.sub("{", '{"private_key":"CANARY",'), "private_key is not this project's"],
      "an id that steers" => [json.sub(Sandbox::PAYMENT, "../CANARY"), "its receipt_id is missing or is none"],
      "no id" => [json.sub("receipt_id", "id"), "its receipt_id is missing or is none"],
      "half of it" => [json[0, 40], "its body is no JSON object"],
      "nothing" => ["", "it has no private_key"],
      "a price that is none" => [json.sub("3000", '"CANARY"'), ""],
      "more than a mebibyte" => ["x" * ((1024 * 1024) + 1), "its body is larger than 1 MiB"],
      "an order twice" => ["#{form}&order_id[]=CANARY", "its order_id is there twice"],
      "an order that is not UTF-8" => [form.sub("order_id=", "order_id=%FF"), "its order_id is not UTF-8"],
      "an order in bytes that are not UTF-8" => ["#{form}&order_id=\xFF".b, "its order_id is not UTF-8"],
      "JSON in bytes that are not UTF-8" => ["#{json}CANARY\xFF".b, "its body is not UTF-8"],
      "JSON that is not UTF-8" => ["#{json}CANARY\xFF", "its body is not UTF-8"],
      "JSON that is not what its encoding says" => ["#{json}\xFF".b.force_encoding("EUC-KR"), "its body is not UTF-8"]
    }.each do |what, (body, message)|
      it "believes none with #{what}" do
        expect_distrust(message) { verified(body) }
      end
    end

    it "believes none of another content type" do
      expect_distrust('its content type "text/xml" is neither') { verified(content_type: "text/xml") }
      expect_distrust("it has no private_key") { verified(content_type: form_type) }
      expect_distrust("its body is no JSON object") { verified(form, content_type: "application/json") }
    end

    it "reads a form with a text that is not UTF-8, which nobody compares" do
      ["#{form}&note=\xFF".b, "#{form}&note=\xFF", "#{form}&note=%FF"].each do |body|
        expect(verified(body)).to have_attributes(**same)
        expect(verified(body).fields[:note]).to eq("\uFFFD")
      end
    end

    it "takes a text in an encoding of its own for what it says" do
      expect(verified(json.encode(Encoding::EUC_KR)).name).to eq("테스트 아이템 1")
    end

    proxies = ["10.0.0.0/8"]
    [
      [from_bootpay, nil, [], true],
      ["223.130.82.255:443", nil, [], true],
      ["::ffff:223.130.82.4", nil, [], true],
      ["[::ffff:223.130.82.4]:5000", nil, [], true],
      ["223.130.83.1", nil, [], false],
      ["127.0.0.1", nil, [], false],
      ["10.0.0.9", from_bootpay, [], false], # anybody can write that header
      ["10.0.0.9", from_bootpay, nil, false],
      ["10.0.0.9", from_bootpay, proxies, true],
      ["10.0.0.9", "#{from_bootpay}, 10.0.0.7", proxies, true],
      ["::ffff:10.0.0.9", "6.6.6.6, #{from_bootpay}", proxies, true],
      ["10.0.0.9", "#{from_bootpay}, 6.6.6.6", proxies, false],
      ["10.0.0.9", "#{from_bootpay}, 10.0.0.7", ["10.0.0.9"], false],
      ["6.6.6.6", from_bootpay, proxies, false],
      ["10.0.0.9", nil, proxies, false],
      ["10.0.0.9", "unknown", proxies, false]
    ].each do |remote, forwarded, trusted, believed|
      it "#{believed ? "believes" : "does not believe"} #{remote} for #{forwarded.inspect} behind #{trusted.inspect}" do
        verify = -> { verified(remote_address: remote, forwarded_for: forwarded, trusted_proxies: trusted) }
        believed ? expect(verify.call.status).to(eq(1)) : expect_distrust("", &verify)
      end
    end

    it "believes whom the caller names, and nobody else then" do
      expect(verified(remote_address: "6.6.6.6", allowed_sources: ["6.6.6.0/24"]).status).to eq(1)
      expect_distrust("it came from #{from_bootpay}") { verified(allowed_sources: ["6.6.6.0/24"]) }
      expect_distrust("it came from") { verified(allowed_sources: []) }
    end

    it "refuses a body that was parsed already, and says what to give", :against_the_types do
      [{ "receipt_id" => "CANARY" }, [["receipt_id", "CANARY"]], nil, StringIO.new("CANARY"), :canary].each do |body|
        expect_refusal(/\Athe body must be a String, not \w+: give the raw body/) { verified(body) }
        expect_refusal(/give the raw body/) { webhook.parse(body) }
      end
    end

    {
      { remote_address: nil } => /remote_address is missing/,
      { remote_address: "localhost" } => /remote_address is no IP address/,
      { remote_address: ["CANARY"] } => /\Aremote_address must be a String, not Array/,
      { remote_address: "CANARY\xFF" } => /\Aremote_address is not valid UTF-8 text/,
      { content_type: :json } => /\Acontent_type must be a String, not Symbol/,
      { forwarded_for: ["CANARY"] } => /\Aforwarded_for must be a String, not Array/,
      { trusted_proxies: "10.0.0.0/8" } => /\Atrusted_proxies must be an Array of Strings, not String/,
      { trusted_proxies: [1] } => /\Atrusted_proxies must be a String, not Integer/,
      { trusted_proxies: [nil] } => /\Atrusted_proxies has a nil in it/,
      { trusted_proxies: ["0.0.0.0/0"] } => /trusted_proxies has 0.0.0.0.0, wider than any network of your own/,
      { trusted_proxies: "unix" } => /\Atrusted_proxies must be an Array of Strings, not String/,
      { trusted_proxies: ["CANARY"] } => /trusted_proxies has an entry that is neither/,
      { allowed_sources: ["10/8"] } => /allowed_sources has an entry that is neither/
    }.each do |options, message|
      it "refuses #{options.keys.first} of #{options.values.first.inspect}", :against_the_types do
        expect_refusal(message) { verified(**options) }
      end
    end

    it "needs the sender's address", :against_the_types do
      expect { webhook.verify(json) }.to raise_error(ArgumentError, /remote_address/)
    end

    # The core has read every text that comes here as JSON; this is for the day when Ruby's parser disagrees.
    it "shows nothing of what Ruby cannot parse" do
      allow(JSON).to receive(:parse) { |text| raise JSON::ParserError, "unexpected token at '#{text}'" }
      expect { verified(json.sub("kcp", "CANARY")) }.to raise_error(Bootpay::WebhookError) { |error|
        expect(error.full_message).not_to include("CANARY")
        expect(error.cause).to be_nil
      }
    end

    it "works in a forked child" do
      webhook.verify(json, remote_address: from_bootpay)
      expect(in_a_child { verified.status }).to eq("1")
    end
  end

  describe "#parse" do
    it "reads either kind whoever sent it, without the key" do
      foreign = form.sub("rm6E", "CANARY")
      expect(webhook.parse(foreign.b, content_type: form_type)).to have_attributes(price: 3000, status: 1)
      expect(webhook.parse(foreign).fields.inspect).not_to match(/CANARY|private_key/)
      expect(webhook.parse(json).fields).to eq(verified.fields)
    end

    it "reads nothing that is no webhook" do
      expect_distrust("its receipt_id is missing") { webhook.parse("{}") }
      expect_distrust("its receipt_id is missing") { webhook.parse("CANARY\xFF".b) }
      expect_distrust("its body is not UTF-8") { webhook.parse("{CANARY\xFF".b) }
    end
  end

  # What every language reads; tests/webhooks/README.md describes the form.
  describe "the shared webhook" do
    clients = {
      "live" => ["https://api.example.com", Sandbox::KEYS[:private_key]],
      "sandbox" => ["http://127.0.0.1:1", "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ="],
      "container" => ["http://sandbox:8300", "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ="],
      "proxy" => ["http://127.0.0.1:1", "bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM="]
    }

    def read(webhook, body: nil, body_latin1: nil, **how)
      body ||= body_latin1.encode(Encoding::ISO_8859_1).b
      how.key?(:remote_address) ? webhook.verify(body, **how) : webhook.parse(body, **how)
    end

    Dir["#{Surroundings::WEBHOOKS}/*.json"].each do |file|
      shared = JSON.parse(File.read(file, encoding: "UTF-8"), symbolize_names: true)
      base_url, key = clients.fetch(shared[:client])

      it "#{File.basename(file)}: #{shared[:description]}" do
        webhook = Bootpay::Api.new(application_id: "a", private_key: key, base_url: base_url).webhook
        shared[:deliveries].each do |delivery|
          if (expected = shared[:event])
            event = read(webhook, **delivery)
            # `method` would be Ruby's own
            expect(expected.except(:method).to_h { |name, _| [name, event.public_send(name)] })
              .to eq(expected.except(:method))
            expect(event.price.class).to eq(expected[:price].class)
          else
            expect { read(webhook, **delivery) }.to raise_error(Bootpay::Error, /#{Regexp.escape(shared[:error][:message_has])}/) { |error|
              expect(error.kind).to eq(shared[:error][:kind].to_sym)
            }
          end
        end
      end
    end
  end

  it "gives an event that JSON and YAML show the id and the status of" do
    event = verified
    shown = { "receipt_id" => Sandbox::PAYMENT, "status" => 1 }
    expect([JSON.parse(event.to_json), JSON.parse(JSON.generate([event]))[0], event.as_json]).to all(eq(shown))
    expect(YAML.dump(event)).to include(event.inspect).and(satisfy { |yaml| !yaml.include?("하나카드") })
    expect(Marshal.load(Marshal.dump(event))).to have_attributes(fields: event.fields, price: 3000, frozen?: true)
  end

  describe "of what the sandbox sends" do
    def sent(content_type)
      sandbox.control("POST", "/sandbox/settings", { feedback_content_type: content_type })
      api.create_webhook(receipt_id: Sandbox::PAYMENT, webhook_url: "http://127.0.0.1:1/webhook")
      sandbox.webhook_fields
    end

    it "reads both kinds from this machine, and the receipt says the same" do
      client = api(**sandbox.keys)
      bodies = [as_form(sent("urlencoded")), JSON.generate(sent("json"))]
      events = bodies.map { |body| client.webhook.verify(body, remote_address: "127.0.0.1") }
      expect(events).to all(have_attributes(receipt_id: Sandbox::PAYMENT, status: 1, price: 3000))
      expect(events.map(&:payment_data)).to all(include(receipt_id: Sandbox::PAYMENT))
      events.each { |event| expect(client.webhook.reverify(event).data).to eq(client.verify(Sandbox::PAYMENT).data) }
      expect { api.webhook.verify(bodies[0], remote_address: from_bootpay) }.to raise_error(Bootpay::WebhookError, /key/)
      # another project's client may have a proxy there
      expect { api(private_key: "k").webhook.verify(bodies[1], remote_address: "127.0.0.1") }
        .to raise_error(Bootpay::WebhookError, /it came from 127\.0\.0\.1/)
    end
  end

  describe "#reverify" do
    id = "00000000000000000000ca02"

    before do
      sandbox.control("POST", "/sandbox/payments", { receipt_id: id, price: 3000, order_id: "o-1", pg: "inicis" })
    end

    define_method(:event) do |**fields|
      api.webhook.parse(JSON.generate({ receipt_id: id, price: 3000, order_id: "o-1", status: 1, **fields }.compact))
    end

    define_method(:reverified) { |**fields| api.webhook.reverify(event(**fields)) }

    it "gives the receipt that says the same" do
      response = reverified
      expect(response).to be_success
      expect(response.data).to eq(api.verify(id).data)
      expect(reverified(order_id: nil)).to be_success
      expect(reverified(price: "3000.0", status: "1")).to be_success
    end

    { price: 2000, order_id: "o-2", status: 20 }.each do |name, value|
      it "raises if the receipt has another #{name}" do
        expect { reverified(name => value) }.to raise_error(Bootpay::MismatchError, /#{name}/)
      end
    end

    it "raises if the payment went on since" do
      before = event
      expect(api.cancel_payment(receipt_id: id)).to be_success
      expect { api.webhook.reverify(before) }.to raise_error(Bootpay::MismatchError, /status/)
      expect(reverified(status: 20)).to be_success
    end

    [[:status, nil], [:price, nil], [:price, -1], [:price, 1.5]].each do |name, value|
      it "sends nothing if the #{name} is #{value.inspect}" do
        expect_distrust("it has no #{name}, so nothing can be compared") { reverified(name => value) }
        expect(sandbox.journal).to be_empty
      end
    end

    it "compares an order id that came as a number digit by digit" do
      %w[2026112312232600001 20261123122326000001].each do |number|
        body = %({"receipt_id":"r1","price":3000,"status":1,"order_id":#{number}})
        client = api_of_own_server
        event = client.webhook.verify(body, remote_address: from_bootpay)
        expect([event.order_id, event.fields[:order_id]]).to eq([number, number])
        other = Struct.new(:receipt_id, :status, :price, :order_id).new("r1", 1, 3000, number.succ)
        answers = [event, other].map do |compared|
          calling = Thread.new { client.webhook.reverify(compared) rescue $! } # rubocop:disable Style/RescueModifier
          own_server.next_exchange.answer(%({"status":200,"code":0,"data":#{body}}))
          calling.value
        end
        expect(answers[0].data[:data][:order_id]).to eq(number)
        expect(answers[1]).to be_a(Bootpay::MismatchError)
      end
    end

    it "takes what a job queue has kept of an event" do
      kept = Struct.new(:receipt_id, :status, :price, :order_id).new(id, 1, 3000, "o-1")
      expect(api.webhook.reverify(kept)).to be_success
    end

    it "refuses an event that cannot be compared", :against_the_types do
      event = Struct.new(:receipt_id, :status, :price, :order_id)
      expect_refusal(/\Athe event is none: price: expected an amount/) { api.webhook.reverify(event.new(id, 1, "CANARY", nil)) }
      expect_refusal(/\Athe event is none: missing field `receipt_id`/) { api.webhook.reverify(event.new(nil, 1, 1, nil)) }
    end

    it "refuses what is no event", :against_the_types do
      [nil, { receipt_id: id, status: 1, price: 3000 }, id].each do |given|
        expect_refusal(/\Athe event must be a WebhookEvent/) { api.webhook.reverify(given) }
      end
    end

    it "raises if the receipt cannot be read" do
      expect { reverified(receipt_id: "0" * 24) }.to raise_error(Bootpay::ApiError)
      sandbox.fault({ path: "/receipt/#{id}", kind: "reset" })
      expect { reverified }.to raise_error(Bootpay::ConnectionError)
    end
  end
end
