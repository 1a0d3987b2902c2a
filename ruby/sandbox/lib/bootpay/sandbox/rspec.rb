# frozen_string_literal: true

require "rspec/core"
require_relative "in_test"

# For RSpec: `require "bootpay/sandbox/rspec"` in spec_helper.rb, before the application. Examples and groups with
# `:bootpay_sandbox` have a sandbox.
#
#   RSpec.describe Refund, :bootpay_sandbox do
#     it "is settled" do
#       receipt_id = bootpay_sandbox.payment(price: 3000, status: 1)[:receipt_id]
#       …
#     end
#   end
#
# With `config.bootpay_strict = true`, or `bootpay_strict: true` at an example, it fails for a misuse of the API.
Bootpay::Sandbox::InTest.start
RSpec.configure do |config|
  config.add_setting :bootpay_strict
  config.include Bootpay::Sandbox::InTest, :bootpay_sandbox
  config.after(:suite) { Bootpay::Sandbox::InTest.stop }
  config.around(:each, :bootpay_sandbox) do |example|
    Bootpay::Sandbox::InTest.enter
    begin
      example.run
    ensure
      strict = example.metadata.fetch(:bootpay_strict) { config.bootpay_strict? }
      Bootpay::Sandbox::InTest.leave(failed: !example.exception.nil?, strict: strict) do |seen|
        example.metadata[:extra_failure_lines] = [*example.metadata[:extra_failure_lines], *seen.lines(chomp: true)]
      end
    end
  end
end
