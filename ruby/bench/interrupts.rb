# frozen_string_literal: true

# How long a waiting call takes to end after each kind of interrupt: ruby interrupts.rb [ROUNDS], with the gem
# installed. Needs no server but its own.
require "bootpay"
require "rbconfig"
require "timeout"
require_relative "../spec/own_server"

ROUNDS = Integer(ARGV.fetch(0, 20))
SERVER = OwnServer.new
now = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC) }
client = Bootpay::Api.new(application_id: "a", private_key: "k", base_url: SERVER.url, timeout: 60, deadline: 60)

report = lambda do |kind, &round|
  times = Array.new(ROUNDS) { round.call * 1000 }.sort
  puts format("%-52s median %7.1f ms   max %7.1f ms", kind, times[times.size / 2], times.last)
end

in_a_thread = lambda do |&interrupt|
  thread = Thread.new do
    Thread.current.report_on_exception = false
    client.certificate("r-1")
  rescue IOError
    nil
  end
  SERVER.next_exchange
  began = now.call
  interrupt.call(thread)
  thread.join
  now.call - began
end

report.call("Thread#kill") { in_a_thread.call(&:kill) }
report.call("Thread#raise") { in_a_thread.call { |thread| thread.raise(IOError) } }
report.call("Timeout.timeout(0.3), beyond the 0.3 s") do
  began = now.call
  begin
    Timeout.timeout(0.3) { client.certificate("r-1") }
  rescue Timeout::Error
    SERVER.next_exchange
  end
  now.call - began - 0.3
end

# The time runs from the signal to the moment at which the other process says that it has rescued Interrupt.
{
  "alone" => "", "after a thread has ended" => "Thread.new {}.join", "beside a busy thread" => "Thread.new { loop {} }"
}.each do |situation, prelude|
  script = <<~RUBY
    require "bootpay"
    $stdout.sync = true
    #{prelude}
    begin
      Bootpay::Api.new(application_id: "a", private_key: "k", base_url: "#{SERVER.url}").certificate("r-1")
    rescue Interrupt
      puts
      exit!
    end
  RUBY
  report.call("Ctrl-C on the main thread, #{situation}") do
    IO.popen([RbConfig.ruby, "-e", script]) do |output|
      SERVER.next_exchange
      began = now.call
      Process.kill("INT", output.pid)
      output.gets
      now.call - began
    end
  end
end
