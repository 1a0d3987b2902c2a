# frozen_string_literal: true

require "spec_helper"

RSpec.describe Bootpay::Api do
  describe ".new" do
    def build(**options)
      described_class.new(application_id: "a", private_key: "k", **options)
    end

    it "knows the modes of the official packages" do
      hosts = {
        "production" => "api", "development" => "dev-api", "stage" => "stage-api", "test" => "test-api", "" => "api"
      }
      hosts.each do |mode, host|
        expect(build(mode: mode).base_url).to eq("https://#{host}.bootpay.co.kr")
      end
      expect(build(mode: :stage).base_url).to eq("https://stage-api.bootpay.co.kr")
      expect(build(mode: nil).base_url).to eq("https://api.bootpay.co.kr")
      expect(build.base_url).to eq("https://api.bootpay.co.kr")
    end

    {
      "an unknown mode" => [{ mode: "prod" }, /unknown mode "prod": use one of production, development, stage, test/],
      "the host that was left in the official gem" => [{ mode: "ehowlsla" }, /unknown mode/],
      "a mode that is no text" => [{ mode: 1 }, /mode must be a String, not Integer/],
      "an empty key" => [{ private_key: "" }, /private_key is missing/],
      "a key with a line end" => [{ private_key: "CANARY\n" }, /private_key contains a space or a line break/],
      "a key that is no text" => [{ private_key: ["CANARY"] }, /private_key must be a String, not Array/],
      "a key of no encoding" => [{ private_key: "CANARY\xFF" }, /private_key is not valid UTF-8 text/],
      "an empty id" => [{ application_id: "" }, /application_id is missing/],
      "plain http" => [{ base_url: "http://api.bootpay.co.kr" }, /base_url .* must be https/],
      "no URL" => [{ base_url: "sandbox" }, /base_url .*is not a URL/],
      "a password in the URL" => [{ base_url: "https://u:CANARY@example.com" }, /user name or password/],
      "a time of nothing" => [{ timeout: 0 }, /\Atimeout must be a number of seconds above 0 and/],
      "a negative time" => [{ deadline: -1 }, /\Adeadline must be/],
      "an endless time" => [{ deadline: Float::INFINITY }, /\Adeadline must be/],
      "a time that is no number" => [{ connect_timeout: Float::NAN }, /\Aconnect_timeout must be/],
      "a time that is a text" => [{ connect_timeout: "5" }, /\Aconnect_timeout must be/],
      "a time of two days" => [{ timeout: 172_800 }, /\Atimeout must be .* at most 86400/],
      "half a retry" => [{ max_retries: 0.5 }, /\Amax_retries must be a whole number/],
      "fewer than no retries" => [{ max_retries: -1 }, /\Amax_retries must be a whole number/]
    }.each do |what, (options, message)|
      it "refuses #{what}", :against_the_types do
        expect { build(**options) }.to raise_error(Bootpay::ConfigError, message) { |error|
          expect(error).to be_an(ArgumentError)
          expect(error.kind).to eq(:config)
          expect(error.full_message).not_to include("CANARY")
        }
      end
    end

    it "knows the mode sandbox, which needs no keys" do
      expect(described_class.new(mode: :sandbox).base_url).to eq("http://127.0.0.1:8300")
      near = described_class.new(mode: "sandbox", base_url: sandbox.url)
      expect(near.certificate(Sandbox::IDENTITY)).to be_success
      script = 'puts Bootpay::Api.new.base_url; puts Bootpay::Api.new(base_url: "http://sandbox:8300").base_url; ' \
               'begin; Bootpay::Api.new(application_id: "a"); rescue Bootpay::ConfigError => e; puts e.message; end'
      output, = Open3.capture2e({ "BOOTPAY_MODE" => "sandbox" }, RbConfig.ruby, "-w", "-rbootpay", "-e", script)
      expect(output.lines.map(&:chomp)).to match(
        ["http://127.0.0.1:8300", "http://sandbox:8300", /\Aprivate_key is missing/]
      )
    end

    it "refuses a sandbox's keys for Bootpay itself, and says what to set" do
      [Sandbox::KEYS, sandbox.keys].each do |keys|
        expect { described_class.new(**keys) }
          .to raise_error(Bootpay::ConfigError, /for a sandbox use the mode sandbox \(BOOTPAY_MODE=sandbox\)/)
      end
      expect { build(mode: :sandbox, base_url: "https://api.bootpay.co.kr") }
        .to raise_error(Bootpay::ConfigError, /\Athe mode is sandbox, and requests would go to/)
      expect { build(base_url: "http://sandbox:8300") }
        .to raise_error(Bootpay::ConfigError, /takes a sandbox's keys only/)
    end

    it "takes any real number of seconds" do
      [1, 0.5, Rational(1, 3), 0.0001, nil].each { |time| build(timeout: time, deadline: time, connect_timeout: time) }
    end

    it "calls this machine only where the environment says so" do
      script = 'begin; Bootpay::Api.new(application_id: "a", private_key: "k"); rescue Bootpay::ConfigError => e; ' \
               'puts e.message; end; puts Bootpay::Api.new(application_id: "a", private_key: "k", ' \
               'base_url: "http://127.0.0.1:1").base_url'
      output, = Open3.capture2e({ "BOOTPAY_LOOPBACK_ONLY" => "1" }, RbConfig.ruby, "-w", "-rbootpay", "-e", script)
      expect(output).to match(/\ABOOTPAY_LOOPBACK_ONLY is set, [^\n]*\nhttp:\/\/127\.0\.0\.1:1\n\z/)
    end

    it "takes bytes of the environment for UTF-8, also where Ruby does not, and refuses what is none" do
      script = 'begin; Bootpay::Api.new; rescue Bootpay::ConfigError => e; puts e.message; end'
      ["\xFF".b, "키"].each do |key|
        environment = { "LC_ALL" => "C", "BOOTPAY_APPLICATION_ID" => "a", "BOOTPAY_PRIVATE_KEY" => key }
        output, = Open3.capture2e(environment, RbConfig.ruby, "-w", "-rbootpay", "-e", script)
        expect(output).to start_with("private_key contains a character that no key has: U+")
      end
    end

    it "takes what is not given from the environment, and what is given wins" do
      script = 'puts Bootpay::Api.new.base_url, Bootpay::Api.new(mode: "test", base_url: nil).base_url, ' \
               'Bootpay::Api.new(base_url: "https://example.com").base_url; ' \
               'begin; Bootpay::Api.new(private_key: ""); rescue Bootpay::Error => e; puts e.message; end'
      environment = { "BOOTPAY_APPLICATION_ID" => "a", "BOOTPAY_PRIVATE_KEY" => "k", "BOOTPAY_MODE" => "stage" }
      output, = Open3.capture2e(environment, RbConfig.ruby, "-w", "-rbootpay", "-e", script)
      expect(output.lines.map(&:chomp)).to eq(
        ["https://stage-api.bootpay.co.kr", "https://test-api.bootpay.co.kr", "https://example.com",
         "private_key is missing: pass it or set BOOTPAY_PRIVATE_KEY"]
      )
    end
  end

  describe "a good answer" do
    it "has symbols for keys at every depth and keeps the server's own values" do
      response = response_to(
        '{"status":200,"code":0,"data":{"certificate":{},' \
        '"price":12345678901234567890123,"rate":3000.0,"list":[{"a":{"b":null}}]}}'
      )
      data = response.data[:data].except(:certificate)
      expect(data).to eq(price: 12_345_678_901_234_567_890_123, rate: 3000.0, list: [{ a: { b: nil } }])
      expect(response.status).to eq(200)
    end

    it "has ids as text, digit by digit, but for those in what is the merchant's own" do
      response = response_to(
        '{"status":200,"code":0,"data":{"certificate":{},' \
        '"order_id":20261123122326000001,"params":{"order_id":20261123122326000001}}}'
      )
      expect(response.data[:data].except(:certificate))
        .to eq(order_id: "20261123122326000001", params: { order_id: 20_261_123_122_326_000_001 })
    end

    it "may be as deep as the core allows" do
      deep = "#{"[" * 120}#{"]" * 120}"
      expect(response_to(%({"status":200,"code":0,"data":#{deep}}))).to be_success
      deeper = response_to(%({"status":200,"code":0,"data":#{"[" * 10_000}#{"]" * 10_000}}))
      expect(deeper.error).to be_a(Bootpay::DecodeError)
    end

    it "is not good if its own status or code says otherwise" do
      [{ status: 401, code: 0 }, { status: 200, code: -15_006 }].each do |envelope|
        response = response_to(envelope.merge(message: "거절"))
        expect(response).not_to be_success
        expect(response.data).to eq(envelope.merge(message: "거절"))
        expect(response.error).to be_a(Bootpay::ApiError)
      end
    end
  end

  describe "unwrapping" do
    it "gives what a good answer has in its data, whatever that is, and no effect" do
      data = { certificate: {}, price: 3000 }
      response = response_to({ status: 200, code: 0, data: data })
      expect(response).to have_attributes(unwrap: data, effect: nil)
      expect(response.unwrap).to equal(response.data[:data])
      link = api.request_link(order_id: "o-1", name: "잡지", price: 3000)
      expect(link.unwrap).to be_a(String).and eq(link.data[:data])
      expect(api.destroy_billing_key(Sandbox::BILLING_KEY).unwrap).to be_nil
    end

    it "raises what the server said no with, each time anew" do
      response = api.verify("a" * 24)
      2.times do
        expect { response.unwrap }.to raise_error(Bootpay::ApiError) { |error|
          expect(error).to have_attributes(status: 404, effect: :none, receipt_id: "a" * 24)
          expect(error.backtrace.join).to include(__FILE__)
        }
      end
      expect(response.effect).to eq(:none)
    end

    it "raises of an answer that was lost what can be settled" do
      sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
      response = api.cancel_payment(receipt_id: Sandbox::TO_CANCEL, cancel_price: 1200)
      expect(response.effect).to eq(:unknown)
      expect { response.unwrap }.to raise_error(Bootpay::ConnectionError) { |error|
        expect(error.effect).to eq(:unknown)
        expect(api.settle(error, cancelled_before: 0).receipt.unwrap[:remain_price]).to eq(1800)
      }
    end
  end

  it "uses one connection for many calls, says who it is, and sends no body with a GET" do
    client = ready_api_of_own_server
    exchanges = Array.new(3) do
      response = Thread.new { client.verify("r-1") }
      own_server.next_exchange.tap do |exchange|
        exchange.answer({ status: 200, code: 0 })
        expect(response.value).to be_success
      end
    end
    expect(own_server.connections).to eq(1)
    expect(exchanges.map(&:line)).to all(eq("GET /receipt/r-1 HTTP/1.1"))
    expect(exchanges.map(&:body)).to all(be_empty)
    agent = exchanges.first.headers["user-agent"]
    expect(agent).to start_with("bootpay-ruby/#{Bootpay::VERSION} (ruby/#{RUBY_VERSION}; #{RUBY_PLATFORM})")
  end

  describe "with other options" do
    it "is the same client: one connection and one token, also one that is set by hand" do
      client = ready_api_of_own_server
      other = client.with_options(timeout: 30, deadline: 30, max_retries: 1)
      expect(other).to be_a(described_class).and have_attributes(base_url: client.base_url, token: client.token)
      expect(response_to({ status: 200, code: 0, data: { certificate: {} } }, client: other)).to be_success
      expect(own_server.connections).to eq(1)
      other.token = "b" * 64
      expect(client.token).to eq("b" * 64)
      client.token = nil
      expect(other.token).to eq(client.token)
    end

    it "has its own limits, one upon the other, and leaves those of the first" do
      path = "/certificate/#{Sandbox::IDENTITY}"
      sandbox.fault({ path: path, kind: "status", status: 503 })
      first = api(max_retries: 0)
      second = first.with_options(max_retries: 1)
      third = second.with_options(deadline: Rational(120), timeout: 30.5)
      attempts = [first, second, third, third.with_options(max_retries: 0), first.with_options(max_retries: nil), first]
      expect(attempts.map { |client| client.certificate(Sandbox::IDENTITY).meta.attempts }).to eq([1, 2, 2, 1, 1, 1])
      sandbox.reset
      sandbox.fault({ path: path, kind: "stall" })
      { timeout: /0\.2 s \(the attempt timeout\)/, deadline: /0\.2 s \(the deadline\)/ }.each do |limit, words|
        response = first.with_options(limit => 0.2).certificate(Sandbox::IDENTITY)
        expect(response.error).to be_a(Bootpay::TimeoutError).and have_attributes(message: words)
      end
    end

    it "keeps them when an identity is confirmed, a webhook is read again and a lost call is settled" do
      client = api
      sandbox.fault({ path: "/cancel", kind: "reset_after", times: 1 })
      lost = client.cancel_payment(receipt_id: Sandbox::TO_CANCEL, cancel_price: 1200)
      begun = client.identity.begin(purpose: "p", session: "s")
      ["/certificate/#{Sandbox::IDENTITY}", "/receipt/#{Sandbox::PAYMENT}", "/receipt/#{Sandbox::TO_CANCEL}"].each do |path|
        sandbox.fault({ path: path, kind: "status", status: 503 })
      end
      other = client.with_options(max_retries: 2)
      event = other.webhook.parse("receipt_id=#{Sandbox::PAYMENT}&price=3000&status=1")
      once = Bootpay::Once::Memory.new
      [
        -> { other.identity.confirm(Sandbox::IDENTITY, token: begun.token, session: "s", once: once) },
        -> { other.webhook.reverify(event) },
        -> { other.settle(lost) }
      ].each { |call| expect(&call).to raise_error(Bootpay::Error) { |error| expect(error.attempts).to eq(3) } }
    end

    it "is handed to a block, whose value it gives" do
      given = api.with_options(deadline: 30) { |client| client.verify(Sandbox::PAYMENT).unwrap[:price] }
      expect(given).to eq(3000)
    end

    it "refuses at once what cannot be, and sends nothing", :against_the_types do
      client = api
      {
        { timeout: 0 } => /\Atimeout must be a number of seconds above 0 and/, { timeout: "5" } => /\Atimeout must be/,
        { deadline: Float::NAN } => /\Adeadline must be/, { deadline: 86_401 } => /\Adeadline must be .* at most 86400/,
        { max_retries: -1 } => /\Amax_retries must be a whole number/, { max_retries: 0.5 } => /\Amax_retries must be/
      }.each do |options, words|
        expect { client.with_options(**options) }.to raise_error(Bootpay::ConfigError, words)
      end
      expect { client.with_options(connect_timeout: 5) }.to raise_error(ArgumentError, /connect_timeout/)
      expect(sandbox.requests).to be_empty
    end
  end

  it "serves two projects in one process without mixing them up" do
    first = api
    second = api(private_key: "wrong")
    expect(first.request_access_token).to be_success
    expect(second.certificate(Sandbox::IDENTITY).status).to eq(401)
    expect(second.token).to be_nil
    expect(first.certificate(Sandbox::IDENTITY)).to be_success
    second.token = "b" * 64
    expect(second.certificate(Sandbox::IDENTITY).status).to eq(401)
    expect(first.certificate(Sandbox::IDENTITY)).to be_success
    tokens = sandbox.requests.filter_map { |request| request["headers"]["authorization"] }
    expect(tokens).to eq([first.token, "b" * 64, first.token])
  end

  describe "an id that cannot be one" do
    ids = [
      "", " ", ".", "..", "../request/token?x=1", "a/b", "a%2Fb", "a?x", "a#x", "a\0b", "a\n", "영수증",
      "영수증".encode("EUC-KR"), "영수증".encode("UTF-16LE"), "\xFF\xFE", "\xFF".b, "\xED\xA0\x80", "a" * 10_000,
      "가" * 10_000, "a".dup.force_encoding("UTF-7"), nil, 5, 5.0, :"a/b", [], {}, true, false, Object.new
    ]
    %i[certificate verify].each do |method|
      it "is refused by #{method} before anything is sent", :against_the_types do
        client = api
        ids.each do |id|
          expect { client.public_send(method, id) }.to raise_error(Bootpay::InvalidRequestError, /receipt_id/) { |error|
            expect(error).to be_an(ArgumentError)
            expect(error).to have_attributes(kind: :invalid_request, effect: :none, attempts: 0, status: nil)
            expect(error.operation).to eq(method == :verify ? "receipt.get" : "certificate.get")
            expect(error.message.length).to be < 200
            expect(error.message).to be_valid_encoding
          }
        end
        expect(sandbox.journal).to be_empty
      end
    end

    it "is not one in another encoding, if its letters are good" do
      [Sandbox::IDENTITY.encode("UTF-16LE"), Sandbox::IDENTITY.b, Sandbox::IDENTITY.encode("EUC-KR")].each do |id|
        expect(api.certificate(id)).to be_success
      end
    end
  end

  describe "the token" do
    token_request = "POST /request/token"
    certificate = "GET /certificate/#{Sandbox::IDENTITY}"

    def authorizations
      sandbox.requests.map { |request| request["headers"]["authorization"] }
    end

    it "is fetched once by the calls themselves, and not shown" do
      client = api
      2.times { expect(client.certificate(Sandbox::IDENTITY)).to be_success }
      expect(sandbox.journal).to eq([token_request, certificate, certificate])
      expect(client.token).to be_nil
    end

    it "is fetched once by a hundred threads that call at once" do
      client = api
      responses = Array.new(100) { Thread.new { client.certificate(Sandbox::IDENTITY) } }.map(&:value)
      expect(responses).to all(be_success)
      expect(sandbox.journal.tally).to eq(token_request => 1, certificate => 100)
    end

    it "is asked for at the server each time that it is asked for by name" do
      client = api
      tokens = Array.new(2) { client.request_access_token.data[:data][:token] }
      expect(sandbox.journal).to eq([token_request] * 2)
      expect(client.token).to eq(tokens.last)
      expect(client.certificate(Sandbox::IDENTITY)).to be_success
      expect(sandbox.journal).to eq([token_request, token_request, certificate])
    end

    it "is used as it is when it was set by hand" do
      client = api
      client.token = "b" * 64
      expect(client.token).to eq("b" * 64)
      response = client.certificate(Sandbox::IDENTITY)
      expect(response.error).to have_attributes(class: Bootpay::ApiError, status: 401)
      expect(sandbox.journal).to eq([certificate])
      expect(authorizations).to eq(["b" * 64])
    end

    it "is the client's own again after nil, and after one was asked for" do
      client = api
      client.token = "b" * 64
      client.token = nil
      expect(client.token).to be_nil
      expect(client.certificate(Sandbox::IDENTITY)).to be_success
      client.token = "b" * 64
      expect(client.request_access_token).to be_success
      expect(client.token).to match(/\A\h{64}\z/).and(satisfy { |token| token != "b" * 64 })
      expect(client.certificate(Sandbox::IDENTITY)).to be_success
    end

    it "stays as it was set when asking for one fails" do
      client = api(private_key: "wrong")
      client.token = "b" * 64
      expect(client.request_access_token).not_to be_success
      expect(client.token).to eq("b" * 64)
    end

    it "must be a text", :against_the_types do
      [5, {}, "\xFF"].each do |token|
        expect { api.token = token }.to raise_error(Bootpay::InvalidRequestError, /token/)
      end
    end

    it "is renewed once when the server refuses it" do
      client = api
      expect(client.certificate(Sandbox::IDENTITY)).to be_success
      sandbox.control("POST", "/sandbox/clock", { advance_s: 1900 })
      expect(client.certificate(Sandbox::IDENTITY)).to be_success
      expect(sandbox.journal).to eq([token_request, certificate, certificate, token_request, certificate])
      expect(authorizations[1]).to eq(authorizations[2])
      expect(authorizations[4]).to match(/\A\h{64}\z/).and(satisfy { |token| token != authorizations[1] })
    end

    it "is renewed once, and the call repeated once, when the server refuses every token" do
      number = 0
      answer = lambda do
        { status: 200, code: 0, data: { token: format("%064x", number += 1), server_time: 0, expired_at: 1800 } }
      end
      @own_server = OwnServer.new(token_answer: answer)
      client = api_of_own_server(max_retries: 5)
      response = Thread.new { client.certificate("r-1") }
      tokens = Array.new(2) do
        own_server.next_exchange.tap { |exchange| exchange.answer({ status: 401, code: -1 }, status: 401) }
      end.map { |exchange| exchange.headers["authorization"] }
      expect(response.value.error).to have_attributes(class: Bootpay::ApiError, status: 401, attempts: 2)
      expect(tokens.uniq.size).to eq(2)
      expect(own_server.lines.size).to eq(4)
    end

    { "ten minutes ahead" => 600, "right" => 0, "ten minutes behind" => -600 }.each do |what, seconds|
      { "used on" => [400, 1], "renewed" => [0, 2] }.each do |use, (left, token_requests)|
        it "is #{use} with #{left} s left by the server's own clock, which is #{what}" do
          now = Time.now.to_i + seconds
          issued = { token: OwnServer::TOKEN, server_time: now, expired_at: now + left }
          @own_server = OwnServer.new(token_answer: { status: 200, code: 0, data: issued })
          client = api_of_own_server
          2.times do
            response = Thread.new { client.certificate("r-1") }
            own_server.next_exchange.answer(OwnServer::CERTIFICATE)
            expect(response.value).to be_success
          end
          expect(own_server.lines.grep(/token/).size).to eq(token_requests)
        end
      end
    end

    [{ status: 200, code: 0 }, { status: 200, code: 0, data: "text" }, { status: 200, data: nil }].each do |answer|
      it "is not found in #{answer}, and nothing is raised" do
        @own_server = OwnServer.new(token_answer: answer)
        client = api_of_own_server
        error = client.request_access_token.error
        expect(error).to have_attributes(class: Bootpay::DecodeError, operation: "token.request")
        expect(client.token).to be_nil
        expect(client.certificate(Sandbox::IDENTITY).error).to be_a(Bootpay::DecodeError)
      end
    end
  end
end
