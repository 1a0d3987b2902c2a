# frozen_string_literal: true

module Bootpay
  # Writes one line for each attempt of a call to the logger of the host, when the call is over, in the thread and the
  # fiber that made it.
  #
  # A line names the operation, its path template, how the attempt ended and how long it took: no id but the request's
  # own, no body, no key.
  # @api private
  class AttemptLog
    # The bare lines that `BOOTPAY_LOG` asks for. Not a `::Logger`, which newer Rubies have as a gem only.
    class ToStandardError
      LEVELS = %w[debug warn].freeze
      private_constant :LEVELS

      # What the environment asks for; nil if nothing. The program `bootpay` reads the same variable and knows more
      # levels, so a level that is none here is no error.
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

    # Tells the process's owner what is wrong with logging, and tells it once.
    def self.warn_once(text)
      return if @said[text]

      @said[text] = true
      Kernel.warn("bootpay: #{text}")
      nil
    rescue StandardError
      nil # nobody reads standard error
    end

    # @param logger [Object, nil] nil: what the environment asks for
    # @raise [ConfigError] if it is no logger
    def initialize(logger)
      missing = %i[debug warn].reject { |level| logger.nil? || logger.respond_to?(level) }
      raise ConfigError, "logger must answer debug and warn, as ::Logger does, not #{logger.class}" if missing.any?

      @logger = logger.nil? ? ToStandardError.wanted : logger
    end

    # Runs a call, and writes its lines whatever comes of it: the block is given an array for its records, or nil
    # if nobody listens.
    def around
      return yield(nil) unless listening?

      logs = []
      begin
        yield(logs)
      ensure
        logs.each { |records| write(JSON.parse(records, symbolize_names: true)) }
      end
    end

    private

    def listening?
      return false if @logger.nil?

      guarded { %i[debug? warn?].any? { |asked| !@logger.respond_to?(asked) || @logger.public_send(asked) } }
    end

    def write(records)
      records.each do |record|
        guarded { @logger.public_send(record[:level]) { record[:message] } }
      end
    end

    # A fault of the logger changes nothing for the caller. What another thread raises in this one meanwhile is put
    # off until the line is written, so that it is not taken for such a fault.
    def guarded(&use)
      Thread.handle_interrupt(StandardError => :never, ScriptError => :never) do
        use.call
      rescue StandardError, ScriptError => error
        AttemptLog.warn_once("the logger failed: #{error.class}") # the class alone: a message may quote anything
      end
    end
  end
end
