# frozen_string_literal: true

# The installed gem: run by tests/sandbox-packages/run with a GEM_HOME that has it and the client.

require "bootpay/sandbox"
abort "the sandbox has loaded the client" if defined?(Bootpay::Api)
require "bootpay"
require "open3"
require "tmpdir"

RSpec.describe Bootpay::Sandbox do
  sandbox = nil
  before(:all) { sandbox = described_class.start }
  after(:all) { sandbox.stop }
  before { sandbox.reset }

  # How long a test waits for something that is sure to come, before it calls the wait a failure.
  patience = 30

  def client_of(sandbox)
    Bootpay::Api.new(
      application_id: sandbox.application_id, private_key: sandbox.private_key, base_url: sandbox.url, max_retries: 0
    )
  end

  def get(url)
    uri = URI(url)
    JSON.parse(Net::HTTP.new(uri.host, uri.port, nil).get(uri.request_uri).body, symbolize_names: true)
  end

  def faults_of(sandbox)
    get("#{sandbox.url}/sandbox/faults?project=#{sandbox.application_id}")
  end

  it "has a person that a client reads" do
    receipt_id = sandbox.identity(username: "김가짜", birth: "1990-10-04")[:receipt_id]
    expect(client_of(sandbox).certificate(receipt_id).data.dig(:data, :certificate, :username)).to eq("김가짜")
    asked = sandbox.requests("certificate.get").map { |request| request.values_at(:method, :path) }
    expect(asked).to eq([["GET", "/certificate/#{receipt_id}"]])
    expect(sandbox.requests.map { |request| request[:path] }).to eq(["/request/token", "/certificate/#{receipt_id}"])
  end

  it "has people who are known by name" do
    made = sandbox.person("turns_19_this_year", order_id: "signup-1")
    expect([made[:order_id], made.dig(:certificate, :birth)[4..]]).to eq(["signup-1", "-12-31"])
    expect(sandbox.person(:foreigner, order_id: nil)).not_to include(:order_id)
    expect { sandbox.person("nobody") }.to raise_error(Bootpay::Sandbox::Error, /must be one of adult, /)
  end

  it "has a window that waits for somebody" do
    window = sandbox.window("signup-1")
    expect([window.order_id, window.url, window.state]).to match(["signup-1", start_with(sandbox.url), "waiting"])
    expect(client_of(sandbox).certificate(window.receipt_id).error.status).to eq(404)
    expect(sandbox.window("signup-1").receipt_id).to eq(window.receipt_id)
    expect(window.approve(age: 19, username: "김가짜").state).to eq("approved")
    certificate = client_of(sandbox).certificate(window.receipt_id).data.dig(:data, :certificate)
    expect(certificate[:username]).to eq("김가짜")
  end

  it "has no certificate of a window that nobody finishes" do
    windows = [sandbox.window.cancel, sandbox.window.fail, sandbox.window(order_id: "signup-1").fail(message: "시간 초과")]
    expect(windows.map(&:state)).to eq(%w[cancelled failed failed])
    windows.each { |window| expect(client_of(sandbox).certificate(window.receipt_id).error.status).to eq(404) }
  end

  it "has a window in which somebody pays" do
    window = sandbox.window("order-1", price: 3000).approve
    expect(client_of(sandbox).verify(window.receipt_id).unwrap).to include(price: 3000, status: 1, order_id: "order-1")
  end

  it "has somebody who sends the money to a virtual account" do
    receipt_id = sandbox.payment(price: 3000, method: "vbank", status: 2)[:receipt_id]
    expect(sandbox.deposit(receipt_id)).to include(receipt_id: receipt_id, status: 1)
    expect(client_of(sandbox).verify(receipt_id).unwrap[:status]).to eq(1)
  end

  it "has a person of whom something was not told" do
    expect(sandbox.person(without: %i[ci phone])[:certificate]).not_to include(:unique, :phone)
    expect { sandbox.person(without: "cl") }.to raise_error(/without: /)
  end

  it "shows the webhooks that it sent" do
    receipt_id = sandbox.payment(price: 3000, status: 1)[:receipt_id]
    client_of(sandbox).create_webhook(receipt_id: receipt_id, webhook_url: "http://127.0.0.1:1/")
    expect(sandbox.webhooks.last[:fields]).to include(receipt_id: receipt_id)
  end

  it "tells what a merchant must not do" do
    api = client_of(sandbox)
    expect(sandbox.misuses).to eq([])
    2.times { api.cancel_payment(receipt_id: sandbox.payment(price: 3000, status: 1)[:receipt_id], cancel_id: "refund-1") }
    expect(sandbox.misuses).to match([a_hash_including(:kind, :what, :how_to_mend, :requests)])
  end

  it "goes back to a snapshot" do
    receipt_id = sandbox.identity(username: "김가짜")[:receipt_id]
    document = sandbox.snapshot
    sandbox.reset
    sandbox.restore(document)
    expect(client_of(sandbox).certificate(receipt_id).data.dig(:data, :certificate, :username)).to eq("김가짜")
  end

  it "has options for a client that shall fail soon" do
    keys = { application_id: sandbox.application_id, private_key: sandbox.private_key, base_url: sandbox.url }
    api = Bootpay::Api.new(**keys, **sandbox.quick)
    receipt_id = sandbox.identity[:receipt_id]
    sandbox.fault("status", path: "/certificate", status: 503)
    expect(api.certificate(receipt_id).error.status).to eq(503)
    expect(sandbox.requests("certificate.get").size).to eq(1)
  end

  describe "a project" do
    it "knows nothing of another one" do
      receipt_id = sandbox.identity(order_id: "signup-1")[:receipt_id]
      sandbox.project do |other|
        expect([other.url, other.application_id]).to match([sandbox.url, satisfy { |id| id != sandbox.application_id }])
        expect(client_of(other).certificate(receipt_id).error.status).to eq(404)
        sandbox.fault("stall")
        expect([faults_of(other), other.requests("certificate.get").size]).to eq([[], 1])
        other.reset
        expect(faults_of(sandbox).size).to eq(1)
      end
    end

    it "is made in a sandbox that runs, and ended" do
      application_ids = -> { get("#{sandbox.url}/sandbox/projects").map { |project| project[:application_id] } }
      described_class.join("#{sandbox.url}/") do |joined|
        expect(client_of(joined).certificate(joined.identity[:receipt_id])).to be_success
        expect(application_ids.call).to eq([sandbox.application_id, joined.application_id])
      end
      expect(application_ids.call).to eq([sandbox.application_id])
    end

    it "is not ended by a forked child" do
      sandbox.project do |joined|
        Process.wait(fork do
          joined.stop
          exit!(0)
        end)
        expect(joined.requests).to eq([])
      end
    end

    it "needs no end where the sandbox has ended" do
      project = described_class.start(&:project)
      expect(project.stop).to be_nil
    end

    it "is of a sandbox that is there" do
      gone = described_class.start(&:url)
      expect { described_class.join(gone) }.to raise_error(described_class::Gone, /the sandbox at #{gone} does not answer/)
      ["127.0.0.1:8300", "https://127.0.0.1", "no address"].each do |url|
        expect { described_class.join(url) }.to raise_error(described_class::Error, /#{url}.* it looks like http:/)
      end
    end
  end

  it "is found by another program's environment" do
    receipt_id = sandbox.identity[:receipt_id]
    code = 'require "bootpay"; print Bootpay::Api.new.certificate(ARGV.first).success?'
    output, = Open3.capture2e(sandbox.env, RbConfig.ruby, "-e", code, receipt_id)
    expect(output).to eq("true")
    expect(sandbox.env.fetch("BOOTPAY_WEB_APPLICATION_ID")).to eq(sandbox.web_application_id)
    output, = Open3.capture2e(sandbox.env.merge("BOOTPAY_BASE_URL" => "https://203.0.113.1"), RbConfig.ruby, "-e", code, "r-1")
    expect(output).to match(/BOOTPAY_LOOPBACK_ONLY/)
  end

  it "lets calls fail until the end of a block" do
    receipt_id = sandbox.payment(price: 3000, status: 1)[:receipt_id]
    api = client_of(sandbox)
    api.verify(receipt_id)
    lost = sandbox.fault("reset", path: "/cancel") { api.cancel_payment(receipt_id: receipt_id) }
    expect(lost.error.effect).to eq(:unknown)
    expect(faults_of(sandbox)).to eq([])
  end

  it "lets calls fail until a fault is removed" do
    fault = sandbox.fault(:stall, path: "/receipt")
    expect(faults_of(sandbox)).to eq([fault.fields])
    2.times { fault.remove }
    expect(faults_of(sandbox)).to eq([])
  end

  it "removes a fault when the block raises" do
    expect { sandbox.fault("stall") { raise "no" } }.to raise_error("no")
    expect(faults_of(sandbox)).to eq([])
  end

  it "moves its clock" do
    before = get("#{sandbox.url}/sandbox/health")[:now]
    sandbox.advance(days: 1, hours: 1, minutes: 1, seconds: 1)
    expect(get("#{sandbox.url}/sandbox/health")[:now]).to be >= before + 90_061
  end

  it "explains what it refuses" do
    expect { sandbox.payment }.to raise_error(described_class::Error, "POST /sandbox/payments: price: is required")
    expect { sandbox.requests("payment.cancle") }.to raise_error(/operation: must be one of billing\.pay, /)
  end

  it "forgets at a reset" do
    receipt_id = sandbox.identity[:receipt_id]
    sandbox.reset
    expect(client_of(sandbox).certificate(receipt_id).error.status).to eq(404)
  end

  it "knows nothing of another one" do
    url = described_class.start(arguments: ["--seed", "7"]) do |other|
      expect([other.url, other.private_key]).not_to include(sandbox.url, sandbox.private_key)
      other.url
    end
    expect { get("#{url}/sandbox/health") }.to raise_error(Errno::ECONNREFUSED)
    expect(sandbox.requests).to eq([])
  end

  it "asks no proxy of the environment" do
    before = ENV.to_h
    ENV.update("http_proxy" => "http://127.0.0.1:1", "no_proxy" => "")
    expect(sandbox.identity).to include(:receipt_id)
  ensure
    ENV.replace(before)
  end

  it "shows no key" do
    expect(sandbox.inspect).to eq("#<Bootpay::Sandbox #{sandbox.url}>")
  end

  it "stops once" do
    other = described_class.start
    2.times { other.stop }
    expect { other.requests }.to raise_error(described_class::Error, /the sandbox at #{other.url} does not answer/)
  end

  it "is stopped where somebody else has waited for all children" do
    code = <<~RUBY
      require "bootpay/sandbox"
      sandbox = Bootpay::Sandbox.start
      ObjectSpace.each_object(Bootpay::Sandbox::Running).first.instance_variable_get(:@input).close
      Process.waitall
      sandbox.stop
    RUBY
    expect(Open3.capture2e(RbConfig.ruby, "-w", "-e", code)).to match(["", be_success])
  end

  it "says what the program wrote when it does not start" do
    expect { described_class.start(arguments: ["--seed", "seven"]) }
      .to raise_error(described_class::Error, /\Athe sandbox ended: .*invalid value 'seven'/)
  end

  it "says so when the program never listens" do
    Dir.mktmpdir do |folder|
      silent = File.join(folder, "bootpay")
      File.write(silent, "#!/bin/sh\necho is waiting >&2\nexec sleep 600\n", perm: 0o755)
      allow(described_class).to receive(:program).and_return(silent)
      expect { described_class.start(timeout: 0.5) }.to raise_error(described_class::Error, /did not listen within 0.5 s/)
    end
  end

  it "leaves no program behind when its start is interrupted" do
    allow(JSON).to receive(:parse).and_raise(Interrupt)
    allow(Process).to receive(:spawn).and_wrap_original { |spawn, *arguments, **options| @pid = spawn.call(*arguments, **options) }
    expect { described_class.start }.to raise_error(Interrupt)
    expect { Process.kill(0, @pid) }.to raise_error(Errno::ESRCH)
  end

  it "is out of a terminal's Ctrl-C" do
    allow(Process).to receive(:spawn).and_wrap_original { |spawn, *arguments, **options| @pid = spawn.call(*arguments, **options) }
    described_class.start { expect(Process.getpgid(@pid)).not_to eq(Process.getpgrp) }
  end

  it "is used and not stopped by a forked child" do
    child = fork do
      sandbox.identity
      sandbox.stop
      exit!(0)
    end
    expect(Process.wait2(child).last).to be_success
    expect(sandbox.identity).to include(:receipt_id)
  end

  %w[KILL exit].each do |ending|
    it "ends with the process that started it (#{ending})" do
      # a child of that process still holds all its pipes
      code = <<~RUBY
        require "bootpay/sandbox"
        sandbox = Bootpay::Sandbox.start
        child = fork { sleep }
        puts sandbox.url, child
        $stdout.flush
        $stdin.gets
      RUBY
      Open3.popen2(RbConfig.ruby, "-e", code) do |input, output, starter|
        url, child = output.gets.chomp, output.gets.to_i
        ending == "KILL" ? Process.kill("KILL", starter.pid) : input.close
        starter.value
        give_up = Process.clock_gettime(Process::CLOCK_MONOTONIC) + patience
        begin
          loop do
            get("#{url}/sandbox/health")
            raise "it still runs" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > give_up
          end
        rescue SystemCallError, EOFError
          nil # as it should
        ensure
          Process.kill("KILL", child)
        end
      end
    end
  end

  [%w[bootpay sandbox], %w[bootpay-sandbox]].each do |command|
    it "is started from a shell: #{command.join(" ")}" do
      file, *arguments = command
      Open3.popen2("#{ENV.fetch("GEM_HOME")}/bin/#{file}", *arguments, "--listen", "127.0.0.1:0", "--json") do |_, output, program|
        url = JSON.parse(output.gets)["url"]
        expect(get("#{url}/sandbox/health")).to include(ok: true)
        Process.kill("INT", program.pid)
        expect(program.value).to be_success
      end
    end
  end

  it "is loaded by a Gemfile" do
    Dir.mktmpdir do |folder|
      File.write("#{folder}/Gemfile", "source 'https://gems.invalid'\ngem 'bootpay-sandbox'\n") # nobody asks it
      code = 'require "bundler"; Bundler.require; print Bootpay::Sandbox::VERSION'
      output, = Open3.capture2e({ "HOME" => folder }, RbConfig.ruby, "-e", code, chdir: folder)
      expect(output.lines.last).to eq(described_class::VERSION)
    end
  end
end
