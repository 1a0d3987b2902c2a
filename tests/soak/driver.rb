# frozen_string_literal: true

# The Ruby driver of `make soak`: the installed gem, used as anybody would.

require "bootpay"

WORKERS = 16
IDENTITY = "612e09260d681b0021e61ab9"
PAYMENT = "5df6e67d4f74b4002a77e0eb"
BILLING_KEY = "5b025b33e13f33310ce560fb"

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

def tokens
  api = Bootpay::Api.new
  calls = Array.new(100) { Thread.new { api.certificate(IDENTITY).success? } }
  puts calls.count(&:value)
end

def cancels
  api = Bootpay::Api.new(timeout: 0.5, deadline: 4)
  work = Queue.new
  $stdin.each_line(chomp: true) { |line| work << line }
  work.close
  workers = Array.new(WORKERS) do
    Thread.new do
      while (line = work.pop)
        said = cancel_payment(api, line)
        $stdout.write("#{said}\n")
      end
    end
  end
  workers.each(&:join)
end

def cancel_payment(api, line)
  receipt_id, *amounts = line.split
  cancelled_before = 0
  said = amounts.map do |amount|
    price = amount == "*" ? nil : Integer(amount)
    outcome = cancel(api, receipt_id, price, cancelled_before)
    cancelled_before += price.to_i if %w[done unknown:done].include?(outcome)
    outcome
  end
  [receipt_id, *said].join(" ")
end

def cancel(api, receipt_id, price, cancelled_before)
  response = api.cancel_payment(receipt_id: receipt_id, cancel_price: price)
  return "done" if response.success?
  return "none" if response.error.effect == :none

  10.times do # the receipt may be hard to read too; a merchant would try again later
    return "unknown:#{api.settle(response, cancelled_before: cancelled_before).outcome}"
  rescue Bootpay::Error
    next
  end
  "unknown:failed"
end

def load_for(seconds, in_flight)
  api = Bootpay::Api.new(deadline: 2)
  ends = now + seconds
  workers = Array.new(in_flight) do |first|
    Thread.new do
      calls = answered = 0
      slowest = 0.0
      while now < ends
        began = now
        answered += 1 if one_call(api, (first + calls) % 10, "o-#{first}-#{calls}").success?
        slowest = [slowest, now - began].max
        calls += 1
      end
      [calls, answered, slowest]
    end
  end
  # The memory measured is what is held, and not what has not been collected yet.
  collector = Thread.new { loop { GC.start; sleep 1 } }
  results = workers.map(&:value)
  collector.kill
  puts [results.sum { _1[0] }, results.sum { _1[1] }, (results.map { _1[2] }.max * 1000).round].join(" ")
end

def one_call(api, kind, order_id)
  case kind
  when 0..3 then api.certificate(IDENTITY)
  when 4..6 then api.verify(PAYMENT)
  when 7 then api.cancel_payment(receipt_id: IDENTITY)
  when 8 then api.request_access_token
  else api.subscribe_billing(billing_key: BILLING_KEY, item_name: "soak", price: 1000, order_id: order_id)
  end
end

def forks(count)
  api = Bootpay::Api.new
  api.certificate(IDENTITY)
  done = false
  threads = Array.new(4) do
    Thread.new do
      made = []
      made << api.certificate(IDENTITY).success? until done
      made
    end
  end
  slowest = 0.0
  answered = Array.new(count) do
    began = now
    child = fork do
      GC.start
      exit!(api.certificate(IDENTITY).success? ? 0 : 1)
    end
    _, status = Process.wait2(child)
    slowest = [slowest, now - began].max
    status.exitstatus
  end.count(0)
  done = true
  made = threads.flat_map(&:value)
  puts [answered, (slowest * 1000).round, made.all? ? made.size : 0].join(" ")
end

case ARGV
in ["tokens"] then tokens
in ["cancels"] then cancels
in ["load", seconds, in_flight] then load_for(Float(seconds), Integer(in_flight))
in ["forks", count] then forks(Integer(count))
end
