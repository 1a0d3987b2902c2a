# frozen_string_literal: true

module Bootpay
  # Tells the host of each attempt of a call, when the call is over, in the thread and the fiber that made it: its logger
  # gets one line, and what it gave as `on_attempt` the record.
  #
  # A line names the operation, its path template, how the attempt ended and how long it took: no id but the request's
  # own, no body, no key.
  # @api private
  class AttemptLog
    LEVELS = %w[debug warn].freeze
    private_constant :LEVELS

    # The bare lines that `BOOTPAY_LOG` asks for. Not a `::Logger`, which newer Rubies have as a gem only.
    class ToStandardError
      # What the environment asks for; nil if nothing. The program `bootpay` reads the same variable and knows more
      # levels, so another level is not an error.
      def self.wanted(level = ENV.fetch("BOOTPAY_LOG", ""))
        return new(level) if LEVELS.include?(level)

        AttemptLog.warn_once("BOOTPAY_LOG must be #{LEVELS.join(" or ")}; nothing is logged") unless level.empty?
      end

      def initialize(level)
        @debug = level == "debug"
      end

      def debug?
        @debug
      end

      def debug(&line)
        warn(&line) if debug?
      end

      def warn
        $stderr.write("#{yield}\n") # at once, so that lines of several threads do not mix
      end
    end

    @said = {}

    # Tells the process's owner why attempts go untold, and tells it once.
    def self.warn_once(text)
      return if @said[text]

      @said[text] = true
      Kernel.warn("bootpay: #{text}")
      nil
    rescue StandardError
      nil # nobody reads standard error
    end

    # @param logger [Object, nil] nil: what the environment asks for
    # @param on_attempt [#call, nil] nil: nobody
    # @raise [ConfigError] if the logger lacks a level's method, or `on_attempt` cannot be called
    def initialize(logger, on_attempt)
      missing = %i[debug warn].reject { |level| logger.nil? || logger.respond_to?(level) }
      raise ConfigError, "logger must answer debug and warn, as ::Logger does, not #{logger.class}" if missing.any?
      unless on_attempt.nil? || on_attempt.respond_to?(:call)
        raise ConfigError, "on_attempt must answer call, as a Proc does, not #{on_attempt.class}"
      end

      @logger = logger.nil? ? ToStandardError.wanted : logger
      @on_attempt = on_attempt
    end

    # From which level on somebody listens.
    # @return ["debug", "warn", "none"]
    def least
      return "debug" if @on_attempt
      return "none" if @logger.nil?

      guarded("the logger") { LEVELS.find { |level| logs?(level) } } || "none"
    end

    # Runs a call, and tells of its attempts whatever comes of it: the block is given an array for its records, or nil
    # if nobody listens, as {#least} said.
    def around(least)
      return yield(nil) if least == "none"

      logs = []
      begin
        yield(logs)
      ensure
        logs.flat_map { |records| JSON.parse(records, symbolize_names: true) }.each do |record|
          write(record) if @logger
          observe(record) if @on_attempt
        end
      end
    end

    private

    def logs?(level)
      asked = :"#{level}?"
      !@logger.respond_to?(asked) || @logger.public_send(asked)
    end

    def write(record)
      level, message = record.values_at(:level, :message)
      guarded("the logger") { @logger.public_send(level) { message } if logs?(level) }
    end

    def observe(record)
      level, status = record.values_at(:level, :status)
      attempt = { **record, level: level.to_sym, status: String === status ? status.to_sym : status }
      guarded("on_attempt") { @on_attempt.call(attempt) }
    end

    # A fault of the logger, or of `on_attempt`, changes nothing for the caller. What another thread raises in this one
    # meanwhile is put off until it is done, so that it is not taken for such a fault.
    def guarded(told, &use)
      Thread.handle_interrupt(StandardError => :never, ScriptError => :never) do
        use.call
      rescue StandardError, ScriptError => error
        AttemptLog.warn_once("#{told} failed: #{error.class}") # the class alone: a message may quote anything
      end
    end
  end
end
