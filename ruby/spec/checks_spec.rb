# frozen_string_literal: true

require "spec_helper"
require "bigdecimal"

# What cannot be right is refused by name, before anything is sent.
RSpec.describe "a check" do
  receipt = Sandbox::TO_CANCEL
  card = {
    order_id: "o-1", pg: "nicepay", item_name: "정기결제", card_no: "9000200000001000", card_pw: "00",
    expire_year: "30", expire_month: "12", identify_number: "901004"
  }
  charge = { billing_key: Sandbox::BILLING_KEY, item_name: "정기결제", price: 60_000, order_id: "o-1" }
  link = { order_id: "l-1", name: "잡지", price: 3000 }
  wallet = { user_id: "m-1", order_name: "잡지", price: 3000, order_id: "w-1" }
  webhook = { receipt_id: receipt, webhook_url: "https://example.com" }
  refund = { account: "123", accountholder: "홍길동", bankcode: "004" }
  cycle = {}
  cycle[:again] = cycle

  # Each required keyword, absent and blank.
  required = {
    cancel_payment: { receipt_id: receipt }, get_billing_key: card, subscribe_billing: charge,
    subscribe_reserve_billing: charge, get_user_token: { user_id: "m-1" }, request_link: link,
    get_user_wallets: { user_id: "m-1" }, request_wallet_payment: wallet, create_webhook: webhook
  }
  required.each do |method, keywords|
    keywords.each_key do |name|
      it "refuses #{method} without #{name}", :against_the_types do
        client = api
        [keywords.except(name), { **keywords, name => nil }, { **keywords, name => " " }].each do |given|
          expect { client.public_send(method, **given) }.to raise_error(Bootpay::InvalidRequestError, /\b#{name}\b/)
        end
        expect(sandbox.journal).to be_empty
      end
    end
  end

  ids = {
    server_submit: "receipt_id", confirm: "receipt_id", subscribe_verify: "receipt_id",
    destroy_billing_key: "billing_key", subscribe_reserve_cancel: "reserve_id"
  }
  ids.each do |method, name|
    it "refuses #{method} without an id", :against_the_types do
      [nil, "", " ", 5, :"a/b", ["a"], "\xFF"].each do |id|
        expect { api.public_send(method, id) }
          .to raise_error(Bootpay::InvalidRequestError, /\A\w+\.\w+: (missing field `)?#{name}/)
      end
      expect(sandbox.journal).to be_empty
    end
  end

  # method => what must be there anyhow, and what => [given beside it, what the message says]
  rows = {
    cancel_payment: [{ receipt_id: receipt }, {
      "nothing" => [{ cancel_price: 0 }, "cancel_price must be more than 0"],
      "a negative amount" => [{ cancel_price: -1 }, "cancel_price: expected a whole"],
      "half a won" => [{ cancel_price: 0.5 }, "cancel_price: expected a whole"],
      "no number" => [{ cancel_price: Float::NAN }, "cancel_price must be a finite number"],
      "text" => [{ cancel_price: "1,000" }, "cancel_price: expected a whole"],
      "more tax-free" => [{ cancel_price: 1, cancel_tax_free: 2 }, /cancel_tax_free must .* more than cancel_price;/],
      "a tax-free part of all" => [{ cancel_tax_free: 2 }, "cancel_price is missing"],
      "an empty id" => [{ cancel_id: "" }, "cancel_id must not be empty"],
      "a list of cancellers" => [{ cancel_username: [] }, "cancel_username"],
      "a refund without an account" => [{ refund: refund.except(:account) }, /refund.*`account`/],
      "an empty account" => [{ refund: { **refund, account: "" } }, "refund.account must not be empty"],
      "the name of a bank" => [{ refund: { **refund, bankcode: "국민" } }, "refund.bankcode must be three digits"],
      "an unknown field" => [{ refund: { **refund, bank: "004" } }, /refund.*`bank`, expected one of `account`, /],
      "a refund that is no hash" => [{ refund: "004" }, "refund must be a Hash, not String"]
    }],
    subscribe_billing: [charge, {
      "one instalment" => [{ quota: 1 }, "quota must be 0"],
      "13 instalments" => [{ quota: 13 }, "quota must be 0"],
      "instalments of little" => [{ price: 49_999, quota: 2 }, "quota must be 0 below 50,000"],
      "a negative price" => [{ price: -1 }, "price: expected a whole"],
      "a fraction" => [{ price: BigDecimal("10.5") }, "price: expected a whole"],
      "more tax-free" => [{ tax_free: 60_001 }, "tax_free must not be more"],
      "an unknown kind of webhook" => [{ feedback_content_type: "xml" }, "feedback_content_type must be"],
      "an item without a price" => [{ items: [{ item_name: "a", qty: 1, unique: "u" }] }, /items\[0\].*`price`/],
      "an unknown field of the buyer" => [{ user_info: { userName: "a" } }, /user_info.*`userName`, expected one/],
      "an unknown option" => [{ extra: { rawData: 1 } }, /extra.*`rawData`/]
    }],
    subscribe_reserve_billing: [charge, {
      "one instalment" => [{ quota: 1 }, "quota must be 0"],
      "the past" => [{ execute_at: Time.now - 60 }, "execute_at must be in the future"],
      "no time" => [{ execute_at: Object.new }, "execute_at must be a time"],
      "infinity" => [{ execute_at: Float::INFINITY }, "execute_at must be a finite number"],
      "some day" => [{ execute_at: "tomorrow" }, "execute_at: expected a time"],
      "another schedule" => [{ scheduler_type: "cron" }, "scheduler_type must be"]
    }],
    request_link: [link, {
      "more tax-free" => [{ tax_free: 3001 }, "tax_free must not be more"],
      "methods that are a text" => [{ methods: "card" }, "methods: expected"]
    }],
    request_wallet_payment: [wallet, {
      "a negative price" => [{ price: -1 }, "price: expected a whole"],
      "text for a price" => [{ price: "1e3" }, "price: expected a whole"],
      "a fraction" => [{ tax_free: 0.5 }, "tax_free: expected a whole"],
      "what cannot be sent" => [{ user_info: { a: Object.new } }, "user_info.a cannot be sent"]
    }]
  }
  rows.each do |method, (base, refused)|
    refused.each do |what, (given, message)|
      it "refuses #{what} in #{method}", :against_the_types do
        pattern = message.is_a?(String) ? /\A\w+\.\w+: #{Regexp.escape(message)}/ : message
        expect { api.public_send(method, **base, **given) }.to raise_error(ArgumentError, pattern) { |error|
          expect(error).to be_a(Bootpay::InvalidRequestError)
          expect(error).to have_attributes(kind: :invalid_request, effect: :none, attempts: 0, status: nil)
          expect(error.operation).to match(/\A\w+\.\w+\z/)
        }
        expect(sandbox.journal).to be_empty
      end
    end
  end

  free = {
    "nil" => [nil, "data must be a Hash, not nil"], "a list" => [[1], "data must be a Hash, not Array"],
    "text" => ["a", "data must be a Hash"], "an object" => [{ a: { b: [Object.new] } }, "a.b[0] cannot be sent"],
    "a cycle" => [cycle, "nested too deeply"], "infinity" => [{ a: -Float::INFINITY }, "a must be a finite number"],
    "bytes" => [{ a: "\xFF" }, "a is not valid UTF-8 text"], "a time" => [{ at: Time.now }, "at cannot be sent"],
    "a name of bytes" => [{ "\xFF" => 1 }, "a field's name is not valid"],
    "a complex number" => [{ a: Complex(1, 1) }, "a must be a finite number"]
  }
  %i[naverpay_item_response update_pg_resource].each do |method|
    free.each do |what, (data, message)|
      it "refuses #{what} as the data of #{method}", :against_the_types do
        pattern = /#{Regexp.escape(message)}/
        expect { api.public_send(method, data) }.to raise_error(Bootpay::InvalidRequestError, pattern)
        expect(sandbox.journal).to be_empty
      end
    end
  end

  # a list would be taken for the fields in their order
  {
    cancel_payment: { refund: { receipt_id: receipt } }, get_billing_key: { user_info: card, extra: card },
    subscribe_billing: { user_info: charge, extra: charge },
    subscribe_reserve_billing: { user_info: charge, extra: charge },
    request_link: { user_info: link, extra: link }, request_wallet_payment: { user_info: wallet, metadata: wallet }
  }.each do |method, arguments|
    arguments.each do |name, base|
      it "refuses what is no hash as the #{name} of #{method}", :against_the_types do
        [["a"], "a", 1].each do |given|
          expect { api.public_send(method, **base, name => given) }
            .to raise_error(Bootpay::InvalidRequestError, /: #{name} must be a Hash, not #{given.class};/)
        end
        api.public_send(method, **base, name => { id: nil })
        sent = seen_calls.last["body"]
        expect(sent).not_to include(name.to_s, "user")
      end
    end
  end

  it "refuses a delivery that says nothing", :against_the_types do
    [["", "1", "001"], [receipt, "", "001"], [receipt, "1", nil], [receipt, nil, "001"]].each do |arguments|
      expect { api.delivery_start(*arguments) }.to raise_error(Bootpay::InvalidRequestError, /receipt_id|delivery_/)
    end
    expect(sandbox.journal).to be_empty
  end

  it "refuses an expectation that is nil: nothing would be compared", :against_the_types do
    %i[expected_price expected_order_id expected_status].each do |name|
      expect { api.verify(receipt, name => nil) }.to raise_error(Bootpay::InvalidRequestError, /: #{name} is nil/)
    end
    expect { api.verify(receipt, expected_price: 1.5) }.to raise_error(Bootpay::InvalidRequestError, /expected_price/)
    expect(sandbox.journal).to be_empty
  end

  it "quotes no value", :against_the_types do
    canary = "9000200000001234"
    [
      -> { api.get_billing_key(**card, card_no: [canary]) },
      -> { api.get_billing_key(**card, user_info: { phone: [canary] }) },
      -> { api.cancel_payment(receipt_id: receipt, refund: { **refund, bankcode: canary }) }
    ].each do |call|
      expect(&call).to raise_error(Bootpay::InvalidRequestError) { |error|
        expect(error.full_message).not_to include(canary)
      }
    end
  end
end
