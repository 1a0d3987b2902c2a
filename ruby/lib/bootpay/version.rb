# frozen_string_literal: true

module Bootpay
  # Version of this gem; the same in every language.
  VERSION = "0.1.0"
end
