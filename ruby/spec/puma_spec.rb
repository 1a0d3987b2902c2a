# frozen_string_literal: true

require "spec_helper"

# A web server as it runs in production: clients are made and used in the master, the workers are forked from it.
RSpec.describe "a Puma cluster" do
  let(:app) { <<~RUBY }
    require "bootpay"
    keys = #{Sandbox::KEYS.inspect}
    CLIENT = Bootpay::Api.new(**keys, base_url: #{sandbox.url.inspect})
    STALLING = Bootpay::Api.new(**keys, base_url: #{own_server.url.inspect}, timeout: #{Surroundings::LONG})
    abort "the master cannot call" unless CLIENT.certificate(#{Sandbox::IDENTITY.inspect}).success?

    run lambda { |env|
      stalls = env["PATH_INFO"] == "/stalled"
      response = stalls ? STALLING.certificate("w-\#{Process.pid}") : CLIENT.certificate(#{Sandbox::IDENTITY.inspect})
      [200, {}, ["\#{Process.pid} \#{response.success?}"]]
    }
  RUBY

  # One thread a worker, so that a worker with a stalled call takes no other request. Before each fork the master
  # calls, too.
  let(:config) { <<~RUBY }
    workers 2
    threads 1, 1
    preload_app!
    bind "tcp://127.0.0.1:0"
    on_worker_fork { puts "the master calls: \#{CLIENT.certificate(#{Sandbox::IDENTITY.inspect}).success?}" }
  RUBY

  # Yields while Puma runs; gives all that it said.
  def puma
    Dir.mktmpdir do |folder|
      { "config.ru" => app, "puma.rb" => config }.each { |name, text| File.write("#{folder}/#{name}", text) }
      command = [RbConfig.ruby, "-S", "puma", "-C", "#{folder}/puma.rb", "#{folder}/config.ru"]
      @said = +""
      IO.popen(command, err: %i[child out]) do |output|
        @output = output
        @port = said(/Listening on http:\/\/127\.0\.0\.1:(\d+)/)
        2.times { said(/booted/) }
        yield
        Process.kill("TERM", output.pid)
        @said << output.read
      ensure
        Process.kill("KILL", output.pid)
      end
    end
    @said
  end

  # Reads on until Puma says this.
  def said(what)
    loop do
      line = @output.gets || raise("Puma has ended:\n#{@said}")
      @said << line
      return $1 if line =~ what
    end
  end

  # [pid, did the call succeed?]
  def get(path)
    http = Net::HTTP.new("127.0.0.1", @port)
    http.max_retries = 0 # a repetition would go to the other worker
    pid, success = http.get(path).body.split
    [pid.to_i, success]
  end

  # A request whose worker waits in a call: the thread that waits for its answer, the call, the worker.
  def stalled
    thread = Thread.new do
      Thread.current.report_on_exception = false
      get("/stalled")
    end
    exchange = own_server.next_exchange
    [thread, exchange, Integer(exchange.line[/w-(\d+)/, 1])]
  end

  def expect_both_workers_to_answer
    thread, exchange, busy = stalled
    other, success = get("/")
    expect([other == busy, success]).to eq([false, "true"])
    exchange.answer(OwnServer::CERTIFICATE)
    expect(thread.value).to eq([busy, "true"])
    [busy, other].sort
  end

  it "calls in its master and in both workers" do
    said = puma { expect_both_workers_to_answer }
    expect(said.scan("the master calls: true").size).to eq(2)
    expect(said).not_to match(/warn|error/i)
  end

  it "goes on when a worker is killed in the middle of a call" do
    said = puma do
      before = expect_both_workers_to_answer
      thread, exchange, killed = stalled
      Process.kill("KILL", killed)
      exchange.wait_until_closed
      expect { thread.value }.to raise_error(EOFError)
      expect(get("/")).to eq([*(before - [killed]), "true"])
      said(/booted/)
      after = expect_both_workers_to_answer
      expect(after & before).to eq(before - [killed])
    end
    expect(said.scan("the master calls: true").size).to eq(3)
  end

  it "lets a worker that is told to stop finish its call" do
    puma do
      before = expect_both_workers_to_answer
      thread, exchange, stopped = stalled
      Process.kill("TERM", stopped)
      expect(get("/")).to eq([*(before - [stopped]), "true"])
      exchange.answer(OwnServer::CERTIFICATE)
      expect(thread.value).to eq([stopped, "true"])
      said(/booted/)
      expect(expect_both_workers_to_answer & before).to eq(before - [stopped])
    end
  end
end
