# frozen_string_literal: true

require "spec_helper"
require "async"
require "logger"
require "stringio"

# What the host's logger is told of each attempt.
RSpec.describe "the log" do
  # A logger that keeps what it is told, and by whom.
  class Recorder
    Line = Struct.new(:level, :text, :thread, :fiber)

    attr_reader :lines

    def initialize
      @lines = []
    end

    %i[debug warn].each do |level|
      define_method(level) do |&block|
        @lines << Line.new(level, block.call, Thread.current, Fiber.current)
      end
    end

    def texts
      lines.map(&:text)
    end
  end

  let(:recorder) { Recorder.new }

  form = /\Abootpay\ (\S+)\ (GET|POST|PUT|DELETE)\ (\S+)
          \ status=(\w+)\ attempt=(\d+)\ duration_ms=\d+\ request_id=(\h{8}-[\h-]{27})\z/x

  # [level, operation, method, path, status, attempt] of each line.
  define_method(:logged) do |lines = recorder.lines|
    lines.map { |line| [line.level, *form.match(line.text).captures.first(5)] }
  end

  # Calls in a thread, and returns when the server has the request.
  def waiting_call(client)
    thread = Thread.new do
      Thread.current.report_on_exception = false
      client.certificate("r-1")
    end
    [thread, own_server.next_exchange]
  end

  token = [:debug, "token.request", "POST", "/request/token", "200", "1"]
  certificate = ["certificate.get", "GET", "/certificate/{receipt_id}"]

  it "has one line for each attempt, the token request's included, with the ids that were sent" do
    client = api(logger: recorder)
    expect(client.certificate(Sandbox::IDENTITY)).to be_success
    expect(logged).to eq([token, [:debug, *certificate, "200", "1"]])
    sent = sandbox.requests.map { |request| request["headers"]["x-request-id"] }
    expect(recorder.texts.map { |text| text[form, 6] }).to eq(sent)
    expect(recorder.lines.map(&:thread)).to all(be(Thread.current))
  end

  it "warns of no answer, 429 and 5xx, and of nothing else" do
    path = "/certificate/#{Sandbox::IDENTITY}"
    client = api(logger: recorder, max_retries: 1)
    [{ kind: "status", status: 503 }, { kind: "reset_after" }, { kind: "status", status: 429 },
     { kind: "truncate" }].each { |fault| sandbox.fault({ path: path, times: 1, **fault }) }
    3.times { client.certificate(Sandbox::IDENTITY) }
    client.certificate("a" * 24)
    expect(logged).to eq(
      [token, [:warn, *certificate, "503", "1"], [:warn, *certificate, "lost", "2"],
       [:warn, *certificate, "429", "1"], [:warn, *certificate, "lost", "2"],
       [:debug, *certificate, "200", "1"], [:debug, *certificate, "404", "1"]]
    )
  end

  it "says when nobody answers, and in time" do
    api(logger: recorder, base_url: "http://127.0.0.1:1").certificate("r-1")
    expect(logged).to eq([[:warn, *token[1..3], "no_connection", "1"]])
    sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "stall" })
    { { timeout: 1 } => "timed_out", { deadline: 1 } => "abandoned" }.each do |limit, status|
      client = api(logger: recorder, **limit)
      expect(client.request_access_token).to be_success
      client.certificate(Sandbox::IDENTITY)
      expect(logged.last).to eq([:warn, *certificate, status, "1"])
    end
  end

  it "has no line for what was not sent" do
    expect { api(logger: recorder).certificate("..") }.to raise_error(Bootpay::InvalidRequestError)
    expect(recorder.lines).to be_empty
  end

  it "goes to a ::Logger as it is set" do
    output = StringIO.new
    logger = Logger.new(output, formatter: ->(severity, _time, _program, text) { "#{severity} #{text}\n" })
    client = api(logger: logger)
    client.certificate(Sandbox::IDENTITY)
    expect(output.string.lines.map(&:split).map(&:first)).to eq(%w[DEBUG DEBUG])
    output.truncate(output.rewind)
    logger.level = :warn
    sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "status", status: 500, times: 1 })
    2.times { client.certificate(Sandbox::IDENTITY) }
    expect(output.string).to match(/\AWARN bootpay certificate\.get .* status=500 .*\n\z/)
  end

  it "costs nothing while its levels are off" do
    logger = double(debug: nil, warn: nil, debug?: false, warn?: false)
    logs = []
    client = api(logger: logger)
    native = client.instance_variable_get(:@native)
    allow(native).to receive(:call).and_wrap_original do |call, *arguments|
      logs << arguments.last
      call.call(*arguments)
    end
    client.certificate(Sandbox::IDENTITY)
    expect(logs).to eq([nil])
    expect(logger).not_to have_received(:debug)
    allow(logger).to receive(:warn?).and_return(true)
    client.certificate(Sandbox::IDENTITY)
    expect(logs.last.size).to eq(1)
  end

  it "refuses what is no logger", :against_the_types do
    [Object.new, $stderr, "warn", false].each do |logger|
      expect { api(logger: logger) }.to raise_error(Bootpay::ConfigError, /\Alogger must answer debug and warn/)
    end
  end

  describe "of a call that is interrupted" do
    let(:client) { api_of_own_server(logger: recorder) }

    def expect_abandoned(thread)
      expect(logged.last).to eq([:warn, "certificate.get", "GET", "/certificate/{receipt_id}", "abandoned", "1"])
      expect(recorder.lines.last.thread).to be(thread)
    end

    it "by Thread#kill" do
      thread, = waiting_call(client)
      thread.kill
      expect(thread.value).to be_nil
      expect_abandoned(thread)
    end

    it "by Thread#raise" do
      thread, = waiting_call(client)
      thread.raise(IOError, "from outside")
      expect { thread.value }.to raise_error(IOError)
      expect_abandoned(thread)
    end

    it "by Timeout.timeout" do
      client.request_access_token
      expect { Timeout.timeout(0.2) { client.certificate("r-1") } }.to raise_error(Timeout::Error)
      expect_abandoned(Thread.current)
    end

    it "by Ctrl-C" do
      script = 'begin; api.certificate("r-1"); rescue Interrupt; puts "interrupted"; end'
      in_another_ruby(script, url: own_server.url, prelude: 'ENV["BOOTPAY_LOG"] = "warn"') do |pid, output|
        own_server.next_exchange
        Process.kill("INT", pid)
        expect(output.read.lines).to match([/\Abootpay certificate.get .* status=abandoned /, "interrupted\n"])
      end
    end

    # A task that hangs in the operating system cannot be ended: the line is given up, and the interrupt is not.
    it "is no reason to hang" do
      Dir.mktmpdir do |folder|
        File.mkfifo("#{folder}/ca") # a CA store that is a pipe without a writer: reading it never ends
        script = <<~RUBY
          ENV["SSL_CERT_FILE"] = "#{folder}/ca"
          ENV["BOOTPAY_LOG"] = "debug"
          $api = Bootpay::Api.new(application_id: "a", private_key: "k", base_url: "https://127.0.0.1:1")
          thread = Thread.new { api.certificate("r-1") }
          Thread.pass until thread.status == "sleep"
          puts thread.kill.join.status.inspect
        RUBY
        in_another_ruby(script, url: own_server.url) { |_pid, output| expect(output.gets).to eq("false\n") }
      end
    end
  end

  describe "under a fiber scheduler" do
    let(:client) { api_of_own_server(logger: recorder) }

    it "is written by the fiber that called" do
      fibers = {}
      Async do |task|
        calls = %w[r-1 r-2].map do |id|
          task.async do
            fibers[Fiber.current] = client.certificate(id).meta.request_id
          end
        end
        Array.new(2) { own_server.next_exchange }.each { |exchange| exchange.answer(OwnServer::CERTIFICATE) }
        calls.each(&:wait)
      end
      lines = recorder.lines.select { |line| line.text.include?("certificate.get") }
      expect(lines.to_h { |line| [line.fiber, line.text[form, 6]] }).to eq(fibers)
      expect(lines.map(&:thread)).to all(be(Thread.current))
    end

    it "has the attempt that the end of its task, or its timeout, cut off" do
      fibers = []
      Async do |task|
        call = task.async do
          fibers << Fiber.current
          client.certificate("r-1")
        end
        exchange = own_server.next_exchange
        call.stop
        exchange.wait_until_closed
        fibers << Fiber.current
        expect { task.with_timeout(0.2) { client.certificate("r-1") } }.to raise_error(Async::TimeoutError)
      end
      abandoned = recorder.lines.select { |line| line.text.include?("status=abandoned") }
      expect(abandoned.map(&:fiber)).to eq(fibers)
    end
  end

  describe "of a logger that fails" do
    failing = lambda do |error|
      Class.new do
        define_method(:debug) { |&_line| raise error }
        alias_method :warn, :debug
      end.new
    end

    it "is reported once, without the message, and changes no answer" do
      said = "bootpay: the logger failed: NotImplementedError\n"
      client = api(logger: failing[NotImplementedError.new("CANARY")])
      expect { 2.times { expect(client.certificate(Sandbox::IDENTITY)).to be_success } }.to output(said).to_stderr
      broken_question = double(debug: nil, warn: nil)
      allow(broken_question).to receive(:debug?).and_raise(IOError)
      expect { expect(api(logger: broken_question).certificate(Sandbox::IDENTITY)).to be_success }
        .to output("bootpay: the logger failed: IOError\n").to_stderr
    end

    it "changes no interrupt" do
      thread, = waiting_call(api_of_own_server(logger: failing[RuntimeError]))
      expect { thread.raise(IOError, "from outside"); thread.join }
        .to raise_error(IOError, "from outside").and output(/RuntimeError/).to_stderr
    end

    it "changes nothing where it cannot be reported either" do
      script = "$stderr.close; def Warning.warn(*) = raise(IOError); puts api.certificate(id).success?"
      in_another_ruby(script, url: sandbox.url, prelude: 'ENV["BOOTPAY_LOG"] = "debug"') do |_pid, output|
        expect(output.read).to eq("true\n")
      end
    end
  end

  describe "that on_attempt gets" do
    let(:told) { [] }

    def client_that_tells(**options)
      api(on_attempt: ->(attempt) { told << [attempt, Thread.current, Fiber.current] }, **options)
    end

    it "is a Hash for each attempt, with the logger's line, in the thread and the fiber that called" do
      sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "status", status: 503, times: 1 })
      request_id = client_that_tells(logger: recorder, max_retries: 1).certificate(Sandbox::IDENTITY).meta.request_id
      certificate = { operation: "certificate.get", method: "GET", path: "/certificate/{receipt_id}" }
      attempts = told.map(&:first)
      expect(attempts).to match(
        [a_hash_including(operation: "token.request", method: "POST", path: "/request/token", status: 200),
         a_hash_including(**certificate, status: 503, attempt: 1, level: :warn, request_id: request_id),
         a_hash_including(**certificate, status: 200, attempt: 2, level: :debug, request_id: request_id)]
      )
      expect(attempts.map { |attempt| attempt[:duration_ms] }).to all(be_an(Integer))
      expect(attempts.map { |attempt| attempt[:message] }).to eq(recorder.texts)
      expect(told.map { |_attempt, *where| where }).to all(eq([Thread.current, Fiber.current]))
    end

    it "has a word where no answer came" do
      client_that_tells(base_url: "http://127.0.0.1:1").certificate("r-1")
      sandbox.fault({ path: "/certificate/#{Sandbox::IDENTITY}", kind: "stall" })
      client_that_tells(timeout: 1).certificate(Sandbox::IDENTITY)
      expect(told.map { |attempt,| attempt.values_at(:status, :level) })
        .to eq([%i[no_connection warn], [200, :debug], %i[timed_out warn]])
    end

    it "is there without a logger, with a logger whose levels are off, and through with_options" do
      quiet = double(debug: nil, warn: nil, debug?: false, warn?: false)
      [client_that_tells, client_that_tells(logger: quiet), client_that_tells.with_options(deadline: 30)].each do |client|
        told.clear
        expect(client.certificate(Sandbox::IDENTITY)).to be_success
        expect(told.size).to eq(2)
      end
      expect(quiet).not_to have_received(:debug)
    end

    it "has the attempt that an interrupt cut off" do
      thread, = waiting_call(api_of_own_server(on_attempt: ->(attempt) { told << [attempt, Thread.current] }))
      thread.kill.join
      expect(told.last).to match([a_hash_including(operation: "certificate.get", status: :abandoned), thread])
    end

    it "changes no answer, no interrupt and no line when it fails, and is reported without the message" do
      said = "bootpay: on_attempt failed: KeyError\n"
      failing = ->(_attempt) { raise KeyError, "CANARY" }
      client = api(on_attempt: failing, logger: recorder)
      expect { 2.times { expect(client.certificate(Sandbox::IDENTITY)).to be_success } }.to output(said).to_stderr
      expect(recorder.lines.size).to eq(3)
      thread, = waiting_call(api_of_own_server(on_attempt: failing))
      thread.raise(IOError, "from outside")
      expect { thread.join }.to raise_error(IOError, "from outside")
    end

    it "must be something that can be called", :against_the_types do
      [Object.new, "told", :told, []].each do |given|
        expect { api(on_attempt: given) }.to raise_error(Bootpay::ConfigError, /\Aon_attempt must answer call/)
      end
    end
  end

  # What another thread raises in this one while a line is written must not be taken for a fault of the logger.
  it "swallows no interrupt that comes while a line is written" do
    writing = Thread::Queue.new
    go_on = Thread::Queue.new
    logger = double(debug?: true)
    allow(logger).to receive(:warn)
    allow(logger).to receive(:debug) do
      writing << true
      go_on.pop
    end
    thread, exchange = waiting_call(api_of_own_server(logger: logger))
    exchange.answer(OwnServer::CERTIFICATE)
    writing.pop
    thread.raise(IOError, "from outside")
    2.times { go_on << true }
    expect { thread.value }.to raise_error(IOError, "from outside")
  end

  describe "that BOOTPAY_LOG asks for" do
    path = "/certificate/#{Sandbox::IDENTITY}"

    # What a Ruby of its own writes in two calls, the first of which is answered with 503.
    define_method(:written) do |environment, logger: ""|
      sandbox.fault({ path: path, kind: "status", status: 503, times: 1 })
      script = <<~RUBY
        require "bootpay"
        client = Bootpay::Api.new(max_retries: 0 #{logger})
        2.times { client.certificate("#{Sandbox::IDENTITY}") }
      RUBY
      keys = {
        "BOOTPAY_APPLICATION_ID" => Sandbox::KEYS[:application_id],
        "BOOTPAY_PRIVATE_KEY" => Sandbox::KEYS[:private_key], "BOOTPAY_BASE_URL" => sandbox.url
      }
      output, errors, status = Open3.capture3({ **keys, **environment }, RbConfig.ruby, "-w", "-e", script)
      expect([output, status.success?]).to eq(["", true])
      errors.lines.map(&:chomp)
    end

    it "is on standard error, bare" do
      lines = written({ "BOOTPAY_LOG" => "debug" })
      expect(lines).to all(match(form))
      expect(lines.map { |line| line[form, 4] }).to eq(%w[200 503 200])
      expect(written({ "BOOTPAY_LOG" => "warn" }).map { |line| line[form, 4] }).to eq(%w[503])
    end

    it "is not there unasked, and not where a logger was given" do
      expect(written({})).to be_empty
      expect(written({ "BOOTPAY_LOG" => "" })).to be_empty
      expect(written({ "BOOTPAY_LOG" => "debug" }, logger: ", logger: Struct.new(:debug, :warn).new")).to be_empty
    end

    it "must be a level" do
      expect(written({ "BOOTPAY_LOG" => "info" }))
        .to eq(["bootpay: BOOTPAY_LOG must be debug or warn; nothing is logged"])
    end
  end

  it "shows no key, no token, no person, no card and no id but the request's" do
    person = { receipt_id: "612e09260d681b0021e61aaa", username: "카나리아", phone: "01000009182" }
    sandbox.control("POST", "/sandbox/identities", person)
    card = { order_id: "CANARY-o", pg: "nicepay", item_name: "CANARY-i", card_no: "9430810000009182", card_pw: "91",
             expire_year: "30", expire_month: "12", identify_number: "710203" }
    client = api(logger: recorder)
    client.certificate(person[:receipt_id])
    key = client.get_billing_key(**card, user_info: person.slice(:username, :phone)).data[:data][:billing_key]
    client.destroy_billing_key(key)
    client.get_user_wallets(user_id: "CANARY-m")
    client.cancel_payment(receipt_id: Sandbox::TO_CANCEL, cancel_id: "CANARY-c")
    client.token = "ca11a51e" * 8
    client.verify(Sandbox::PAYMENT)
    shown = recorder.texts.join("\n")
    expect(recorder.texts).to all(match(form))
    [*person.values, *card.values_at(:card_no, :identify_number), key, client.token, "CANARY", Sandbox::TO_CANCEL,
     Sandbox::PAYMENT, Sandbox::KEYS[:private_key]].each { |canary| expect(shown).not_to include(canary) }
  end
end
