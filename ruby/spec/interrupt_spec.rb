# frozen_string_literal: true

require "spec_helper"
require "async"

# A waiting call can be interrupted by everything that interrupts Ruby, and by nothing else. The server never
# answers and the deadline is a day, so a deaf call hangs and is ended by the guard of spec_helper.
RSpec.describe "a waiting call" do
  # Calls in a thread, and returns when the server has the request.
  def waiting_call(client = api_of_own_server, &around)
    around ||= ->(&call) { call.call }
    thread = Thread.new do
      Thread.current.report_on_exception = false
      around.call { client.certificate("r-1") }
    end
    [thread, own_server.next_exchange]
  end

  it "ends with Timeout.timeout" do
    client = ready_api_of_own_server
    expect { Timeout.timeout(0.2) { client.certificate("r-1") } }.to raise_error(Timeout::Error)
    own_server.next_exchange.wait_until_closed
  end

  it "ends with the error that Timeout.timeout was given, in any thread" do
    wanted = Class.new(StandardError)
    client = ready_api_of_own_server
    thread, exchange = waiting_call(client) { |&call| Timeout.timeout(0.2, wanted, &call) }
    expect { thread.value }.to raise_error(wanted)
    exchange.wait_until_closed
  end

  it "ends with Thread#kill, and its connection with it" do
    thread, exchange = waiting_call
    thread.kill
    expect(thread.value).to be_nil
    exchange.wait_until_closed
  end

  it "ends with Thread#raise, and ensure clauses run" do
    ensured = false
    thread, exchange = waiting_call do |&call|
      call.call
    ensure
      ensured = true
    end
    thread.raise(IOError, "from outside")
    expect { thread.value }.to raise_error(IOError, "from outside")
    expect(ensured).to be(true)
    exchange.wait_until_closed
  end

  it "goes on while an interrupt is put off" do
    thread, exchange = waiting_call do |&call|
      Thread.handle_interrupt(IOError => :never) { Thread.current[:response] = call.call }
    end
    thread.raise(IOError, "put off")
    nil until thread.pending_interrupt?
    exchange.answer(OwnServer::CERTIFICATE)
    expect { thread.value }.to raise_error(IOError, "put off")
    expect(thread[:response]).to be_success
  end

  it "leaves nothing open when it is interrupted" do
    client = api_of_own_server
    open_files = -> { Dir["/proc/self/fd/*"].size }
    interrupt_one = lambda do
      thread, exchange = waiting_call(client)
      thread.kill
      thread.join
      exchange.wait_until_closed
    end
    interrupt_one.call
    GC.start # of what other specs have left open
    before = open_files.call
    20.times { interrupt_one.call }
    nil until open_files.call <= before
    response, exchange = waiting_call(client)
    exchange.answer(OwnServer::CERTIFICATE)
    expect(response.value).to be_success
  end

  it "leaves other threads running" do
    thread, exchange = waiting_call
    done = Array.new(4) { Thread.new { 1000.times.sum } }.map(&:value)
    expect(done).to all(eq(499_500))
    expect(thread).to be_alive
    exchange.answer(OwnServer::CERTIFICATE)
    expect(thread.value).to be_success
  end

  describe "on the main thread" do
    {
      "alone" => "",
      "when another thread has come and gone" => "Thread.new {}.join",
      "when another thread is busy" => "Thread.new { loop {} }",
      "when another thread waits" => "Thread.new { sleep }",
      "when another thread calls, too" => "Thread.new { api.certificate(id) }"
    }.each do |situation, prelude|
      it "ends with Ctrl-C #{situation}" do
        script = <<~RUBY
          begin
            api.verify("r-1")
            puts "answered"
          rescue Interrupt => error
            puts error.class
          end
        RUBY
        in_another_ruby(script, url: own_server.url, prelude: prelude) do |pid, output|
          nil until own_server.next_exchange.line.include?("/receipt/")
          Process.kill("INT", pid)
          expect(output.gets).to eq("Interrupt\n")
        end
      end

      it "is not disturbed by a trapped signal #{situation}" do
        script = <<~RUBY
          trap("USR1") { puts "trapped" }
          puts api.verify("r-1").success?
        RUBY
        in_another_ruby(script, url: own_server.url, prelude: prelude) do |pid, output|
          exchange = nil
          exchange = own_server.next_exchange until exchange&.line&.include?("/receipt/")
          3.times do
            Process.kill("USR1", pid)
            expect(output.gets).to eq("trapped\n")
          end
          exchange.answer(OwnServer::CERTIFICATE)
          expect(output.gets).to eq("true\n")
          expect(own_server.lines.grep(/receipt/).size).to eq(1) # it is the very same request
        end
      end
    end

    it "ends with an exit in a trap, with SIGTERM, and with what a trap raises" do
      {
        ["USR1", 'trap("USR1") { exit 7 }'] => "SystemExit", ["TERM", ""] => "SignalException",
        ["TERM", 'trap("TERM") { raise IOError }'] => "IOError"
      }.each do |(signal, trap), raised|
        script = "at_exit { puts $!.class; exit! }; #{trap}; api.verify('r-1')"
        in_another_ruby(script, url: own_server.url) do |pid, output|
          exchange = own_server.next_exchange
          Process.kill(signal, pid)
          expect(output.gets).to eq("#{raised}\n")
          exchange.wait_until_closed
        end
      end
    end

    it "lets a program that is told to stop finish its call" do
      script = <<~RUBY
        stop = false
        trap("TERM") { puts "told"; stop = true }
        puts [api.verify("r-1").success?, stop].inspect
      RUBY
      in_another_ruby(script, url: own_server.url) do |pid, output|
        exchange = own_server.next_exchange
        Process.kill("TERM", pid)
        expect(output.gets).to eq("told\n")
        exchange.answer(OwnServer::CERTIFICATE)
        expect(output.read).to eq("[true, true]\n")
        expect(own_server.lines.grep(/receipt/).size).to eq(1)
      end
    end

    it "lets a trap make a call of its own meanwhile" do
      script = 'trap("USR1") { puts api.certificate("r-2").success? }; puts api.verify("r-1").success?'
      in_another_ruby(script, url: own_server.url) do |pid, output|
        waiting = own_server.next_exchange
        Process.kill("USR1", pid)
        own_server.next_exchange.answer(OwnServer::CERTIFICATE)
        expect(output.gets).to eq("true\n")
        waiting.answer(OwnServer::CERTIFICATE)
        expect(output.read).to eq("true\n")
      end
    end

    it "is not disturbed in another thread by a signal that the main thread traps" do
      script = <<~RUBY
        trap("USR1") { puts "trapped" }
        Thread.new { puts api.verify("r-1").success? }.join
      RUBY
      in_another_ruby(script, url: own_server.url) do |pid, output|
        exchange = own_server.next_exchange
        Process.kill("USR1", pid)
        expect(output.gets).to eq("trapped\n")
        exchange.answer(OwnServer::CERTIFICATE)
        expect(output.read).to eq("true\n")
        expect(own_server.lines.grep(/receipt/).size).to eq(1)
      end
    end
  end

  # In a Ruby of its own, whose heap is small: each allocation collects all of it.
  it "survives GC.stress, whatever comes of it" do
    script = <<~RUBY
      ENV["BOOTPAY_LOG"] = "debug"
      stalled = Bootpay::Api.new(application_id: "a", private_key: "k", base_url: #{own_server.url.inspect})
      GC.stress = true
      puts api.certificate(id).data[:data][:certificate][:birth]
      puts api.cancel_payment(receipt_id: #{Sandbox::TO_CANCEL.inspect}, cancel_price: 1_000_000).error.code
      puts api.settle_cancel(receipt_id: #{Sandbox::TO_CANCEL.inspect}).outcome
      thread = Thread.new { stalled.certificate("r-1") }
      $stdin.gets
      puts thread.kill.join.status
    RUBY
    said = in_another_ruby(script, url: sandbox.url) do |_pid, output|
      exchange = own_server.next_exchange
      output.puts
      exchange.wait_until_closed
      output.read.lines(chomp: true)
    end
    log, results = said.partition { |line| line.start_with?("bootpay ") }
    expect(results).to match(["1990-10-04", /\A-\d+\z/, "not_done", "false"])
    expect(log.map { |line| line[/status=(\w+)/, 1] }).to eq(%w[200 200 422 200 200 abandoned])
  end

  describe "under a fiber scheduler" do
    it "lets other fibers call meanwhile" do
      client = api_of_own_server
      responses = Async do |task|
        calls = Array.new(3) { task.async { client.certificate("r-1") } }
        # No answer before all three requests are there.
        Array.new(3) { own_server.next_exchange }.each { |exchange| exchange.answer(OwnServer::CERTIFICATE) }
        calls.map(&:wait)
      end.wait
      expect(responses).to all(be_success)
    end

    it "ends with its task" do
      client = api_of_own_server
      Async do |task|
        call = task.async { client.certificate("r-1") }
        exchange = own_server.next_exchange
        call.stop
        exchange.wait_until_closed
        call.wait
        expect(call).to be_stopped
      end
    end

    it "ends with the scheduler's own timeout" do
      client = ready_api_of_own_server
      Async do |task|
        expect { task.with_timeout(0.2) { client.certificate("r-1") } }.to raise_error(Async::TimeoutError)
        own_server.next_exchange.wait_until_closed
      end
    end

    it "ends with Ctrl-C" do
      script = <<~RUBY
        begin
          Async { api.certificate("r-1") }
        rescue Interrupt => error
          puts error.class
        end
      RUBY
      in_another_ruby(script, url: own_server.url, prelude: 'require "async"') do |pid, output|
        exchange = own_server.next_exchange
        Process.kill("INT", pid)
        expect(output.gets).to eq("Interrupt\n")
        exchange.wait_until_closed
      end
    end

    it "raises what a call without one raises" do
      Async { expect { api.certificate("..") }.to raise_error(Bootpay::InvalidRequestError) }.wait
    end
  end
end
