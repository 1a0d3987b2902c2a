# frozen_string_literal: true

# Tests the app against a sandbox, in four workers that share it:
#
#     gem install --local dist/backend-ruby-*.gem dist/bootpay-sandbox-*.gem && gem install railties
#     ruby ruby/examples/rails/test/shop_test.rb
ENV["RAILS_ENV"] = "test"
require "bootpay/sandbox/minitest" # before the app, which makes its client when it is loaded
require_relative "../config/application"
require "rails/test_help"

class ShopTest < ActionDispatch::IntegrationTest
  include Bootpay::Sandbox::Minitest
  self.bootpay_strict = true
  parallelize(workers: 4)

  setup { visit }

  test "a person is verified once" do
    begun = begin_identity
    person = { username: "성춘향", order_id: begun.dig(:request, :order_id) }
    brought = { token: begun[:token], receipt_id: bootpay_sandbox.person("turns_19_this_year", **person)[:receipt_id] }
    assert_equal [200, { ok: true, name: "성*향", purpose: "주류 구매" }], ask("/identity", brought)
    assert_equal({ begun.dig(:request, :order_id) => "verified" }, orders)
    assert_equal [409, "used"], refusal(brought)
  end

  { "주류 구매" => ["youth_protection", { year_age: 18 }], "할부 계약" => ["civil", { age: 18 }],
    "소모임 참가" => ["child_welfare", { age: 17 }], "회원 가입" => ["guardian_consent", { age: 13 }] }
    .each do |purpose, (law, person)|
      test "a minor by #{law} is refused" do
        begun = begin_identity(purpose)
        person = { **person, order_id: begun.dig(:request, :order_id) }
        brought = { token: begun[:token], receipt_id: bootpay_sandbox.person(**person)[:receipt_id] }
        status, said = ask("/identity", brought)
        assert_equal [403, "minor", law], [status, *said.values_at(:reason, :law)]
        assert_empty orders
      end
    end

  test "a verification is of this session and this order" do
    own = begin_identity
    theirs = bootpay_sandbox.person(order_id: "another")[:receipt_id]
    assert_equal [403, "other_order"], refusal({ token: own[:token], receipt_id: theirs })
    reset! # another browser
    visit
    assert_equal [403, "other_session"], refusal({ token: own[:token], receipt_id: theirs })
  end

  test "a window that nobody finishes verifies nobody" do
    begun = begin_identity
    window = bootpay_sandbox.window(begun.dig(:request, :order_id)).cancel
    assert_equal [409, "not_finished"], refusal({ token: begun[:token], receipt_id: window.receipt_id })
  end

  test "a verification ends" do
    begun = begin_identity
    bootpay_sandbox.advance(minutes: 20)
    receipt_id = bootpay_sandbox.person(order_id: begun.dig(:request, :order_id))[:receipt_id]
    assert_equal [410, "expired"], refusal({ token: begun[:token], receipt_id: receipt_id })
  end

  test "a purpose is one of the shop's" do
    assert_equal [400, { ok: false, error: "no such purpose" }], ask("/identity/begin", { purpose: "gift" })
  end

  test "a payment is the order's, at its price" do
    order_id = ask("/orders").last[:order_id]
    cheaper = bootpay_sandbox.payment(order_id: order_id, price: 100, status: 1)[:receipt_id]
    assert_equal 409, ask("/payment", { receipt_id: cheaper, order_id: order_id }).first
    paid = bootpay_sandbox.window(order_id, price: 1000).approve.receipt_id
    assert_equal [200, { ok: true, price: 1000 }], ask("/payment", { receipt_id: paid, order_id: order_id })
  end

  private

  def visit
    host! "127.0.0.1"
    get "/"
    @csrf_token = response.body[/<meta name="csrf-token" content="([^"]*)"/, 1]
  end

  # What the page's script asks of its server: [status, answer].
  def ask(path, fields = {})
    post path, params: fields, as: :json, headers: { "X-CSRF-Token" => @csrf_token }
    [response.status, JSON.parse(response.body, symbolize_names: true)]
  end

  def refusal(brought)
    status, said = ask("/identity", brought)
    [status, said[:reason]]
  end

  def begin_identity(purpose = "주류 구매")
    ask("/identity/begin", { purpose: purpose }).last
  end

  def orders
    get "/orders"
    JSON.parse(response.body)
  end
end
