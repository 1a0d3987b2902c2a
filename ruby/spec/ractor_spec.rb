# frozen_string_literal: true

require "spec_helper"

# Not supported, and it says so: the library does not declare itself safe for them.
RSpec.describe "a Ractor" do
  def raised_by(in_ractor)
    script = <<~RUBY
      client = api
      begin
        #{in_ractor}
      rescue Ractor::RemoteError => error
        puts error.cause.class
      rescue StandardError => error
        puts error.class
      end
      puts client.certificate(id).success?
    RUBY
    in_another_ruby(script, url: sandbox.url, prelude: "Warning[:experimental] = false") do |_pid, output|
      output.read.lines(chomp: true).last(2)
    end
  end

  it "cannot make a client" do
    in_ractor = 'Ractor.new { Thread.current.report_on_exception = false; ' \
                'Bootpay::Api.new(application_id: "a", private_key: "k") }.take'
    expect(raised_by(in_ractor)).to eq(["Ractor::UnsafeError", "true"])
  end

  it "cannot be given one" do
    expect(raised_by("Ractor.new(client) { |given| given.certificate('r-1') }.take")).to eq(%w[TypeError true])
    expect(raised_by("Ractor.make_shareable(client)")).to eq(["Ractor::Error", "true"])
  end
end
