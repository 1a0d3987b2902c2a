# frozen_string_literal: true

module Bootpay
  class Sandbox
    # The path of the program `bootpay` that this gem has.
    # @return [String]
    def self.program
      File.expand_path("../../../libexec/bootpay", __dir__)
    end
  end
end
