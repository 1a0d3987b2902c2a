# frozen_string_literal: true

require "spec_helper"

RSpec.describe "fork" do
  def success_of(client)
    client.certificate(Sandbox::IDENTITY).success?
  end

  def end_daemon(pid)
    Process.kill("KILL", pid)
  rescue Errno::ESRCH
    nil # it has ended by itself, as it should
  end

  it "leaves both sides able to call" do
    client = api
    expect(success_of(client)).to be(true)
    expect(in_a_child { success_of(client) }).to eq("true")
    expect(success_of(client)).to be(true)
    expect(in_a_child { in_a_child { success_of(client) } }).to eq("true")
  end

  it "is harmless before the first call" do
    client = api
    expect(in_a_child { success_of(client) }).to eq("true")
    expect(success_of(client)).to be(true)
  end

  it "is harmless while four threads call" do
    client = api
    stop = false
    threads = Array.new(4) do
      Thread.new do
        Thread.current.report_on_exception = false
        calls = 0
        until stop && calls.positive?
          raise "a call of the parent failed" unless success_of(client)

          calls += 1
        end
        calls
      end
    end
    results = Array.new(20) do
      in_a_child do
        GC.start # of what the threads held, which are not there
        Array.new(2) { success_of(client) }
      end
    end
    stop = true
    expect(results).to eq(["[true, true]"] * 20)
    expect(threads.map(&:value)).to all(be_positive)
    expect(success_of(client)).to be(true)
  end

  it "is harmless when the child collects what it inherited" do
    client = api
    expect(success_of(client)).to be(true)
    calls = Array.new(10) { success_of(api) } # clients that nobody holds any more
    outcome = in_a_child do
      client = nil
      GC.start
      GC.compact if GC.respond_to?(:compact)
      success_of(api)
    end
    expect(calls).to all(be(true))
    expect(outcome).to eq("true")
    expect(success_of(client)).to be(true)
  end

  it "lets a daemon call, which has been forked twice" do
    script = <<~RUBY
      puts api.certificate(id).success?
      Process.daemon(true, true)
      puts Process.pid, api.certificate(id).success?
    RUBY
    in_another_ruby(script, url: sandbox.url) do |pid, output|
      expect(output.gets).to eq("true\n")
      daemon = Integer(output.gets)
      expect([daemon == pid, output.read]).to eq([false, "true\n"])
    ensure
      end_daemon(daemon) if daemon
    end
    by_hand = in_a_child do
      Process.setsid
      in_a_child { [success_of(api), Process.ppid == Process.getsid] }
    end
    expect(by_hand).to eq("[true, true]")
  end

  it "lets the child end as usual" do
    script = <<~RUBY
      puts api.certificate(id).success?
      Process.wait(fork { puts api.certificate(id).success?; $stdout.flush })
      puts $?.success?, api.certificate(id).success?
    RUBY
    in_another_ruby(script, url: sandbox.url) { |_pid, output| expect(output.read.split).to eq(%w[true] * 4) }
  end

  it "inside a trap gives the child's copy of a waiting call up and disturbs the parent's in nothing" do
    script = <<~RUBY
      child = nil
      trap("USR1") { child = fork }
      response = api.certificate(id)
      unless child
        puts "child: \#{response.error.class} \#{response.error.operation} \#{response.error.effect}"
        puts api.certificate(id).success?
        exit!(0)
      end
      Process.wait(child)
      puts "parent: \#{response.success?}"
    RUBY
    in_another_ruby(script, url: own_server.url) do |pid, output|
      of_the_parent = own_server.next_exchange
      Process.kill("USR1", pid)
      expect(output.gets).to eq("child: Bootpay::CanceledError certificate.get none\n")
      own_server.next_exchange.answer(OwnServer::CERTIFICATE)
      expect(output.gets).to eq("true\n")
      of_the_parent.answer(OwnServer::CERTIFICATE)
      expect(output.read).to eq("parent: true\n")
    end
  end

  it "inside a trap leaves one line in the log for each attempt: the parent's to the parent" do
    script = <<~RUBY
      ENV["BOOTPAY_LOG"] = "debug"
      api.request_access_token
      trap("USR1") { puts "forked" if fork }
      api.certificate(id)
      Process.waitall.each { |_pid, status| puts status.success? }
    RUBY
    in_another_ruby(script, url: own_server.url) do |pid, output|
      exchange = own_server.next_exchange
      expect(output.gets).to include("token.request")
      Process.kill("USR1", pid)
      expect(output.gets).to eq("forked\n")
      exchange.answer(OwnServer::CERTIFICATE)
      expect(output.read).to match(/\A[^\n]* certificate\.get [^\n]* status=200 [^\n]*\ntrue\n\z/)
    end
  end

  it "inside a trap that raises in the child leaves the child able to call" do
    script = <<~RUBY
      ENV["BOOTPAY_LOG"] = "warn"
      child = nil
      trap("USR1") { (child = fork) || raise(IOError) }
      begin
        puts api.certificate(id).success?
      rescue IOError
        puts api.certificate(id).success?
      end
      Process.wait(child) if child
    RUBY
    in_another_ruby(script, url: own_server.url) do |pid, output|
      of_the_parent = own_server.next_exchange
      Process.kill("USR1", pid)
      own_server.next_exchange.answer(OwnServer::CERTIFICATE)
      expect(output.gets).to eq("true\n")
      of_the_parent.answer(OwnServer::CERTIFICATE)
      expect(output.read).to eq("true\n")
    end
  end

  it "inside a trap lets the trap's child call with a client that is in a call" do
    script = <<~RUBY
      trap("USR1") do
        Process.wait(fork { puts api.certificate(id).success?; $stdout.flush; exit!(0) })
      end
      puts api.certificate(id).success?
    RUBY
    in_another_ruby(script, url: own_server.url) do |pid, output|
      of_the_parent = own_server.next_exchange
      Process.kill("USR1", pid)
      own_server.next_exchange.answer(OwnServer::CERTIFICATE)
      expect(output.gets).to eq("true\n")
      of_the_parent.answer(OwnServer::CERTIFICATE)
      expect(output.read).to eq("true\n")
    end
    expect(own_server.lines.grep(/certificate/).size).to eq(2)
  end
end
