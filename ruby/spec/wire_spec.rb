# frozen_string_literal: true

require "spec_helper"
require "bigdecimal"
require "date"

# What goes out, beside what the official gem 1.1.0 sends for the same call (api-v1.md, sections 3 and 10). Every
# difference has a reason, and a reason without a difference fails.
RSpec.describe "the wire" do
  absent = Object.new
  def absent.inspect = "(absent)"

  key = Sandbox::BILLING_KEY
  no_body = "D12: a GET or DELETE has no body"
  nulls = %w[id username email phone gender area birth].to_h { |name| [name, nil] }
  card = {
    order_id: "o-1", pg: "nicepay", item_name: "정기결제", card_no: "9000200000001000", card_pw: "00",
    expire_year: "30", expire_month: "12", identify_number: "901004"
  }
  charge = { billing_key: key, item_name: "정기결제", price: 3000, order_id: "o-1" }
  wallet = { user_id: "member-1", order_name: "잡지", price: 3000, order_id: "w-1" }
  text = ->(fields) { JSON.parse(JSON.generate(fields)) }

  # method, its arguments, the request line, the official body, and the differences: field => [ours, why]
  rows = [
    [:request_access_token, [], "POST /request/token", text[Sandbox::KEYS]],
    [:verify, [Sandbox::PAYMENT], "GET /receipt/#{Sandbox::PAYMENT}", {}, { body: [nil, no_body] }],
    [:certificate, [Sandbox::IDENTITY], "GET /certificate/#{Sandbox::IDENTITY}",
     { "receipt_id" => Sandbox::IDENTITY }, { body: [nil, no_body] }],
    [:cancel_payment, [{ receipt_id: Sandbox::TO_CANCEL }], "POST /cancel",
     { "cancel_id" => :uuid, "receipt_id" => Sandbox::TO_CANCEL, "tax_free" => 0, "name" => "시스템",
       "reason" => "결제취소" },
     { "tax_free" => [absent, "nothing that the caller did not say: 0 is wrong for a tax-free sale"] }],
    [:cancel_payment,
     [{ receipt_id: Sandbox::TO_CANCEL, cancel_price: 1200, cancel_tax_free: 200, cancel_username: "홍길동",
        cancel_message: "변심", cancel_id: "c-1",
        refund: { account: "123", accountholder: "홍길동", bankcode: "004" } }],
     "POST /cancel",
     { "cancel_id" => "c-1", "receipt_id" => Sandbox::TO_CANCEL, "price" => 1200, "tax_free" => 200,
       "name" => "홍길동", "reason" => "변심",
       "refund" => { "account" => "123", "accountholder" => "홍길동", "bankcode" => "004" } }],
    [:get_billing_key, [card], "POST /request/card_rebill", text[card].merge("user_info" => nulls),
     { "user_info" => [absent, "E3: no nulls"] }],
    [:get_billing_key, [{ **card, user_info: { username: "홍길동", phone: nil }, extra: { raw_data: 1 } }],
     "POST /request/card_rebill",
     text[card].merge("user_info" => { "username" => "홍길동", "phone" => nil }, "extra" => { "raw_data" => 1 }),
     { "user_info" => [{ "username" => "홍길동" }, "E3: no nulls"] }],
    [:subscribe_billing, [charge], "POST /subscribe/billing", text[charge].merge("tax_free" => 0),
     { "tax_free" => [absent, "nothing that the caller did not say"] }],
    [:subscribe_billing,
     [{ **charge, price: 50_000, tax_free: 1000, quota: 3, interest: 1, user_info: { id: "m", gender: 0 },
        feedback_url: "https://example.com/f", feedback_content_type: "json",
        extra: { subscribeTestPayment: 1, raw_data: 1 } }],
     "POST /subscribe/billing",
     text[charge].merge(
       "price" => 50_000, "tax_free" => 1000, "quota" => 3, "interest" => 1,
       "user_info" => { "id" => "m", "gender" => 0 }, "feedback_url" => "https://example.com/f",
       "feedback_content_type" => "json", "extra" => { "subscribeTestPayment" => 1, "raw_data" => 1 }
     ),
     { "extra" => [{ "subscribe_test_payment" => 1, "raw_data" => 1 }, "A9: the server's own spelling"] }],
    [:subscribe_reserve_billing, [{ **charge, execute_at: 4_102_444_800 }], "POST /subscribe/billing/reserve",
     text[charge].merge(
       "tax_free" => 0, "quota" => 12, "interest" => 0, "scheduler_type" => "oneshot",
       "execute_at" => 4_102_444_800, "extra" => { "subscribeTestPayment" => 0, "raw_data" => 0 }
     ),
     { "tax_free" => [absent, "nothing that the caller did not say"],
       "quota" => [absent, "A9: no 12 instalments"], "interest" => [absent, "A9"], "extra" => [absent, "A9"] }],
    [:subscribe_reserve_cancel, ["5b339133e13f3307f5764da7"],
     "DELETE /subscribe/billing/reserve/5b339133e13f3307f5764da7", {}, { body: [nil, no_body] }],
    [:destroy_billing_key, [key], "DELETE /subscribe/billing/#{key}", {}, { body: [nil, no_body] }],
    [:subscribe_verify, [Sandbox::REGISTRATION], "GET /subscribe/billing/#{Sandbox::REGISTRATION}", {},
     { body: [nil, no_body] }],
    [:get_user_token, [{ user_id: "m-1", phone: "01000001234", gender: 0 }], "POST /request/user/token",
     { "user_id" => "m-1", "phone" => "01000001234", "gender" => 0 }],
    [:request_link, [{ order_id: "l-1", name: "잡지", price: 3000 }], "POST /request/payment",
     { "order_id" => "l-1", "name" => "잡지", "price" => 3000, "user_info" => nulls },
     { "user_info" => [absent, "E3: no nulls"] }],
    [:request_link,
     [{ pg: "kcp", method: "card", methods: %w[card phone], order_id: "l-1", name: "잡지", price: 3000,
        tax_free: 0, params: "text", user_info: { id: "m" }, extra: { escrow: true, quota: [0, 2] },
        items: [{ item_name: "잡지", qty: 1, unique: "u", price: 3000 }] }],
     "POST /request/payment",
     { "pg" => "kcp", "method" => "card", "methods" => %w[card phone], "order_id" => "l-1", "name" => "잡지",
       "price" => 3000, "tax_free" => 0, "params" => "text", "user_info" => { "id" => "m" },
       "extra" => { "escrow" => true, "quota" => [0, 2] },
       "items" => [{ "item_name" => "잡지", "qty" => 1, "unique" => "u", "price" => 3000 }] }],
    [:server_submit, [Sandbox::TO_SUBMIT], "POST /submit", { "receipt_id" => Sandbox::TO_SUBMIT }],
    [:confirm, [Sandbox::TO_SUBMIT], "POST /submit", { "receipt_id" => Sandbox::TO_SUBMIT }],
    [:create_webhook, [{ receipt_id: Sandbox::PAYMENT, webhook_url: "https://example.com/w" }], "POST /webhook",
     { "receipt_id" => Sandbox::PAYMENT, "webhook_url" => "https://example.com/w" }],
    # C16: the official gem raises here; this is what its PHP sister sends
    [:delivery_start, [Sandbox::PAYMENT, "1234", "001"], "PUT /delivery/start/#{Sandbox::PAYMENT}",
     { "delivery_no" => "1234", "delivery_corp" => "001" }],
    [:naverpay_item_response, [{ "a" => { "b" => [1, "둘"] } }], "POST /npay/product", { "a" => { "b" => [1, "둘"] } }],
    [:update_pg_resource, [{ "a" => { "b" => [1, "둘"] } }], "POST /project/payment", { "a" => { "b" => [1, "둘"] } }],
    [:get_user_wallets, [{ user_id: "a b&sandbox=true#", sandbox: false }],
     "GET /wallet?sandbox=false&user_id=a+b%26sandbox%3Dtrue%23", {}, { body: [nil, no_body] }],
    [:request_wallet_payment, [{ **wallet, user_info: { phone: "01000001234" } }], "POST /wallet/payment",
     text[wallet].merge("tax_free" => 0, "sandbox" => false, "user" => { "phone" => "01000001234" }),
     { "tax_free" => [absent, "nothing that the caller did not say"],
       "sandbox" => [absent, "nothing that the caller did not say"] }]
  ]

  def call_with(client, method, arguments)
    given = Marshal.load(Marshal.dump(arguments))
    *positional, last = arguments
    keywords = last.is_a?(Hash) && last.keys.all?(Symbol)
    response = keywords ? client.public_send(method, *positional, **last) : client.public_send(method, *arguments)
    expect(arguments).to eq(given) # nothing of the caller's is changed
    response
  end

  rows.each do |method, arguments, line, official, differences = {}|
    it "of #{method}(#{arguments.first.is_a?(Hash) ? arguments.first.keys.join(", ") : arguments.join(", ")})" do
      call_with(api, method, arguments)
      token_request = method == :request_access_token
      seen = token_request ? seen_requests.last : seen_calls.fetch(0)
      expect(seen.values_at("method", "path").join(" ")).to eq(line)
      expect(seen["authorization"]).to token_request ? be_nil : match(/\A\h{64}\z/)

      if differences.key?(:body)
        expect(seen["body"]).to eq(differences.dig(:body, 0))
        next
      end
      body = seen["body"]
      (official.keys | body.keys).each do |field|
        theirs = official.fetch(field, absent)
        ours = body.fetch(field, absent)
        if differences.key?(field)
          expect(ours).to eq(differences[field][0])
          expect(ours).not_to eq(theirs), "#{field}: the difference does not show: #{differences[field][1]}"
        elsif theirs == :uuid
          expect(ours).to match(/\A\h{8}-\h{4}-4\h{3}-\h{4}-\h{12}\z/)
        else
          expect(ours).to eq(theirs), "#{field} is #{ours.inspect}, the official gem sends #{theirs.inspect}"
        end
      end
    end
  end

  it "table has every method that sends something", :against_the_types do # they add methods
    local = %i[inspect token token= base_url webhook identity with_options]
    ours = %i[settle settle_cancel] # which the official gem has not, see settle_spec.rb
    expect(rows.map(&:first).uniq).to match_array(Bootpay::Api.public_instance_methods(false) - local - ours)
  end

  describe "what Ruby values become" do
    def sent(**charge)
      api.subscribe_billing(billing_key: Sandbox::BILLING_KEY, item_name: "a", price: 3000, order_id: "o", **charge)
      seen_calls.last["body"]
    end

    it "whole prices of every kind", :against_the_types do
      [3000, 3000.0, "3000", BigDecimal("3000"), Rational(6000, 2)].each do |price|
        expect(sent(price: price)["price"]).to eq(3000).and be_an(Integer)
      end
    end

    it "symbols, string keys and other encodings" do
      body = sent(order_id: 17, feedback_content_type: :json, user_info: { "id" => :m, username: "홍".encode("EUC-KR") })
      expect(body).to include("order_id" => "17", "feedback_content_type" => "json",
                              "user_info" => { "id" => "m", "username" => "홍" })
    end

    it "nothing for nil and for hashes without a value" do
      bare = %w[billing_key item_name order_id price]
      expect(sent(user_info: { id: nil }, extra: {}, items: nil, tax_free: nil, quota: nil).keys).to match_array(bare)
      items = [{ item_name: "a", qty: 1, unique: "u", price: 3000, cat1: nil }]
      expect(sent(items: items)["items"].first.keys).to match_array(%w[item_name qty unique price])
    end

    later = Time.at(4_102_444_800)
    {
      "a Time" => later, "a Time with a fraction" => later + 0.5, "a DateTime" => later.to_datetime,
      "an Integer" => later.to_i, "a Float" => later.to_f + 0.75, "digits" => later.to_i.to_s
    }.each do |what, moment|
      it "#{what} whole Unix seconds" do
        api.subscribe_reserve_billing(billing_key: Sandbox::BILLING_KEY, item_name: "a", price: 1, order_id: "o",
                                      execute_at: moment)
        expect(seen_calls.last["body"]["execute_at"]).to eq(later.to_i).and be_an(Integer)
      end
    end

    it "a Time also where the library date is not loaded" do
      script = 'puts api.subscribe_reserve_billing(billing_key: "5b025b33e13f33310ce560fb", item_name: "a", price: 1, ' \
               'order_id: "o", execute_at: Time.at(4_102_444_800)).success?, Time.method_defined?(:to_time)'
      in_another_ruby(script, url: sandbox.url) { |_pid, output| expect(output.read).to eq("true\nfalse\n") }
    end
  end
end
