# frozen_string_literal: true

require "json"
require "socket"

# A server whose answers a spec writes by hand, and gives when it likes. Token requests are answered at once.
class OwnServer
  # One request, waiting for its answer.
  class Exchange
    attr_reader :line, :headers, :body, :connection

    def initialize(line, headers, body, connection, socket)
      @line = line
      @headers = headers
      @body = body
      @connection = connection
      @socket = socket
      @answered = Thread::Queue.new
    end

    def answer(body, status: 200)
      body = JSON.generate(body) unless body.is_a?(String)
      @socket.write("HTTP/1.1 #{status} X\r\ncontent-type: application/json\r\n" \
                    "content-length: #{body.bytesize}\r\n\r\n#{body}")
      @answered << true
    end

    def wait_until_answered
      @answered.pop
    end

    # Blocks until the client has closed the connection, and closes this end.
    def wait_until_closed
      begin
        @socket.read
      rescue Errno::ECONNRESET
        nil
      end
      @socket.close
      @answered << false
    end
  end

  TOKEN = "0123456789abcdef" * 4

  TOKEN_ANSWER = { status: 200, code: 0, data: { token: TOKEN, server_time: 0, expired_at: 1800 } }.freeze

  # The shortest answer to `certificate`.
  CERTIFICATE = { status: 200, code: 0, data: { certificate: {} } }.freeze

  # `lines` has the first line of each request so far.
  attr_reader :url, :connections, :lines

  # A token answer that can be called is made anew for each request.
  def initialize(token_answer: TOKEN_ANSWER)
    @token_answer = token_answer
    @server = TCPServer.new("127.0.0.1", 0)
    @url = "http://127.0.0.1:#{@server.addr[1]}"
    @exchanges = Thread::Queue.new
    @connections = 0
    @lines = []
    @accepting = Thread.new { accept }
  end

  # The next request that is no token request; blocks until there is one.
  def next_exchange
    @exchanges.pop
  end

  def stop
    @accepting.kill
    @server.close
  end

  private

  def accept
    loop do
      socket = @server.accept
      socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
      number = (@connections += 1)
      Thread.new { serve(socket, number) }
    end
  end

  def serve(socket, number)
    while (line = socket.gets)
      headers = {}
      headers[$1.downcase] = $2 while socket.gets.chomp =~ /\A([^:]+): *(.*)\z/
      body = socket.read(headers["content-length"].to_i)
      exchange = Exchange.new(line.chomp, headers, body, number, socket)
      @lines << exchange.line
      if line.start_with?("POST /request/token")
        exchange.answer(@token_answer.respond_to?(:call) ? @token_answer.call : @token_answer)
      else
        @exchanges << exchange
        break unless exchange.wait_until_answered
      end
    end
  end
end
