# frozen_string_literal: true

require "spec_helper"

RSpec.describe "fork" do
  def success_of(client)
    client.certificate(Sandbox::IDENTITY).success?
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
    results = Array.new(20) { in_a_child { Array.new(2) { success_of(client) } } }
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
        puts "child: \#{response.error.class}"
        puts api.certificate(id).success?
        exit!(0)
      end
      Process.wait(child)
      puts "parent: \#{response.success?}"
    RUBY
    in_another_ruby(script, url: own_server.url) do |pid, output|
      of_the_parent = own_server.next_exchange
      Process.kill("USR1", pid)
      expect(output.gets).to eq("child: Bootpay::CanceledError\n")
      own_server.next_exchange.answer({ status: 200, code: 0 })
      expect(output.gets).to eq("true\n")
      of_the_parent.answer({ status: 200, code: 0 })
      expect(output.read).to eq("parent: true\n")
    end
  end
end
