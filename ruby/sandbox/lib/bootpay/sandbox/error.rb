# frozen_string_literal: true

module Bootpay
  class Sandbox
    # The sandbox did not start, is not there any more, or refused a control call.
    class Error < StandardError; end

    # Nobody answers where it listened.
    class Gone < Error; end
  end
end
