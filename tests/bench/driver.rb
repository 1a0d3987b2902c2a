# frozen_string_literal: true

# One client of Ruby under load: `driver.rb CLIENT IN_FLIGHT SECONDS [CALLS]`. See driver.py.

require "json"

BASE = ENV.fetch("BENCH_BASE")
PATH = ENV.fetch("BENCH_PATH")
CA = ENV.fetch("BENCH_CA")
RECEIPT_ID = PATH.split("/").last
HEADERS = { "Authorization" => "token", "Accept" => "application/json" }.freeze

def parsed(text) = JSON.parse(text, symbolize_names: true)

# Each makes a client and gives a call, which returns the whole answer, parsed.
CLIENTS = {
  "ours" => lambda {
    require "bootpay"
    api = Bootpay::Api.new
    -> { api.verify(RECEIPT_ID).data }
  },
  "Net::HTTP" => lambda {
    require "net/http"
    uri = URI(BASE)
    lambda {
      http = Thread.current[:http] ||= Net::HTTP.new(uri.host, uri.port, nil).tap do |made|
        made.use_ssl = uri.scheme == "https"
        made.ca_file = CA if made.use_ssl?
        made.start
      end
      parsed(http.get(PATH, HEADERS).body)
    }
  },
  "http.rb" => lambda {
    require "http"
    context = OpenSSL::SSL::SSLContext.new.tap { |made| made.set_params(ca_file: CA) }
    lambda {
      http = Thread.current[:http] ||= HTTP.persistent(BASE).headers(HEADERS)
      parsed(http.get(PATH, ssl_context: context).to_s)
    }
  }
}.freeze

def look_at(answer)
  receipt = answer[:data]
  return if receipt[:receipt_id] == RECEIPT_ID && receipt[:status] == 1

  abort "another answer came: #{answer}"
end

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
def cpu = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
def resident_kb = File.read("/proc/self/status")[/VmRSS:\s+(\d+)/, 1].to_i

def since
  began = now
  used = cpu
  ->(calls) { { calls: calls, seconds: now - began, cpu_s: cpu - used, resident_kb: resident_kb } }
end

def load_with(call, in_flight, seconds, most)
  ends = now + seconds
  work = lambda {
    count = 0
    while count < most && now < ends
      look_at(call.call)
      count += 1
    end
    count
  }
  return work.call if in_flight == 1

  Array.new(in_flight) { Thread.new(&work) }.sum(&:value)
end

client = ARGV[0]
in_flight = Integer(ARGV[1])
seconds = Float(ARGV[2])
most = ARGV[3] && Integer(ARGV[3])

told = since
call = CLIENTS.fetch(client).call
look_at(call.call)
first = told.call(1)
load_with(call, in_flight, seconds / 2, Float::INFINITY) unless most
told = since
calls = load_with(call, in_flight, seconds, most || Float::INFINITY)
puts JSON.generate(first: first, load: told.call(calls))
$stdout.flush
exit!(0) # whatever a client leaves open
