# frozen_string_literal: true

require "spec_helper"

# Nothing is raised for what goes wrong at the server or on the way.
RSpec.describe "a call that fails" do
  text = "부트페이 API 서버와의 통신이 실패하였습니다. 오류 메세지: "

  def certificate(**options)
    api(**options).certificate(Sandbox::IDENTITY)
  end

  def closed_port
    TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] }
  end

  shared_examples "no answer" do |error_class, kind, status|
    it "gives a failed response of one form" do
      expect(response).not_to be_success
      error = response.error
      expect(error).to be_a(Bootpay::Error).and be_an_instance_of(error_class)
      expect(error).to have_attributes(kind: kind, status: status, effect: :none, code: nil)
      expect(error.operation).to eq("certificate.get")
      expect(response.status).to eq(status)
      expect(response.data).to eq(status: status || 500, code: -100, message: text + error.message)
      expect(response.effect).to eq(:none)
      expect { response.unwrap }.to raise_error(error_class) { |raised| expect(raised).to equal(error) }
    end
  end

  context "when the port is closed" do
    let(:response) { certificate(base_url: "http://127.0.0.1:#{closed_port}") }

    include_examples "no answer", Bootpay::ConnectionError, :connection, nil
    it("says why") { expect(response.error.causes).to include(/Connection refused/) }
  end

  context "when the server is silent" do
    before { sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "stall" }) }

    describe("until the deadline") do
      let(:response) { certificate(deadline: 0.3) }

      include_examples "no answer", Bootpay::TimeoutError, :timeout, nil
      it("names it") { expect(response.error.message).to include("0.3 s (the deadline)") }
    end

    describe("for the time of one attempt") do
      let(:response) { certificate(timeout: 0.2) }

      include_examples "no answer", Bootpay::TimeoutError, :timeout, nil
      it("names it") { expect(response.error.message).to include("0.2 s (the attempt timeout)") }
    end
  end

  context "when the server is silent already at the token" do
    before { sandbox.fault({ path: "/request/token", kind: "stall" }) }
    let(:response) { certificate(deadline: 0.3) }

    include_examples "no answer", Bootpay::TimeoutError, :timeout, nil
  end

  context "when the connection is reset" do
    before { sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "reset" }) }
    let(:response) { certificate }

    include_examples "no answer", Bootpay::ConnectionError, :connection, nil
  end

  context "when half a JSON comes" do
    before { sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "truncate" }) }
    let(:response) { certificate }

    include_examples "no answer", Bootpay::ConnectionError, :connection, nil
  end

  [502, 200].each do |status|
    context "when HTML comes with #{status}" do
      before { sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "html", status: status }) }
      let(:response) { certificate }

      include_examples "no answer", Bootpay::DecodeError, :decode, status
      it "keeps the page out of the texts and at hand" do
        expect(response.error.body).to include("<html")
        expect(response.error.full_message + response.data[:message]).not_to include("<html")
      end
    end
  end

  context "when JSON comes that is no object" do
    let(:response) { response_to("[]") }

    include_examples "no answer", Bootpay::DecodeError, :decode, 200
  end

  # The core has read every text that comes here as JSON; this is for the day when Ruby's parser disagrees, whose
  # own message quotes what it read.
  context "when Ruby cannot parse what the core could" do
    let(:client) { api }

    before do
      expect(client.request_access_token).to be_success
      allow(JSON).to receive(:parse).and_wrap_original do |parse, text, **options|
        raise JSON::ParserError, "unexpected token at '#{text}'" if options[:max_nesting]

        parse.call(text, **options)
      end
    end

    it "gives a failed response without the text" do
      response = client.certificate(Sandbox::IDENTITY)
      expect(response.error).to have_attributes(class: Bootpay::DecodeError, kind: :decode, status: 200)
      expect(response.data).to include(status: 200, code: -100)
      expect(response.error.full_message + response.data[:message]).not_to include("홍")
    end

    it "says that a read has done nothing, and of others that nobody knows" do
      expect(client.certificate(Sandbox::IDENTITY).error.effect).to eq(:none)
      expect(client.cancel_payment(receipt_id: Sandbox::TO_CANCEL).error.effect).to eq(:unknown)
      expect(client.cancel_payment(receipt_id: "0" * 24).error.effect).to eq(:none) # a refusal, as the core read it
    end
  end

  it "has the server's code as it is, a number or a text" do
    [-2100, "RECEIPT_NOT_FOUND"].each do |code|
      response = response_to({ status: 404, code: code, message: "no" }, status: 404)
      expect(response.error).to have_attributes(class: Bootpay::ApiError, code: code)
      expect(response.data[:code]).to eq(code)
    end
  end

  it "because the keys are wrong gives the server's own answer" do
    response = certificate(private_key: "wrong")
    expect(response).not_to be_success
    expect(response.error).to have_attributes(class: Bootpay::ApiError, kind: :api, status: 401, effect: :none)
    expect(response.data).to include(status: 401, code: response.error.code)
    expect(response.data).not_to include(:backtrace)
    expect(sandbox.journal).to eq(["POST /request/token"])
  end

  it "because the id is unknown gives the server's own answer" do
    response = api.certificate("0" * 24)
    expect(response.error).to have_attributes(class: Bootpay::ApiError, status: 404, attempts: 1)
    expect(response.data).to eq(JSON.parse(response.error.body, symbolize_names: true))
    expect(response.data[:status]).to eq(404)
  end

  it "because the id is a payment's says what its answer lacks" do
    response = api.certificate(Sandbox::PAYMENT)
    expect(response.error).to have_attributes(class: Bootpay::DecodeError, status: 200, message: /certificate/)
    expect(response.data).to include(code: -100)
  end

  it "at first is repeated, as a call that only reads" do
    sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "reset", times: 1 })
    expect(certificate(max_retries: 2)).to be_success
  end

  it "for want of a file descriptor is a failed response, too" do
    script = <<~RUBY
      Process.setrlimit(:NOFILE, Dir["/proc/self/fd/*"].size)
      held = []
      begin
        loop { held << File.open("/dev/null") }
      rescue Errno::EMFILE
        response = api.certificate(id)
      end
      held.each(&:close)
      puts response.success?, response.error.class, response.error.effect, response.data[:code]
    RUBY
    in_another_ruby(script, url: sandbox.url) do |_pid, output|
      expect(output.read.split).to eq(%w[false Bootpay::InternalError none -100])
    end
  end
end
