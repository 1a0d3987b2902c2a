# frozen_string_literal: true

require_relative "sandbox/control"
require_relative "sandbox/error"
require_relative "sandbox/fault"
require_relative "sandbox/program"
require_relative "sandbox/running"
require_relative "sandbox/seen"
require_relative "sandbox/version"
require_relative "sandbox/window"

module Bootpay
  # An offline stand-in for Bootpay's server on a free port of this machine, for development and tests. The people and the
  # money in it are made up, and nothing leaves this machine.
  #
  #   require "bootpay"
  #   require "bootpay/sandbox"
  #
  #   Bootpay::Sandbox.start do |sandbox|
  #     api = Bootpay::Api.new(application_id: sandbox.application_id, private_key: sandbox.private_key, base_url: sandbox.url)
  #     receipt_id = sandbox.person(age: 30, username: "김가짜")[:receipt_id]
  #     puts api.certificate(receipt_id).data
  #   end
  #
  # An object is one project of a sandbox, with keys of its own: records, tokens, clock, faults, webhooks and the journal belong
  # to it. {start} starts a sandbox and gives its first project, {join} and {#project} give another one of a sandbox that runs.
  #
  # What {start} started is stopped by `stop`, at the end of the block, and when the process that started it ends, however
  # that happens. A forked child may use it and does not stop it. Ctrl-C in a terminal does not reach it, so that a test
  # that is interrupted can still tidy up.
  class Sandbox
    # Client options for a test of a failure.
    QUICK = { max_retries: 0, connect_timeout: 2, timeout: 2, deadline: 4 }.freeze
    private_constant :QUICK

    # Starts one and waits until it listens.
    # @param arguments [Array<String>] more options of `bootpay sandbox`, such as `["--seed", "7"]`
    # @param timeout [Numeric] how many seconds it may take to start
    # @return [Sandbox], or with a block what the block returns
    # @raise [Error] it did not start; the message has what the program wrote
    def self.start(arguments: [], timeout: 30, &block)
      running = Running.new(arguments, timeout)
      new(running.project, running.project.fetch(:url)) { running.stop }.lent(&block)
    end

    # Makes a project in a sandbox that runs already. It has what the first one had at its start, and meets no other one.
    # @param url [String] where the sandbox listens, such as `http://127.0.0.1:8300`
    # @return [Sandbox], or with a block what the block returns, and the project is ended
    # @raise [Error] nobody answers there, or no sandbox
    def self.join(url, &block)
      url = url.chomp("/")
      control = Control.new(url)
      project = control.call("POST", "/sandbox/projects", {})
      new(project, url) { control.call("DELETE", "/sandbox/projects/#{project.fetch(:application_id)}") }.lent(&block)
    end

    private_class_method :new

    # Where it listens, such as `http://127.0.0.1:41233`; open it in a browser for the console.
    # @return [String]
    attr_reader :url

    # @return [String]
    attr_reader :application_id

    # A key of this project: it opens nothing else.
    # @return [String]
    attr_reader :private_key

    # The application id for a page.
    # @return [String]
    attr_reader :web_application_id

    # Where it listens for TLS, if `arguments` say so.
    # @return [String, nil]
    attr_reader :tls_url

    def initialize(project, url, &ending)
      @owner = Process.pid
      @url = url
      @application_id = project.fetch(:application_id)
      @private_key = project.fetch(:private_key)
      @web_application_id = project.fetch(:web_application_id)
      @tls_url = project[:tls_url]
      @control = Control.new(url, @application_id)
      @ending = ending
    end

    # Another project of the same sandbox, as {join} makes it.
    # @return [Sandbox], or with a block what the block returns
    def project(&block)
      self.class.join(url, &block)
    end

    # The variables that point a client at it, and keep it away from every other host: `system(sandbox.env, "rails", "test")`.
    # @return [Hash{String => String}]
    def env
      {
        "BOOTPAY_BASE_URL" => url,
        "BOOTPAY_APPLICATION_ID" => application_id,
        "BOOTPAY_PRIVATE_KEY" => private_key,
        "BOOTPAY_WEB_APPLICATION_ID" => web_application_id,
        "BOOTPAY_LOOPBACK_ONLY" => "1"
      }
    end

    # Options of `Bootpay::Api.new` for tests of failures: nothing is repeated, and nobody waits long.
    #
    #   api = Bootpay::Api.new(**sandbox.quick)
    #
    # @return [Hash{Symbol => Integer}]
    def quick
      QUICK
    end

    # Verifies a made-up person; the answer has the `:receipt_id` to read it with. Every field is optional: `username`,
    # `phone`, `birth`, `age`, `year_age`, `gender`, `order_id`, `verified_ago`, `without: :ci` and the others of
    # `POST /sandbox/identities`.
    # @return [Hash]
    def identity(**fields)
      control("POST", "/sandbox/identities", fields)
    end

    # The same, also of somebody who is known by name, such as `"turns_19_this_year"` or `"foreigner"`: `bootpay sandbox person
    # --list` says who there is. Ages are those of the sandbox's clock. Fields win over the persona's own, all but `birth`,
    # `age` and `year_age`.
    # @return [Hash]
    # @raise [Error] the persona is unknown; the message names all of them
    def person(persona = nil, **fields)
      identity(**(persona.nil? ? {} : { persona: persona }), **fields)
    end

    # The window of an identity verification, or of a payment when `price` is given, without a browser. If one with this
    # `order_id` waits already, because the application's page opened it, it is that one.
    #
    #   sandbox.window("signup-1").approve(age: 19)
    #
    # @return [Window] which waits for somebody to approve or cancel, or to fail
    def window(order_id = nil, **fields)
      fields = { order_id: order_id, **fields } unless order_id.nil?
      Window.new(control("POST", "/sandbox/windows", fields)) { |method, route, about| control(method, route, about) }
    end

    # Makes a payment; the answer is its receipt. `price` is required, `status: 1` is a paid one. The other fields are those
    # of `POST /sandbox/payments`.
    # @return [Hash]
    def payment(**fields)
      control("POST", "/sandbox/payments", fields)
    end

    # Somebody sends the money to a virtual account; the answer is the receipt, which is paid then.
    # @return [Hash]
    def deposit(receipt_id)
      control("POST", "/sandbox/deposits", { receipt_id: receipt_id })
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

    # What was or will be sent to the application, oldest first: `:url`, `:fields`, and what became of it.
    # @return [Array<Hash>]
    def webhooks
      control("GET", "/sandbox/webhooks")
    end

    # What the application must not do with money and people, as far as a server can see it: `:kind`, `:what`,
    # `:how_to_mend`, `:requests`.
    # @return [Array<Hash>]
    def misuses
      control("GET", "/sandbox/misuses")
    end

    # Everything in the project, for {#restore}.
    # @return [Hash]
    def snapshot
      control("GET", "/sandbox/snapshot")
    end

    # Makes the project what it was when {#snapshot} was taken.
    def restore(document)
      control("POST", "/sandbox/restore", document)
      nil
    end

    # Everything as it was at its start: people, payments, faults, clock and journal. Tokens stay good, so that a client
    # that was made before goes on.
    def reset
      control("POST", "/sandbox/reset", { keep_tokens: true })
      nil
    end

    # Ends the sandbox that {start} started, or else the project. Does nothing when it has ended, or in a process that did not
    # make it.
    def stop
      return if Process.pid != @owner

      ending, @ending = @ending, nil
      ending&.call
      nil
    rescue Gone
      nil # and the project with it
    end

    # What it saw, for somebody who reads why a test failed: requests with their status, faults and misuses.
    # @api private
    # @return [String]
    def seen
      Seen.text(requests, control("GET", "/sandbox/faults"), misuses)
    end

    # Gives it, or lends it to a block and stops it then.
    # @api private
    def lent
      return self unless block_given?

      begin
        yield self
      ensure
        stop
      end
    end

    def inspect
      "#<#{self.class} #{url}>"
    end

    private

    def control(method, route, fields = nil)
      @control.call(method, route, fields)
    end
  end
end
