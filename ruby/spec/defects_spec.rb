# frozen_string_literal: true

require "spec_helper"

# One spec for each defect of the official gem, by its number in the list of them. What is sent is compared in
# wire_spec.rb field by field.
RSpec.describe "a defect of the official gem is not copied:" do
  charge = { billing_key: Sandbox::BILLING_KEY, item_name: "정기결제", price: 3000, order_id: "o-1" }
  card = {
    order_id: "o-1", pg: "nicepay", item_name: "정기결제", card_no: "9000200000001000", card_pw: "00",
    expire_year: "30", expire_month: "12", identify_number: "901004"
  }

  def body
    seen_calls.last["body"]
  end

  it "A1 every cancel has a cancel_id of its own, and the caller gets it" do
    sandbox.control("POST", "/sandbox/payments", { receipt_id: "00000000000000000000ca01", price: 9000, pg: "inicis" })
    responses = [api, api].cycle.first(4).map do |client|
      client.cancel_payment(receipt_id: "00000000000000000000ca01", cancel_price: 2000)
    end
    expect(responses).to all(be_success)
    ids = responses.map { |response| response.meta.cancel_id }
    expect(ids.uniq.size).to eq(4)
    expect(seen_calls.map { |request| request["body"]["cancel_id"] }).to eq(ids)
  end

  it "A2 execute_at is computed for each call, in whole seconds" do
    before = Time.now.to_i
    2.times { api.subscribe_reserve_billing(**charge) }
    times = seen_calls.map { |request| request["body"]["execute_at"] }
    expect(times).to all(be_an(Integer).and(be_between(before + 10, Time.now.to_i + 10)))
  end

  it "A3 A4 nested hashes go out whole" do
    nested = { user_info: { id: "m", phone: "010" }, extra: { a: { b: [1] } } }
    api.request_link(order_id: "l", name: "n", price: 1000, **nested)
    expect(body).to include(JSON.parse(JSON.generate(nested)))
  end

  it "A9 a reservation is no instalment, and no test payment" do
    api.subscribe_reserve_billing(**charge)
    expect(body.keys).to match_array(%w[billing_key item_name price order_id scheduler_type execute_at])
    api.subscribe_reserve_billing(**charge, extra: { subscribeTestPayment: 1 })
    expect(body["extra"]).to eq("subscribe_test_payment" => 1)
  end

  it "A10 a charge without a price is refused, and items can be given" do
    expect { api.subscribe_billing(**charge.except(:price)) }.to raise_error(Bootpay::InvalidRequestError, /price/)
    expect(sandbox.journal).to be_empty
    items = [{ item_name: "잡지", qty: 1, unique: "u", price: 3000 }]
    expect(api.subscribe_billing(**charge, items: items)).to be_success
    expect(body["items"]).to eq(JSON.parse(JSON.generate(items)))
  end

  it "B1 ids cannot steer a request" do
    %i[verify certificate subscribe_verify destroy_billing_key subscribe_reserve_cancel].each do |method|
      ["../request/token?x=1", "a/b", "..", "", "a?b", "%2e%2e"].each do |id|
        expect { api.public_send(method, id) }.to raise_error(Bootpay::InvalidRequestError)
      end
    end
    expect { api.delivery_start("../../cancel", "1", "001") }.to raise_error(Bootpay::InvalidRequestError)
    %i[subscribe_verify destroy_billing_key].each do |method|
      expect { api.public_send(method, "reserve") }.to raise_error(Bootpay::InvalidRequestError, /reserve/)
    end
    expect(sandbox.journal).to be_empty
  end

  it "B2 a query is encoded" do
    api.get_user_wallets(user_id: "a&sandbox=true#", sandbox: false)
    expect(URI.decode_www_form(URI(sandbox.requests.last["path"]).query).to_h)
      .to eq("user_id" => "a&sandbox=true#", "sandbox" => "false")
  end

  it "B5 nothing is printed" do
    script = "api.verify(id); api.subscribe_billing(billing_key: #{Sandbox::BILLING_KEY.inspect}, item_name: 'a', " \
             "price: 1000, order_id: 1); api.destroy_billing_key(#{Sandbox::BILLING_KEY.inspect})"
    in_another_ruby(script, url: sandbox.url) { |_pid, output| expect(output.read).to eq("") }
  end

  it "B7 a failed response holds no backtrace" do
    response = api(base_url: "http://127.0.0.1:1").verify(Sandbox::PAYMENT)
    expect(response.data.keys).to eq(%i[status code message])
  end

  it "B13 a developer's host is no mode" do
    expect { api(mode: "ehowlsla", base_url: nil) }.to raise_error(Bootpay::ConfigError)
  end

  it "C10 what interrupts a call is not swallowed" do
    client = api_of_own_server
    caller_thread = Thread.new do
      Thread.current.report_on_exception = false
      client.cancel_payment(receipt_id: "r-1")
    end
    exchange = own_server.next_exchange
    caller_thread.raise(Interrupt)
    expect { caller_thread.value }.to raise_error(Interrupt)
    exchange.wait_until_closed
  end

  it "C11 a token answer without data raises nothing" do
    @own_server = OwnServer.new(token_answer: { status: 200, code: 0 })
    expect(api_of_own_server.request_access_token.data).to include(status: 200, code: -100)
  end

  it "C12 success? looks into the envelope" do
    expect(response_to({ status: 500, code: -1, message: "no" }, status: 200)).not_to be_success
  end

  it "C13 a failure has status and code, too" do
    expect(api(base_url: "http://127.0.0.1:1").verify(Sandbox::PAYMENT).data).to include(status: 500, code: -100)
  end

  it "C14 a missing argument is an ArgumentError that names it, and nil is no crash" do
    expect { api.subscribe_billing }.to raise_error(ArgumentError, /billing_key/)
    expect { api.cancel_payment }.to raise_error(ArgumentError, /receipt_id/)
    expect(api.cancel_payment(receipt_id: Sandbox::TO_CANCEL, refund: nil)).to be_success
    expect(api.get_billing_key(**card, user_info: nil, extra: nil)).to be_success
    expect(api.subscribe_billing(**charge, user_info: nil, extra: nil)).to be_success
    expect(api.subscribe_reserve_billing(**charge, user_info: nil, extra: nil)).to be_success
    expect(api.request_link(order_id: "l", name: "n", price: 1000, user_info: nil, extra: nil)).to be_success
  end

  it "C15 an empty id is refused" do
    %i[verify certificate server_submit].each do |method|
      expect { api.public_send(method, "") }.to raise_error(Bootpay::InvalidRequestError, /receipt_id/)
    end
    expect(sandbox.journal).to be_empty
  end

  it "C16 delivery_start works" do
    api.delivery_start(Sandbox::PAYMENT, "1", "001")
    expect(sandbox.journal.last).to eq("PUT /delivery/start/#{Sandbox::PAYMENT}")
  end

  it "D2 there are times, those of the core unless told otherwise" do
    opened = []
    allow(Bootpay::Native::Handle).to receive(:open).and_wrap_original do |open, config|
      opened << JSON.parse(config)
      open.call(config)
    end
    Bootpay::Api.new(**Sandbox::KEYS, mode: :sandbox)
    Bootpay::Api.new(**Sandbox::KEYS, mode: :sandbox, timeout: 90, deadline: 100.5)
    expect(opened.map { |config| config.values_at("timeout", "deadline") }).to eq([[nil, nil], [90, 100.5]])
    sandbox.fault({ path: "/submit", kind: "stall" })
    expect(api(deadline: 0.2).server_submit(Sandbox::TO_SUBMIT).error).to be_a(Bootpay::TimeoutError)
  end

  it "D3 D4 one connection and one token serve many calls" do
    client = api_of_own_server
    3.times do
      response = Thread.new { client.verify("r-1") } # a charge has a fresh one
      own_server.next_exchange.answer({ status: 200, code: 0 })
      expect(response.value).to be_success
    end
    expect(own_server.connections).to eq(2) # the token's, and that of the calls
  end

  it "D5 D6 two clients share neither keys nor token" do
    first = api
    first.request_access_token
    expect(api.token).to be_nil
    expect(api(private_key: "wrong").verify(Sandbox::PAYMENT).status).to eq(401)
  end

  it "D10 the base URL can be set" do
    expect(Bootpay::Api.new(**Sandbox::KEYS, base_url: "https://example.com/").base_url).to eq("https://example.com")
  end

  it "D12 no empty Authorization, and no body with a GET or DELETE" do
    api.request_access_token
    api.verify(Sandbox::PAYMENT)
    api.destroy_billing_key(Sandbox::BILLING_KEY)
    expect(seen_requests.map { |request| request["authorization"] }).not_to include("")
    expect(seen_calls.map { |request| request["body"] }).to all(be_nil)
  end

  it "D13 D14 says what it sends and who it is" do
    api.get_user_token(user_id: "m")
    headers = sandbox.requests.last["headers"]
    expect(headers["content-type"]).to start_with("application/json")
    expect(headers["user-agent"]).to start_with("bootpay-ruby/")
  end

  it "E3 E4 no nulls are sent" do
    api.get_billing_key(**card, user_info: { username: "홍길동", phone: nil, area: nil })
    expect(body["user_info"]).to eq("username" => "홍길동")
    api.request_link(order_id: "l", name: "n", price: 1000)
    expect(body.keys).to match_array(%w[order_id name price])
  end

  it "E5 E6 nothing of the caller's is written to, nor any default" do
    extra = { subscribeTestPayment: 1, raw_data: nil }.freeze
    info = { id: +"m", nested: nil }.freeze
    2.times { api.subscribe_billing(**charge, extra: extra, user_info: info) }
    expect(extra).to eq(subscribeTestPayment: 1, raw_data: nil)
    expect(seen_calls.map { |request| request["body"].slice("extra", "user_info") }.uniq)
      .to eq([{ "extra" => { "subscribe_test_payment" => 1 }, "user_info" => { "id" => "m" } }])
  end

  it "E7 the table of banks has 국민은행" do
    expect(Bootpay::BANKCODE).to include("국민은행" => "004", "신한은행" => "088", "카카오뱅크" => "090")
    expect(Bootpay::BANKCODE.size).to eq(17)
    expect(Bootpay::BANKCODE.values).to all(match(/\A\d{3}\z/))
  end

  it "has the official gem's banks in their order" do
    official = %w[한국은행 001 기업은행 003 국민은행 004 외환은행 005 수협은행 007 농협은행 011 우리은행 020 SC은행 023 대구은행 031
                  부산은행 032 광주은행 034 경남은행 039 우체국 071 KEB하나은행 081 신한은행 088 케이뱅크 089 카카오뱅크 090]
    expect(Bootpay::BANKCODE.to_a.flatten).to eq(official)
    expect(Bootpay::BANKCODE).to be_frozen
    expect(Bootpay::Bank.constants.map { |name| Bootpay::Bank.const_get(name) }).to match_array(Bootpay::BANKCODE.values)
  end
end
