# frozen_string_literal: true

module Bootpay
  # The programs `bootpay-doctor`, which checks the keys, the way to the server and the clock, and `bootpay-once-table`,
  # which prints the SQL table of {Once::ActiveRecord}.
  # @api private
  module Doctor
    # @param arguments [Array<String>] those of the program
    # @param command ["doctor", "once-table"]
    # @return [Integer] its exit code
    def self.run(arguments, command = "doctor")
      texts = arguments.map { |argument| argument.dup.force_encoding(Encoding::UTF_8).scrub }
      ok, body, meta_json = Native.doctor("bootpay-#{command}", Wire.user_agent, [command, *texts])
      raise Error.from_json(meta_json, body, operation: "doctor") unless ok

      ending = JSON.parse(body, symbolize_names: true)
      { $stdout => ending[:output], $stderr => ending[:error] }.each { |stream, text| stream.puts(text) unless text.empty? }
      ending[:exit_code]
    end
  end
end
