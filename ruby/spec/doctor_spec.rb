# frozen_string_literal: true

require "spec_helper"

RSpec.describe "bootpay-doctor" do
  def doctor(*arguments, **variables)
    program = Gem.bin_path("backend-ruby", "bootpay-doctor")
    clean = ENV.keys.grep(/\ABOOTPAY_/).to_h { |name| [name, nil] }
    environment = clean.merge("LC_ALL" => "C.UTF-8", **variables.transform_keys(&:to_s))
    output, error, status = Open3.capture3(environment, RbConfig.ruby, program, *arguments)
    [status.exitstatus, output.force_encoding("UTF-8"), error]
  end

  let(:setup) do
    {
      BOOTPAY_BASE_URL: sandbox.url,
      BOOTPAY_APPLICATION_ID: Sandbox::KEYS[:application_id], BOOTPAY_PRIVATE_KEY: Sandbox::KEYS[:private_key]
    }
  end

  it "ends with 0 for a healthy setup, in the language of the terminal" do
    code, output, error = doctor(**setup)
    expect([code, error]).to eq([0, ""])
    expect(output).to match(/\Aok    application id: 24 hex digits\n.*\nok    clock: [^\n]+\n\z/m)
    expect(doctor(**setup, LC_ALL: "ko_KR.UTF-8")[1]).to start_with("정상  애플리케이션 ID: 16진수 24자\n")
  end

  it "ends with 1 for what fails and names it, as text and as JSON, without the key" do
    code, output, error = doctor("--lang", "ko", **setup, BOOTPAY_PRIVATE_KEY: "CANARY")
    expect([code, error]).to eq([1, ""])
    expect(output).to include("\n오류  프라이빗 키: 6자입니다")
    code, json, = doctor("--json", **setup, BOOTPAY_PRIVATE_KEY: "CANARY")
    report = JSON.parse(json, symbolize_names: true)
    expect([code, report[:ok], report[:advice].size]).to eq([1, false, 5])
    expect(report[:checks][1]).to include(check: "private_key", verdict: "fail", found: /\A6 characters; 44 of base64/)
    expect(output + json).not_to include("CANARY")
  end

  it "has a help, and names what is called wrongly" do
    code, output, error = doctor("--help")
    expect([code, error]).to eq([0, ""])
    expect(output).to start_with("Usage: bootpay-doctor [--json] [--lang en|ko]\n")
    [["--jsno"], ["--lang", "fr"], ["physician"], ["\xFF"]].each do |arguments|
      code, output, error = doctor(*arguments)
      expect([code, output]).to eq([2, ""])
      expect(error).to match(/\Aerror: .*\n\nUsage: /)
    end
  end
end
