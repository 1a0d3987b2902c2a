# frozen_string_literal: true

require "spec_helper"
require "bigdecimal"
require "date"
require "delegate"
require "ostruct"
require "pathname"
require "set"
require "uri"

# Which values are taken, wherever they stand, and that all others are refused by name. With those of Rails if it is
# loaded, see test.sh.
RSpec.describe "a value" do
  rails = defined?(ActionController::Parameters)
  convertible = ->(method, result) { Object.new.tap { |one| one.define_singleton_method(method) { result } } }

  # what => [the value, what the server gets]
  texts = {
    "a String" => ["order-1", "order-1"],
    "a Symbol" => [:"order-1", "order-1"],
    "a String of a class of its own" => [Class.new(String).new("order-1"), "order-1"],
    "text in another encoding" => ["주문".encode("EUC-KR"), "주문"],
    "bytes that are UTF-8" => ["주문".b.force_encoding("UTF-8"), "주문"],
    "what converts itself to text" => [convertible[:to_str, "order-1"], "order-1"],
    "a delegator to text" => [SimpleDelegator.new("order-1"), "order-1"]
  }
  numbers = {
    "an Integer" => [3000, 3000], "a whole Float" => [3000.0, 3000], "a BigDecimal" => [BigDecimal("3000.00"), 3000],
    "a Rational" => [Rational(6000, 2), 3000]
  }
  objects = {
    "a Hash of strings" => [{ "id" => "m" }, { "id" => "m" }], "a Hash of symbols" => [{ id: :m }, { "id" => "m" }],
    "a Hash with nil" => [{ id: "m", area: nil }, { "id" => "m" }],
    "a Hash of a class of its own" => [Class.new(Hash).new.merge!("id" => "m"), { "id" => "m" }],
    "what converts itself to a Hash" => [convertible[:to_hash, { id: "m" }], { "id" => "m" }]
  }
  lists = {
    "an Array" => [%i[card phone], %w[card phone]],
    "what converts itself to an Array" => [convertible[:to_ary, %w[card phone]], %w[card phone]]
  }
  moment = Time.new(2099, 12, 31, 9, 0, 0, "+09:00")
  moments = {
    "a Time" => moment, "a Time elsewhere" => moment.getlocal("-05:00"), "a Time with a fraction" => moment + 0.5,
    "a DateTime" => moment.to_datetime, "Unix seconds" => moment.to_i, "a Float" => moment.to_f + 0.75,
    "a BigDecimal" => BigDecimal(moment.to_i) + BigDecimal("0.25"), "digits" => moment.to_i.to_s
  }
  money = Struct.new(:cents, :currency)
  refused = {
    "an Object" => Object.new, "a BasicObject" => BasicObject.new, "a Class" => String, "a Proc" => -> {},
    "a Range" => (1..2), "a Regexp" => /a/, "an IO" => $stderr, "an error" => StandardError.new("CANARY"),
    "a Set" => Set["CANARY"], "a Struct" => money.new(3000, "CANARY"), "an OpenStruct" => OpenStruct.new(id: "CANARY"),
    "a Pathname" => Pathname.new("/CANARY"), "a URI" => URI("https://example.com/CANARY"),
    "a Date" => Date.new(2099, 12, 31), "a delegator to a number" => SimpleDelegator.new(3000), "an Enumerator" => [1].each,
    "a Complex" => Complex(3000, 1), "NaN" => Float::NAN, "infinity" => -Float::INFINITY,
    "NaN as a BigDecimal" => BigDecimal("NaN"), "a BigDecimal that fills the memory" => BigDecimal("1e1000000000"),
    "bytes" => "CANARY\xFF", "half a character" => "abc".dup.force_encoding("UTF-16LE"),
    "what fails to convert itself" => Object.new.tap { |one| def one.to_str = raise("CANARY") },
    "what converts itself to something else" => convertible[:to_str, 5],
    "a Hash with such a value" => { id: Object.new }, "a Hash with such a name" => { Object.new => 1 },
    "a Hash with a name twice" => { "id" => 1, id: 2 }, "an Array with such a value" => [[Object.new]],
    "a number of another kind" => Class.new(Numeric).new
  }
  refused["a Data"] = Data.define(:id).new(id: "CANARY") if defined?(Data) && Data.respond_to?(:define)
  not_moments = refused.merge("true" => true, "a Hash" => { year: 2099 }, "an Array" => [2099])
  not_values = refused.merge("a moment" => moment, "a DateTime" => moment.to_datetime)

  if rails
    permitted = ActionController::Parameters.new(id: "m", other: 1).permit(:id)
    texts["a SafeBuffer"] = ["order-1".html_safe, "order-1"]
    texts["multibyte characters"] = ["주문".mb_chars, "주문"]
    objects["permitted parameters"] = [permitted, { "id" => "m" }]
    objects["a HashWithIndifferentAccess"] = [{ id: :m }.with_indifferent_access, { "id" => "m" }]
    objects["ordered options"] = [ActiveSupport::OrderedOptions.new.tap { |one| one.id = "m" }, { "id" => "m" }]
    moments["a TimeWithZone"] = moment.in_time_zone("Hawaii")
    rails_refused = {
      "a Duration" => 3000.seconds, "a time zone" => Time.zone,
      "parameters that are not permitted" => ActionController::Parameters.new(id: "CANARY")
    }
    [not_moments, not_values].each { |table| table.update(rails_refused) }
    not_values["a TimeWithZone"] = Time.zone.at(moment)
  end

  charge = { billing_key: Sandbox::BILLING_KEY, item_name: "a", price: 3000, order_id: "o" }
  link = { order_id: "l", name: "n", price: 3000 }

  def sent
    seen_calls.last["body"]
  end

  texts.each do |what, (given, text)|
    it "that is #{what} is text in a request and in an expectation" do
      api.naverpay_item_response({ a: [given], given => 1 })
      expect(sent).to eq("a" => [text], text => 1)
      api.subscribe_billing(**charge, order_id: given)
      expect(sent["order_id"]).to eq(text)
      sandbox.control("POST", "/sandbox/payments", { receipt_id: "0" * 24, order_id: text, price: 1000 })
      expect(api.verify("0" * 24, expected_order_id: given)).to be_success
    end
  end

  it "that is text is an id, a key and a token" do
    id = Sandbox::IDENTITY
    [id.to_sym, id.encode("UTF-16LE"), convertible[:to_str, id]].each do |given|
      expect(api.certificate(given)).to be_success
      key = convertible[:to_str, Sandbox::KEYS[:private_key]]
      client = Bootpay::Api.new(application_id: Sandbox::KEYS[:application_id].to_sym, private_key: key,
                                base_url: sandbox.url.to_sym)
      client.token = convertible[:to_str, api.request_access_token.data[:data][:token]]
      expect(client.certificate(given)).to be_success
    end
  end

  numbers.each do |what, (given, number)|
    it "that is #{what} is a number in a request, in an expectation and in the books" do
      api.naverpay_item_response({ a: given })
      expect(sent["a"]).to eq(given.is_a?(Float) ? 3000.0 : number)
      api.subscribe_billing(**charge, price: given)
      expect(sent["price"]).to eq(number).and be_an(Integer)
      expect(api.verify(Sandbox::PAYMENT, expected_price: given)).to be_success
      settlement = api.settle_cancel(receipt_id: Sandbox::PAYMENT, cancel_price: given, cancelled_before: given - given)
      expect(settlement.outcome).to eq(:not_done)
    end
  end

  objects.each do |what, (given, fields)|
    it "that is #{what} is an object in a request" do
      api.naverpay_item_response({ a: given })
      expect(sent["a"]).to eq(fields)
      api.update_pg_resource(given)
      expect(sent).to eq(fields)
      api.subscribe_billing(**charge, user_info: given)
      expect(sent["user_info"]).to eq(fields)
    end
  end

  lists.each do |what, (given, list)|
    it "that is #{what} is a list in a request" do
      api.request_link(**link, methods: given)
      expect(sent["methods"]).to eq(list)
    end
  end

  moments.each do |what, given|
    it "that is #{what} is a moment" do
      api.subscribe_reserve_billing(**charge, execute_at: given)
      expect(sent["execute_at"]).to eq(moment.to_i).and be_an(Integer)
    end
  end

  it "that is a Date means no moment, wherever this machine is, and says what to give" do
    says = /: execute_at has no time zone as a Date: give a Time, such as Time\.new/
    expect { api.subscribe_reserve_billing(**charge, execute_at: Date.new(2099, 12, 31)) }
      .to raise_error(Bootpay::InvalidRequestError, says)
  end

  not_moments.each do |what, given|
    it "that is #{what} is refused as a moment" do
      expect { api.subscribe_reserve_billing(**charge, execute_at: given) }
        .to raise_error(Bootpay::InvalidRequestError, /\Abilling\.reserve: (execute_at|a field's name)/) { |error|
          expect(error.full_message).not_to include("CANARY")
        }
      expect(sandbox.journal).to be_empty
    end
  end

  # Where a value may stand, and the name that its refusal has.
  places = {
    "a request's text" => ["order_id", ->(given) { api.subscribe_billing(**charge, order_id: given) }],
    "an amount" => ["price", ->(given) { api.subscribe_billing(**charge, price: given) }],
    "an object" => ["user_info", ->(given) { api.subscribe_billing(**charge, user_info: given) }],
    "a list" => ["items", ->(given) { api.subscribe_billing(**charge, items: [given]) }],
    "an option" => ["extra", ->(given) { api.subscribe_billing(**charge, extra: { raw_data: given }) }],
    "an object that is sent as it is" => ["a.b", ->(given) { api.naverpay_item_response({ a: { b: given } }) }],
    "a wallet's amount" => [
      "price", ->(given) { api.request_wallet_payment(user_id: "m", order_name: "n", price: given, order_id: "o") }
    ],
    "an id in a path" => ["receipt_id", ->(given) { api.certificate(given) }],
    "an id in a body" => ["receipt_id", ->(given) { api.cancel_payment(receipt_id: given) }],
    "a purpose" => ["purpose", ->(given) { api.identity.begin(purpose: given, session: "s") }],
    "a session" => ["session", ->(given) { api.identity.begin(purpose: "p", session: given) }],
    "an expected price" => ["expected_price", ->(given) { api.verify("r", expected_price: given) }],
    "an expected order" => ["expected_order_id", ->(given) { api.verify("r", expected_order_id: given) }],
    "an expected status" => ["expected_status", ->(given) { api.verify("r", expected_status: given) }],
    "the books' receipt" => ["receipt_id", ->(given) { api.settle_cancel(receipt_id: given) }],
    "the books' amount" => ["cancelled_before", lambda { |given|
      api.settle_cancel(receipt_id: "r", cancelled_before: given)
    }],
    "a lost call" => ["failure", ->(given) { api.settle(given) }],
    "a token" => ["token", ->(given) { api.token = given }]
  }
  places.each do |where, (name, call)|
    it "of every other kind is refused by name as #{where}" do
      not_values.each do |what, given|
        expect { instance_exec(given, &call) }
          .to raise_error(Bootpay::InvalidRequestError, /\A(\w+\.\w+: )?(#{name}|a field's name)\b/), what
        begin
          instance_exec(given, &call)
        rescue Bootpay::Error => error
          expect(error.full_message).not_to include("CANARY")
        end
      end
      expect(sandbox.journal).to be_empty
    end
  end

  seconds = { "an Integer" => 5, "a Float" => 0.5, "a Rational" => Rational(1, 3), "a BigDecimal" => BigDecimal("2.5") }
  seconds["a Duration"] = 5.seconds if rails
  seconds.each do |what, given|
    it "that is #{what} is a time limit" do
      opened = nil
      allow(Bootpay::Native::Handle).to receive(:open).and_wrap_original { |open, json| open.call(opened = json) }
      api(connect_timeout: given, timeout: given, deadline: given)
      expect(JSON.parse(opened).values_at("connect_timeout", "timeout", "deadline")).to all(eq(given.to_f))
    end
  end

  it "of every other kind is refused by name as a time limit and as a number of retries, in the core's words" do
    limit = "must be a number of seconds above 0 and at most 86400 (a day)"
    must = { connect_timeout: limit, timeout: limit, deadline: limit, max_retries: "must be a whole number from 0 to " }
    not_values.merge("text" => "5", "true" => true, "too much" => 10**400).except("a Duration").each do |what, given|
      must.each do |name, words|
        expect { api(name => given) }
          .to raise_error(Bootpay::ConfigError, /\A#{name} (#{Regexp.escape(words)}|cannot be read: )/), what
      end
    end
  end

  it "of every other kind is refused by name as a key, a mode or a URL" do
    not_values.each do |what, given|
      %i[application_id private_key mode base_url].each do |name|
        expect { api(name => given) }.to raise_error(Bootpay::ConfigError, /\A#{name} /) { |error|
          expect(error.full_message).not_to include("CANARY")
        }, what
      end
    end
  end
end
