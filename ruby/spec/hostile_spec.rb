# frozen_string_literal: true

require "spec_helper"
require "zlib"
require_relative "raw_server"

# Servers that are broken, or mean it: the answer is an error or right, within the deadline, and the client goes on.
RSpec.describe "a hostile server" do
  good = '{"status":200,"code":0,"data":1}'

  json = lambda do |body, headers = "", status: 200|
    head = "HTTP/1.1 #{status} X\r\n#{headers}content-type: application/json\r\n"
    "#{head}content-length: #{body.bytesize}\r\n\r\n".b + body.b
  end
  data = ->(text) { json[%({"status":200,"code":0,"data":#{text}})] }

  # Answers the first request on a connection with this text, and all others well.
  answering = lambda do |text|
    lambda do |socket|
      loop do
        RawServer.read_request(socket)
        socket.write(text)
        text = json[good]
      end
    end
  end

  after { @server&.stop }

  # A client of a server that behaves like this on its first connection, and well on all others.
  define_method(:client_of) do |behaviour, scheme: "http", **options|
    @server = RawServer.new(behaviour, answering[json[good]])
    client = api(base_url: "#{scheme}://127.0.0.1:#{@server.port}", timeout: Surroundings::LONG, **options)
    client.token = OwnServer::TOKEN
    client
  end

  # A call that only reads, and whose answer may be anything.
  def called(client)
    client.get_user_wallets(user_id: "m-1")
  end

  def expect_alive(client)
    expect(called(client).data).to eq(status: 200, code: 0, data: 1)
  end

  describe "that lets a client wait" do
    read = RawServer.method(:read_request)
    gone = RawServer.method(:wait_until_closed)
    # Writes these pieces for ever, until the client has closed.
    dripping = lambda do |head, piece|
      lambda do |socket|
        read[socket]
        socket.write(head)
        socket.write(piece) until socket.wait_readable(0.01)
      end
    end
    {
      "is silent" => gone,
      "is silent after the request" => ->(socket) { read[socket]; gone[socket] },
      "drips a header" => dripping["HTTP/1.1 200 X\r\nx: ", "a"],
      "drips interim answers" => dripping["", "HTTP/1.1 100 Continue\r\n\r\n"],
      "drips a body" => dripping["HTTP/1.1 200 X\r\ncontent-length: 1000000\r\n\r\n", "a"],
      "drips chunks" => dripping["HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"],
      "never ends its body" => ->(socket) { read[socket]; socket.write(data["1"].chop); gone[socket] }
    }.each do |what, behaviour|
      it "and #{what} meets the deadline" do
        client = client_of(behaviour, deadline: 0.3)
        error = called(client).error
        expect(error).to have_attributes(class: Bootpay::TimeoutError, effect: :none)
        expect(error.message).to include("0.3 s (the deadline)")
        expect_alive(client)
      end
    end

    it "and stalls the TLS handshake meets the deadline, and the time to connect" do
      error = client_of(gone, scheme: "https", deadline: 0.3, connect_timeout: 60).certificate("r-1").error
      expect(error.message).to include("0.3 s (the deadline)")
      @server.stop
      error = client_of(gone, scheme: "https", deadline: 60, connect_timeout: 0.3).certificate("r-1").error
      expect(error).to be_a(Bootpay::ConnectionError).or be_a(Bootpay::TimeoutError)
      expect(api.certificate(Sandbox::IDENTITY)).to be_success
    end

    it "and speaks no TLS gives an error" do
      client = client_of(->(socket) { socket.write("HTTP/1.1 400 X\r\n\r\n") }, scheme: "https")
      expect(called(client).error).to be_a(Bootpay::ConnectionError)
    end

    it "and closes its half gives an error" do
      half_closed = lambda do |socket|
        read[socket]
        socket.close_write
        gone[socket]
      end
      client = client_of(half_closed)
      expect(called(client).error).to be_a(Bootpay::ConnectionError)
      expect_alive(client)
    end

    it "and redirects for ever is asked once, and gets the token on no other host" do
      headers = "location: http://127.0.0.1:1/wallet\r\n"
      client = client_of(answering[json["{}", headers, status: 302]])
      expect(called(client).error).to have_attributes(status: 302, effect: :none)
      expect(@server.connections).to eq(1)
    end
  end

  zipped = ->(body) { json[body, "content-encoding: gzip\r\n"] }
  {
    "more than 8 MiB" => data[%("#{"a" * (8 << 20)}")],
    "more than 8 MiB, compressed" => zipped[Zlib.gzip(%({"status":200,"code":0,"data":"#{"a" * (64 << 20)}"}))],
    "half a compressed body" => zipped[Zlib.gzip(good).byteslice(0..-5)],
    "1,000 headers" => json[good, Array.new(1000) { |number| "x-#{number}: a\r\n" }.join],
    "a header of 4 MiB" => json[good, "x: #{"a" * (4 << 20)}\r\n"],
    "a list 100,000 deep" => data["[" * 100_000 + "]" * 100_000],
    "an object 100,000 deep" => data['{"a":' * 100_000 + "1" + "}" * 100_000],
    "two envelopes in one" => json['{"status":500,"code":-1,"status":200,"code":0,"data":1}'],
    "a name twice" => data['[{"price":1,"price":2}]'],
    "1e400" => data["1e400"],
    "a code of 400 digits" => json[%({"status":200,"code":#{"9" * 400}})],
    "bytes that are no UTF-8" => data["\"\xFF\""],
    "half a surrogate pair" => data['"\ud800"'],
    "a NUL" => data["\"\0\""],
    "NaN" => data["NaN"],
    "a comment" => data["/* c */1"],
    "UTF-16" => json[good.encode("UTF-16LE")],
    "nothing" => json[""],
    "more after the end" => json["#{good}x"],
    "a negative length" => "HTTP/1.1 200 X\r\ncontent-length: -1\r\n\r\n#{good}",
    "two lengths" => "HTTP/1.1 200 X\r\ncontent-length: 5\r\ncontent-length: 32\r\n\r\n#{good}",
    "chunks without a length" => "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n#{good}\r\n0\r\n\r\n",
    "something else than HTTP" => "SSH-2.0-X\r\n\r\n",
    "a status of two digits" => "HTTP/1.1 20 X\r\ncontent-length: 2\r\n\r\n{}"
  }.each do |what, answer|
    it "that answers #{what} gives an error" do
      client = client_of(answering[answer])
      response = called(client)
      expect(response.error).to be_a(Bootpay::DecodeError).or be_a(Bootpay::ConnectionError)
      expect(response.data).to include(code: -100)
      expect(response.error.message.length).to be < 300
      expect_alive(client)
    end
  end

  {
    "7 MiB" => [%("#{"a" * (7 << 20)}"), "a" * (7 << 20)],
    "an escaped NUL" => ['{"\u0000":"\u0000"}', { "\0": "\0" }],
    "300 digits" => ["9" * 300, ("9" * 300).to_i],
    "an exact number" => ["12345678901234567890.0", 12_345_678_901_234_567_890.0],
    "what names a class" => ['{"json_class":"Range","a":[1,2,false]}', { json_class: "Range", a: [1, 2, false] }],
    "100,000 names" => [JSON.generate(Array.new(100_000) { |at| ["k#{at}", at] }.to_h),
                        Array.new(100_000) { |at| [:"k#{at}", at] }.to_h]
  }.each do |what, (text, read)|
    it "that answers #{what} is read right" do
      client = client_of(answering[data[text]])
      response = called(client)
      expect(response).to be_success
      expect(response.data[:data] == read).to be(true) # of megabytes no difference is shown
    end
  end

  it "whose words hold control characters shows one line" do
    words = "a\\u0000\\u001b[31m\\n#{"b" * 1_000_000}"
    client = client_of(answering[json[%({"status":500,"code":-1,"message":"#{words}"})]])
    message = called(client).error.message
    expect(message).not_to match(/[[:cntrl:]]/)
    expect(message.length).to be < 500
  end
end
