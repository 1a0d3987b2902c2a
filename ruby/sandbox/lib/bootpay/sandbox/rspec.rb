# frozen_string_literal: true

require "rspec/core"
require_relative "in_test"

# For RSpec: `require "bootpay/sandbox/rspec"` in spec_helper.rb. Examples and groups with `:bootpay_sandbox` have a sandbox.
#
#   RSpec.describe Refund, :bootpay_sandbox do
#     it "is settled" do
#       receipt_id = bootpay_sandbox.payment(price: 3000, status: 1)[:receipt_id]
#       …
#     end
#   end
RSpec.configure do |config|
  config.include Bootpay::Sandbox::InTest, :bootpay_sandbox
  config.around(:each, :bootpay_sandbox) do |example|
    before = Bootpay::Sandbox::InTest.enter
    example.run
  ensure
    Bootpay::Sandbox::InTest.leave(before) if before
  end
end
