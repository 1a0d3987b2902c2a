# frozen_string_literal: true

# The installed gem in somebody's tests: each run of RSpec or Minitest is a program of its own.

require "bootpay/sandbox"
require "json"
require "open3"
require "rspec/core"
require "tmpdir"

RSpec.describe "the test kit" do
  environment = ENV.keys.grep(/\ABOOTPAY_/).to_h { |name| [name, nil] }
  environment["RUBYOPT"] = "-rrbs/test/setup" if ENV.key?("RBS_TEST_TARGET") # the signatures are checked there, too
  signatures = File.expand_path("sig")

  around do |example|
    Dir.mktmpdir do |folder|
      File.symlink(signatures, "#{folder}/sig")
      Dir.chdir(folder) { example.run }
    end
  end

  # What a run of tests wrote, and whether all have passed.
  run = lambda do |file, code, variables = {}|
    File.write(file, code)
    command = file.end_with?("_spec.rb") ? %w[-S rspec --no-color] : []
    output, status = Open3.capture2e({ **environment, **variables }, RbConfig.ruby, *command, file)
    [output, status.success?]
  end

  # An application that makes its client when it is loaded.
  shop = <<~RUBY
    require "bootpay"
    API = Bootpay::Api.new
    QUICK = API.with_options(max_retries: 0)
  RUBY

  minitest = <<~RUBY
    require "minitest/autorun"
    require "bootpay/sandbox/minitest"
    #{shop}
  RUBY

  rspec = <<~RUBY
    require "bootpay/sandbox/rspec"
    #{shop}
  RUBY

  refunds_under_one_id = <<~RUBY
    2.times do
      receipt_id = bootpay_sandbox.payment(price: 3000, status: 1)[:receipt_id]
      raise unless API.cancel_payment(receipt_id: receipt_id, cancel_id: "refund-1").success?
    end
  RUBY

  # What a failing test shows.
  sight = %r{
    The\ sandbox\ saw:\n \ *1\ POST\ /request/token\ 200\n \ *2\ GET\ /receipt/\h{24}\ 200\n
    \s*Faults\ that\ are\ set:\n \ *reset_after\ path=/cancel
  }x

  loses_a_refund = <<~RUBY
    receipt_id = bootpay_sandbox.payment(price: 3000, status: 1)[:receipt_id]
    bootpay_sandbox.person(username: "김가짜")
    bootpay_sandbox.fault("reset_after", path: "/cancel")
    API.verify(receipt_id)
  RUBY

  describe "with RSpec" do
    it "gives each example the sandbox as it was at its start, and the application its keys" do
      output, passed = run.call("shop_spec.rb", rspec + <<~RUBY)
        RSpec.describe "the shop", :bootpay_sandbox do
          2.times do
            it "reads a person" do
              expect(bootpay_sandbox.requests).to eq([])
              receipt_id = bootpay_sandbox.person("age_19", username: "김가짜")[:receipt_id]
              expect(API.certificate(receipt_id).unwrap[:certificate][:username]).to eq("김가짜")
              bootpay_sandbox.fault("stall", path: "/receipt")
            end
          end
        end
        RSpec.describe "anything else" do
          it("has no sandbox") { expect(self).not_to respond_to(:bootpay_sandbox) }
          it("calls no live service") { expect(ENV["BOOTPAY_LOOPBACK_ONLY"]).to eq("1") }
        end
      RUBY
      expect(output).to include("4 examples, 0 failures")
      expect(passed).to be(true)
    end

    it "says of a failure what the sandbox saw, and whose keys and names it leaves out" do
      output, passed = run.call("shop_spec.rb", rspec + <<~RUBY)
        RSpec.describe "the shop", :bootpay_sandbox do
          it "loses a refund" do
            #{loses_a_refund}
            File.write("key", bootpay_sandbox.private_key)
            expect(1).to eq(2)
          end
        end
      RUBY
      expect(output).to include("expected: 2").and(match(sight))
      expect(output).not_to match(/#{Regexp.escape(File.read("key"))}|김가짜/)
      expect(passed).to be(false)
    end

    it "leaves a child that a test forks in the project of the test" do
      output, passed = run.call("shop_spec.rb", rspec + <<~RUBY)
        RSpec.describe "the shop", :bootpay_sandbox do
          it "forks" do
            receipt_id = bootpay_sandbox.person[:receipt_id]
            Process.wait(fork { exit!(API.certificate(receipt_id).success? && bootpay_sandbox.requests.any?) })
            expect($?).to be_success
          end
        end
      RUBY
      expect(output).to include("1 example, 0 failures")
      expect(passed).to be(true)
    end

    it "fails for a misuse where it is strict" do
      output, = run.call("shop_spec.rb", rspec + <<~RUBY)
        RSpec.configure { |config| config.bootpay_strict = true }
        RSpec.describe "the shop", :bootpay_sandbox do
          it("refunds") { #{refunds_under_one_id} }
          it("refunds at ease", bootpay_strict: false) { #{refunds_under_one_id} }
          it("refunds nothing") {}
        end
      RUBY
      expect(output).to include("InTest::Misuse", "Misuses:\n", "The sandbox saw:\n", "3 examples, 1 failure")
    end
  end

  describe "with Minitest" do
    it "gives each test the sandbox as it was at its start, and the application its keys" do
      output, passed = run.call("test_shop.rb", minitest + <<~RUBY)
        class ShopTest < Minitest::Test
          include Bootpay::Sandbox::Minitest
          2.times do |time|
            define_method("test_a_person_\#{time}") do
              assert_empty bootpay_sandbox.requests
              receipt_id = bootpay_sandbox.person("age_19", username: "김가짜")[:receipt_id]
              assert_equal "김가짜", API.certificate(receipt_id).unwrap[:certificate][:username]
              bootpay_sandbox.fault("stall", path: "/receipt")
            end
          end
        end
      RUBY
      expect(output).to include("2 runs, 6 assertions, 0 failures, 0 errors")
      expect(passed).to be(true)
    end

    it "says of a failure and of an error what the sandbox saw" do
      output, = run.call("test_shop.rb", minitest + <<~RUBY)
        class ShopTest < Minitest::Test
          include Bootpay::Sandbox::Minitest
          def test_a_failure
            #{loses_a_refund}
            assert_equal 1, 2
          end

          def test_an_error
            raise "oh"
          end

          def test_a_skip
            skip
          end
        end
      RUBY
      expect(output).to match(sight).and(include("RuntimeError: oh", "The sandbox saw no request.", "1 failures, 1 errors, 1 skips"))
      expect(output.scan("The sandbox saw").size).to eq(2)
    end

    it "fails for a misuse where it is strict" do
      output, = run.call("test_shop.rb", minitest + <<~RUBY)
        class StrictTest < Minitest::Test
          include Bootpay::Sandbox::Minitest
          self.bootpay_strict = true
          def test_refunds
            #{refunds_under_one_id}
          end
        end
        class EasyTest < StrictTest
          self.bootpay_strict = false
        end
        class HeirTest < StrictTest
        end
      RUBY
      expect(output).to include("Misuses:\n", "The sandbox saw:\n", "3 runs, 0 assertions, 2 failures, 0 errors")
    end

    it "is also there by way of a module of one's own" do
      output, = run.call("test_shop.rb", minitest + <<~RUBY)
        module Shopping
          include Bootpay::Sandbox::Minitest
        end
        class ShopTest < Minitest::Test
          include Shopping
          def test_a_person = assert(bootpay_sandbox.person[:receipt_id])
        end
      RUBY
      expect(output).to include("1 runs, 1 assertions, 0 failures, 0 errors")
    end

    it "lets tests that run in threads take turns" do
      output, passed = run.call("test_shop.rb", minitest + <<~RUBY, { "MT_CPU" => "8", "N" => "8" })
        class ShopTest < Minitest::Test
          include Bootpay::Sandbox::Minitest
          parallelize_me!
          16.times do |time|
            define_method("test_a_person_\#{time}") do
              assert_empty bootpay_sandbox.requests
              receipt_id = bootpay_sandbox.person[:receipt_id]
              assert API.certificate(receipt_id).success?
              paths = bootpay_sandbox.requests("certificate.get").map { |request| request[:path] }
              assert_equal ["/certificate/\#{receipt_id}"], paths.uniq
            end
          end
        end
      RUBY
      expect(output).to include("16 runs, 64 assertions, 0 failures, 0 errors")
      expect(passed).to be(true)
    end
  end

  # Each test waits for the seven others, so that eight workers run one each, at the same time.
  meeting = <<~RUBY
    here, arrived = IO.pipe
    go_on, all_here = IO.pipe
    Thread.new { here.read(8) && all_here.write("." * 8) }
    WAIT = lambda do
      arrived.write(".")
      go_on.read(1)
    end
  RUBY

  # What one test does that shall not meet the others. All take the same receipt id.
  undisturbed = <<~RUBY
    receipt_id = "00000000000000000000da7a"
    assert_empty bootpay_sandbox.requests
    bootpay_sandbox.person(receipt_id: receipt_id, order_id: "signup-1", username: number)
    bootpay_sandbox.fault("status", path: "/receipt", status: 500) if number == "1"
    WAIT.call
    assert_equal number, API.certificate(receipt_id).unwrap[:certificate][:username]
    assert_equal number, QUICK.certificate(receipt_id).unwrap[:certificate][:username]
    assert_equal number == "1", QUICK.verify("00000000000000000000da7b").error.status == 500
    assert_equal [2, 1], %w[certificate.get receipt.get].map { |operation| bootpay_sandbox.requests(operation).size }
    File.write("project-\#{number}", [Process.pid, bootpay_sandbox.application_id, bootpay_sandbox.url].join(" "))
  RUBY

  # [how many processes, projects, sandboxes]
  met = -> { Dir["project-*"].map { |file| File.read(file).split }.transpose.map { |seen| seen.uniq.size } }

  it "gives each forked worker of Rails a project of one sandbox, also with a client from before the fork" do
    output, passed = run.call("test_shop.rb", <<~RUBY)
      require "active_support"
      require "active_support/test_case"
      #{minitest}
      class ShopTest < ActiveSupport::TestCase
        #{meeting}
        include Bootpay::Sandbox::Minitest
        ENV["PARALLEL_WORKERS"] = "8"
        parallelize(workers: 8)
        8.times do |number|
          number = number.to_s
          test("a person \#{number}") { #{undisturbed} }
        end
      end
    RUBY
    expect(output).to include("8 runs, 48 assertions, 0 failures, 0 errors")
    expect([passed, met.call]).to eq([true, [8, 8, 1]])
  end

  it "gives each process a project of the sandbox that BOOTPAY_SANDBOX_URL names, and ends it" do
    File.write("test_shop.rb", minitest + <<~RUBY)
      $stdout.sync = true
      WAIT = lambda do
        puts "here"
        $stdin.gets
      end
      class ShopTest < Minitest::Test
        include Bootpay::Sandbox::Minitest
        def test_a_person
          number = ENV["NUMBER"]
          #{undisturbed}
        end
      end
    RUBY
    Bootpay::Sandbox.start do |sandbox|
      programs = Array.new(8) do |number|
        variables = { **environment, "BOOTPAY_SANDBOX_URL" => sandbox.url, "NUMBER" => number.to_s }
        Open3.popen2e(variables, RbConfig.ruby, "test_shop.rb")
      end
      programs.each { |_, output, _| output.each_line.find { |line| line == "here\n" } }
      programs.each { |input, _, _| input.puts }
      outputs = programs.map { |_, output, _| output.read }
      expect(outputs).to all(include("1 runs, 6 assertions, 0 failures, 0 errors"))
      expect(programs.map { |_, _, program| program.value }).to all(be_success)
      expect(met.call).to eq([8, 8, 1])
      projects = JSON.parse(Net::HTTP.get(URI("#{sandbox.url}/sandbox/projects")))
      expect(projects.map { |project| project["application_id"] }).to eq([sandbox.application_id])
    end
  end

  it "says which sandbox is not there" do
    gone = Bootpay::Sandbox.start(&:url)
    output, passed = run.call("test_shop.rb", 'require "bootpay/sandbox/minitest"', { "BOOTPAY_SANDBOX_URL" => gone })
    expect(output).to include("BOOTPAY_SANDBOX_URL: POST /sandbox/projects: the sandbox at #{gone} does not answer")
    expect(passed).to be(false)
  end

  it "works where the client is not installed" do
    File.write("bootpay.rb", "raise LoadError")
    output, passed = run.call("test_shop.rb", <<~RUBY, { "RUBYLIB" => [Dir.pwd, *ENV["RUBYLIB"]].join(":") })
      require "minitest/autorun"
      require "bootpay/sandbox/minitest"
      class ShopTest < Minitest::Test
        include Bootpay::Sandbox::Minitest
        def test_a_person = assert(bootpay_sandbox.person[:receipt_id])
      end
    RUBY
    expect(output).to include("1 runs, 1 assertions, 0 failures, 0 errors")
    expect(passed).to be(true)
  end
end
