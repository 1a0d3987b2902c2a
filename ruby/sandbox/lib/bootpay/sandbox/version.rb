# frozen_string_literal: true

module Bootpay
  class Sandbox
    # Version of this gem; the same in every language.
    VERSION = "2.0.0"
  end
end
