# frozen_string_literal: true

require "socket"

# A server that does with each connection, in its order, what a spec says, and after that with every one what it says
# last.
class RawServer
  attr_reader :port, :connections

  def initialize(*behaviours)
    @server = TCPServer.new("127.0.0.1", 0)
    @port = @server.addr[1]
    @connections = 0
    @accepting = Thread.new { accept(behaviours) }
  end

  def stop
    @accepting.kill
    @server.close
  end

  # Reads one request, whose body is not looked at.
  def self.read_request(socket)
    nil until socket.readline.chomp.empty?
  end

  # Blocks until the client has closed.
  def self.wait_until_closed(socket)
    socket.read
  end

  private

  def accept(behaviours)
    loop do
      socket = @server.accept
      @connections += 1
      behaviour = behaviours.size > 1 ? behaviours.shift : behaviours.first
      Thread.new { serve(socket, behaviour) }
    end
  end

  def serve(socket, behaviour)
    socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    behaviour.call(socket)
  rescue SystemCallError, IOError
    nil # the client has closed
  ensure
    socket.close
  end
end
