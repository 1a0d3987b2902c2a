# frozen_string_literal: true

# Something is refused, and whoever asked may read the message.
class Refusal < StandardError
  # The message of an error of bootpay is for the log.
  UNCONFIRMED = "this could not be confirmed"
  # What such an error means to whoever asked; 503 is the others: try again later.
  STATUS = { invalid_request: 400, webhook: 403, mismatch: 409 }.freeze

  attr_reader :status

  # `about` is for the page's script.
  def initialize(status, message, **about)
    super(message)
    @status = status
    @about = about
  end

  def answer
    { ok: false, **@about, error: message }
  end

  def self.status_of(error)
    return 503 unless error.is_a?(Bootpay::Error)
    return 404 if error.kind == :api && error.status == 404

    STATUS.fetch(error.kind, 503)
  end
end
