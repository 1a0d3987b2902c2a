# frozen_string_literal: true

require "io/wait"
require "json"
require "net/http"
require "tempfile"

module Bootpay
  # An offline stand-in for Bootpay's server on a free port of this machine, for development and tests. The people and the
  # money in it are made up, and nothing leaves this machine.
  #
  #   require "bootpay"
  #   require "bootpay/sandbox"
  #
  #   Bootpay::Sandbox.start do |sandbox|
  #     api = Bootpay::Api.new(application_id: sandbox.application_id, private_key: sandbox.private_key, base_url: sandbox.url)
  #     receipt_id = sandbox.identity(username: "김가짜", birth: "1990-10-04")[:receipt_id]
  #     puts api.certificate(receipt_id).data
  #   end
  #
  # It is stopped by `stop`, at the end of the block, and when the process that started it ends, however that happens. A
  # forked child may use it and does not stop it. Ctrl-C in a terminal does not reach it, so that a test that is interrupted
  # can still tidy up.
  class Sandbox
    # The sandbox did not start, is not there any more, or refused a control call.
    class Error < StandardError; end

    # How many seconds a control call may take, and the program to end once it was told to.
    PATIENCE = 30
    private_constant :PATIENCE

    # A failure that waits for calls.
    class Fault
      # Its id, kind and options, as the sandbox has them.
      # @return [Hash]
      attr_reader :fields

      def initialize(fields, &remove)
        @fields = fields
        @remove = remove
      end

      # Ends it. Does nothing when it is used up or gone.
      def remove
        @remove.call
        nil
      end
    end

    # Starts one and waits until it listens.
    # @param arguments [Array<String>] more options of `bootpay sandbox`, such as `["--seed", "7"]`
    # @param timeout [Numeric] how many seconds it may take to start
    # @return [Sandbox], or with a block what the block returns
    # @raise [Error] it did not start; the message has what the program wrote
    def self.start(arguments: [], timeout: 30)
      sandbox = new(arguments, timeout)
      return sandbox unless block_given?

      begin
        yield sandbox
      ensure
        sandbox.stop
      end
    end

    private_class_method :new

    # Where it listens, such as `http://127.0.0.1:41233`; open it in a browser for the console.
    # @return [String]
    attr_reader :url

    # @return [String]
    attr_reader :application_id

    # A key of this sandbox: it opens nothing else.
    # @return [String]
    attr_reader :private_key

    # The application id for a page.
    # @return [String]
    attr_reader :web_application_id

    # Where it listens for TLS, if `arguments` say so.
    # @return [String, nil]
    attr_reader :tls_url

    def initialize(arguments, timeout)
      @owner = Process.pid
      told = JSON.parse(first_line(arguments, timeout), symbolize_names: true)
      @url = told.fetch(:url)
      @application_id = told.fetch(:application_id)
      @private_key = told.fetch(:private_key)
      @web_application_id = told.fetch(:web_application_id)
      @tls_url = told[:tls_url]
      started = true
    ensure
      stop unless started # also when the start is interrupted, by Timeout for instance
    end

    # The variables that point a client at it: `system(sandbox.env, "rails", "test")`.
    # @return [Hash{String => String}]
    def env
      {
        "BOOTPAY_BASE_URL" => url,
        "BOOTPAY_APPLICATION_ID" => application_id,
        "BOOTPAY_PRIVATE_KEY" => private_key,
        "BOOTPAY_WEB_APPLICATION_ID" => web_application_id
      }
    end

    # Verifies a made-up person; the answer has the `:receipt_id` to read it with. Every field is optional: `username`,
    # `phone`, `birth`, `gender`, `order_id` and the others of `POST /sandbox/identities`.
    # @return [Hash]
    def identity(**fields)
      control("POST", "/sandbox/identities", fields)
    end

    # Verifies somebody who is known by name, such as `"turns_19_this_year"` or `"foreigner"`: `bootpay sandbox person --list`
    # says who there is. Ages are those of the sandbox's clock. The fields are those of `identity` and win over the persona's
    # own, all but `birth`, `age` and `year_age`.
    # @return [Hash]
    # @raise [Error] the persona is unknown; the message names all of them
    def person(persona, **fields)
      identity(persona: persona, **fields)
    end

    # Opens the window of an identity verification in which nobody is verified, without a browser. The answer has its
    # `:receipt_id`, which has no certificate, and the `:url` under which an unfinished one can still be used.
    # @param outcome [String, Symbol] `"unfinished"`, `"cancelled"` or `"failed"`
    # @param fields `order_id`, `name`, `receipt_id`
    # @return [Hash]
    def window(outcome = "unfinished", **fields)
      control("POST", "/sandbox/windows", { outcome: outcome, **fields })
    end

    # Makes a payment; the answer is its receipt. `price` is required, `status: 1` is a paid one. The other fields are those
    # of `POST /sandbox/payments`.
    # @return [Hash]
    def payment(**fields)
      control("POST", "/sandbox/payments", fields)
    end

    # Lets calls fail until the end of the block, or without one until `Fault#remove`. The kinds and their fields are those
    # of `POST /sandbox/faults`.
    #
    #   sandbox.fault("reset_after", path: "/cancel") { … }
    #
    # @return [Fault], or with a block what the block returns
    def fault(kind, **fields)
      added = control("POST", "/sandbox/faults", { kind: kind, **fields })
      fault = Fault.new(added) { control("DELETE", "/sandbox/faults/#{added.fetch(:id)}") }
      return fault unless block_given?

      begin
        yield fault
      ensure
        fault.remove
      end
    end

    # Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again.
    def advance(days: 0, hours: 0, minutes: 0, seconds: 0)
      control("POST", "/sandbox/clock", { advance_s: (((days * 24 + hours) * 60 + minutes) * 60) + seconds })
      nil
    end

    # What has arrived, oldest first: `:method`, `:path`, `:headers`, `:body`. With an operation, by its name in errors and
    # logs such as `"payment.cancel"`, only what asked for that.
    # @return [Array<Hash>]
    def requests(operation = nil)
      return control("GET", "/sandbox/requests") if operation.nil?

      control("GET", "/sandbox/operations/#{URI.encode_www_form_component(operation)}/requests")
    end

    # Everything as it was at its start: people, payments, faults, clock and journal.
    def reset
      control("POST", "/sandbox/reset")
      nil
    end

    # Ends it. Does nothing when it has ended, or in a process that did not start it.
    def stop
      return if @pid.nil? || Process.pid != @owner

      pid = @pid
      @pid = nil
      @input.close
      begin
        # whoever waits for all children of this process may have met it already
        return unless Process.wait(pid, Process::WNOHANG).nil?

        Process.kill("TERM", pid)
        Process.kill("KILL", pid) unless @output.wait_readable(PATIENCE) # its end
        Process.wait(pid)
      rescue Errno::ECHILD
        nil
      ensure
        @output.close
      end
      nil
    end

    def inspect
      "#<#{self.class} #{url}>"
    end

    private

    # It ends when its standard input does, which this process holds open.
    def first_line(arguments, timeout)
      Tempfile.create("bootpay-sandbox") do |errors|
        input, @input = IO.pipe
        @output, output = IO.pipe
        command = [self.class.program, "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent", *arguments]
        @pid = Process.spawn(*command, in: input, out: output, err: errors, pgroup: true)
        [input, output].each(&:close)
        in_time = @output.wait_readable(timeout)
        line = in_time && @output.gets
        return line if line

        stop
        errors.rewind
        raise Error, ["the sandbox #{in_time ? "ended" : "did not listen within #{timeout} s"}", errors.read.strip]
          .reject(&:empty?).join(": ")
      end
    rescue SystemCallError => error
      raise Error, "the sandbox cannot be run on this machine: #{error.message}"
    end

    def control(method, route, fields = nil)
      uri = URI(url)
      http = Net::HTTP.new(uri.host, uri.port, nil) # a proxy of the environment cannot reach this machine
      http.open_timeout = http.read_timeout = PATIENCE
      answer = http.start do
        http.send_request(method, route, fields && JSON.generate(fields), "content-type" => "application/json")
      end
      parsed = JSON.parse(answer.body, symbolize_names: true)
      raise Error, "#{method} #{route}: #{parsed[:error]}" unless answer.is_a?(Net::HTTPSuccess)

      parsed
    rescue SystemCallError, IOError, Timeout::Error => error
      raise Error, "#{method} #{route}: the sandbox at #{url} does not answer: #{error.message}"
    end
  end
end

require_relative "sandbox/program"
require_relative "sandbox/version"
