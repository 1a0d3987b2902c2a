# Runs config.ru: PORT=3000 ruby server.rb. PORT 0 takes a free one.
require "puma"
require "puma/server"
require "rack"

$stdout.sync = true
app, = Rack::Builder.parse_file(File.join(__dir__, "config.ru"))
server = Puma::Server.new(app)
port = server.add_tcp_listener("127.0.0.1", Integer(ENV.fetch("PORT", "3000"))).addr[1]
%w[INT TERM].each { |signal| trap(signal) { server.stop } }
running = server.run
puts "listening on http://127.0.0.1:#{port}"
running.join
