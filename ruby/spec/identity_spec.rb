# frozen_string_literal: true

require "spec_helper"

# An identity verification from its beginning to what the law says of the person. How each refusal comes about is shown
# by the shared cases, in cases_spec.rb.
RSpec.describe Bootpay::Identity do
  # A store that tells what it was asked.
  class Store
    attr_reader :asked

    def initialize
      @asked = []
      @lock = Mutex.new
    end

    def consume(order_id, seconds)
      @lock.synchronize do
        first = @asked.none? { |asked, _| asked == order_id }
        @asked << [order_id, seconds]
        first
      end
    end
  end

  ci = "SANDBOX+spec/CI#{"A" * 71}=="
  di = "SANDBOX+spec/DI#{"B" * 49}"
  clear = { username: "홍길동", phone: "01000001234", birth: "1990-10-04", gender: "1", foreigner: false, carrier: "SKT",
            unique: ci, di: di }
  key = "a key of more than 16 bytes"

  let(:client) { api }
  let(:identity) { client.identity }
  let(:once) { Store.new }
  let(:begun) { identity.begin(purpose: "주류 구매", session: "s-1") }

  def confirm(begun, receipt_id, **options)
    identity.confirm(receipt_id, token: begun.token, session: "s-1", once: once, **options)
  end

  # Whoever went through the window.
  define_method(:verified) do |order_id = begun.order_id, **person|
    sandbox.identity(order_id: order_id, **clear, **person)[:receipt_id]
  end

  define_method(:person) do |**fields|
    one = identity.begin(purpose: "주류 구매", session: "s-1")
    confirm(one, verified(one.order_id, **fields))
  end

  describe "#begin" do
    it "gives an order id of its own, a token, and all that the browser needs, and sends nothing" do
      other = identity.begin(purpose: :signup, session: :s, expires_in: nil)
      expect([begun, other].map(&:order_id)).to all(match(/\Aidentity-\h{32}\z/)).and satisfy { |ids| ids.uniq.size == 2 }
      expect(begun.expires_at).to be_within(60).of(Time.now + 600)
      expect(begun.request("web-id")).to eq(
        application_id: "web-id", pg: "danal", method: "auth", name: "본인인증", price: 0, order_id: begun.order_id
      )
      expect(sandbox.journal).to be_empty
    end

    it "takes seconds of every kind, up to half an hour" do
      { 60 => 60, 90.0 => 90, Rational(1800) => 1800 }.each do |given, seconds|
        one = identity.begin(purpose: "p", session: "s", expires_in: given)
        expect(one.expires_at).to be_within(30).of(Time.now + seconds)
      end
    end

    it "names what cannot be, and quotes nothing of it", :against_the_types do
      refused = {
        { session: nil } => /\Aidentity\.begin: session must be a String, not nil/, { session: "" } => /session is empty/,
        { purpose: " " } => /purpose must say/, { purpose: "가" * 101 } => /purpose must say/,
        { expires_in: 1801 } => /expires_in must be .*1800/, { expires_in: 0 } => /expires_in must be/,
        { expires_in: "CANARY" } => /expires_in must be/, { expires_in: -1 } => /expires_in must be/
      }
      refused.each do |given, message|
        expect { identity.begin(**{ purpose: "p", session: "CANARY-s" }.merge(given)) }
          .to raise_error(Bootpay::InvalidRequestError, message) { |error|
            expect(error.message).not_to match(/CANARY|가/)
          }
      end
      expect { begun.request(nil) }.to raise_error(Bootpay::InvalidRequestError, /web_application_id must be a String/)
    end
  end

  describe "#confirm" do
    it "gives a person, once" do
      receipt_id = verified
      person = confirm(begun, receipt_id, purpose: :"주류 구매")
      expect(person).to have_attributes(
        order_id: begun.order_id, receipt_id: receipt_id, purpose: "주류 구매", gender: "male", foreigner: false,
        carrier: "SKT", birth_is_ambiguous: false
      )
      revealed = %i[name phone birth ci di].map { |name| person.public_send(name).reveal }
      expect(revealed).to eq(["홍길동", "01000001234", Date.new(1990, 10, 4), ci, di])
      expect(person.verified_at).to be_within(60).of(Time.now)
      expect(person.verified_at.utc_offset).to eq(9 * 3600)
      expect { confirm(begun, receipt_id) }.to raise_error(Bootpay::IdentityError) { |error|
        expect(error).to have_attributes(
          reason: :used, http_status: 409, kind: :identity, effect: :none, receipt_id: receipt_id,
          operation: "identity.confirm", customer_message: "이미 사용된 본인인증입니다. 다시 인증해 주세요."
        )
        expect(error.customer_message("en")).to include("used already")
      }
      expect(once.asked).to match([[begun.order_id, a_value_between(600, 3600 + 600)]] * 2)
    end

    it "is confirmed by another process of the same project" do
      receipt_id = verified
      told = in_a_child { confirm(begun, receipt_id).purpose }
      expect(told.force_encoding(Encoding::UTF_8)).to eq("주류 구매")
    end

    it "gives one of many that confirm at once the person" do
      receipt_id = verified
      outcomes = Array.new(20) do
        Thread.new do
          confirm(begun, receipt_id).class
        rescue Bootpay::IdentityError => error
          error.reason
        end
      end
      expect(outcomes.map(&:value).tally).to eq(Bootpay::Person => 1, used: 19)
    end

    it "refuses without asking the server what the token says already" do
      begun
      attempts = {
        { token: "x" } => :bad_token, { token: nil } => :bad_token, { session: "s-2" } => :other_session,
        { purpose: "회원 가입" } => :other_purpose, { receipt_id: "../token" } => :not_identity
      }
      attempts.each do |given, reason|
        arguments = { receipt_id: "r", token: begun.token, session: "s-1", once: once }.merge(given)
        expect { identity.confirm(arguments.delete(:receipt_id), **arguments) }
          .to raise_error(Bootpay::IdentityError) { |error| expect(error.reason).to eq(reason) }
      end
      expect(sandbox.journal + once.asked).to be_empty
    end

    it "takes whatever a browser sends for an attempt" do
      [nil, 1, true, ["x"], { "a" => 1 }, Float::INFINITY, 10**400, "\xed\xa0\x80", "\xff".b, "\0", Object.new].each do |sent|
        { not_identity: [sent, begun.token], bad_token: ["0" * 24, sent] }.each do |reason, (receipt_id, token)|
          expect { identity.confirm(receipt_id, token: token, session: "s-1", once: once) }
            .to raise_error(Bootpay::IdentityError) { |error| expect(error.reason).to eq(reason) }
        end
      end
      expect(sandbox.journal + once.asked).to be_empty
    end

    it "believes a store that says true, and none that says something else", :against_the_types do
      receipt_id = verified
      [0, 1, "OK", :ok, [], Object.new].each do |said|
        store = Object.new.tap { |it| it.define_singleton_method(:consume) { |_order_id, _seconds| said } }
        expect { confirm(begun, receipt_id, once: store) }
          .to raise_error(Bootpay::InvalidRequestError, /\Aonce must answer `consume` with true or false, not #{said.class}/)
      end
      forgetful = Object.new.tap { |store| def store.consume(*) = nil }
      expect { confirm(begun, receipt_id, once: forgetful) }
        .to raise_error(Bootpay::IdentityError) { |error| expect(error.reason).to eq(:used) }
    end

    it "refuses what the server says of the receipt, and uses nothing up" do
      theirs = identity.begin(purpose: "주류 구매", session: "s-2")
      {
        verified(theirs.order_id) => [:other_order, 403], verified(nil) => [:other_order, 403],
        "0" * 24 => [:not_finished, 409], Sandbox::PAYMENT => [:not_identity, 400],
        verified(verified_ago: 3600) => [:expired, 410]
      }.each do |receipt_id, (reason, http_status)|
        expect { confirm(begun, receipt_id) }.to raise_error(Bootpay::IdentityError) { |error|
          expect(error).to have_attributes(reason: reason, http_status: http_status, receipt_id: receipt_id)
        }
      end
      expect(once.asked).to be_empty
    end

    it "raises what the way to the server does, and can be tried again" do
      receipt_id = verified
      sandbox.fault({ path: "/certificate", kind: "reset", times: 1 })
      expect { confirm(begun, receipt_id) }.to raise_error(Bootpay::ConnectionError)
      expect(confirm(begun, receipt_id)).to be_a(Bootpay::Person)
    end

    it "sends nothing without a store, and raises what the store raises", :against_the_types do
      { nil => "nil", 5 => "Integer", Bootpay::Once => "Module" }.each do |store, name|
        expect { identity.confirm("r", token: "t", session: "s", once: store) }
          .to raise_error(Bootpay::InvalidRequestError, /once must have a method consume, .*, not #{name}/)
      end
      expect(sandbox.journal).to be_empty
      broken = Object.new.tap { |store| def store.consume(*) = raise(IOError, "the store is down") }
      expect { confirm(begun, verified, once: broken) }.to raise_error(IOError, "the store is down")
    end
  end

  describe "a person" do
    it "has nil for what the agency did not send, and a text for what it sent empty" do
      one = person(phone: nil, unique: "", di: nil, foreigner: nil, carrier: nil, birth: nil)
      absent = %i[phone di foreigner carrier birth age year_age]
      expect(one).to have_attributes(absent.to_h { |name| [name, nil] })
      expect(one.ci.reveal).to eq("")
      expect([one.adult?(:civil), one.adult?(:guardian_consent)]).to eq([false, false])
    end

    it "has the ages of a day in Korea, and is what each law says of them" do
      one = person(birth: "2007-11-29")
      day = Date.new(2026, 11, 28)
      expect([one.age(on: day), one.year_age(on: "2026-11-28"), one.age(on: day + 1)]).to eq([18, 19, 19])
      verdicts = %w[youth_protection civil child_welfare guardian_consent].map { |law| one.adult?(law, on: day) }
      expect(verdicts).to eq([true, false, true, true])
      expect(one.adult?(:civil, on: day + 1)).to be(true)
      expect(one.age).to be >= 18
    end

    it "refuses what is no law and no day", :against_the_types do
      one = person
      { [:adult, {}] => /the law must be one of youth_protection, civil/, [nil, {}] => /law must be a String, not nil/,
        [:civil, { on: "20261128" }] => /on must be a day/, [:civil, { on: Time.now }] => /on must be a day in Korea/,
        [:civil, { on: DateTime.now }] => /not a moment/, [:civil, { on: 5 }] => /not Integer/ }.each do |(law, on), message|
        expect { one.adult?(law, **on) }.to raise_error(Bootpay::InvalidRequestError, message)
      end
    end

    it "has six digits of birth of two centuries as a child's" do
      expect(person(birth: "040229")).to have_attributes(
        birth: have_attributes(reveal: Date.new(2004, 2, 29)), birth_is_ambiguous: true
      )
    end

    it "leaves what may be kept when only an age was needed" do
      one = person
      proof = one.minimal("youth_protection", on: "2026-11-28")
      expect(proof).to match(
        law: "youth_protection", adult: true, rule: /청소년/, on: "2026-11-28", checked_at: /\A\d{4}-.*Z\z/,
        order_id: one.order_id, receipt_id: one.receipt_id, tid: one.tid, verified_at: one.verified_at.iso8601
      )
      expect(proof.to_s).not_to match(/홍길동|1990|01000001234/)
    end

    it "is found again by its hashes, the strongest first, with every key that was in use" do
      one = person
      stored = { ci: one.ci.hmac(key), di: one.di.hmac(key), phone: one.phone.hmac(key, version: 2) }
      expect(stored.values).to match([/\A1:[\w-]{43}\z/, /\A1:/, /\A2:/])
      keys = { 1 => key, 2 => key.b }
      expect(one.matched_by(stored, keys)).to eq(:ci)
      expect(one.matched_by(stored.except(:ci), keys)).to eq(:di)
      expect(one.matched_by({ "phone" => stored[:phone], ci: nil }, keys)).to eq(:phone)
      expect(one.matched_by(stored.slice(:phone), key)).to be_nil # version 2 is not among the keys
      expect(one.matched_by(nil, keys)).to be_nil
      same = person(phone: "01000009999", birth: "1990-10-04")
      expect([same.ci.matches(stored[:ci], key), same.phone.matches(stored[:phone], keys)]).to eq([true, false])
      [nil, "", "1:", "x"].each { |nothing| expect(one.ci.matches(nothing, key)).to be(false) }
    end

    it "has no hash of what is empty or with a key that can be guessed", :against_the_types do
      expect { person(unique: "").ci.hmac(key) }.to raise_error(Bootpay::InvalidRequestError, /no CI/i)
      expect { person.ci.hmac("CANARY") }.to raise_error(Bootpay::InvalidRequestError, /16/) { |error|
        expect(error.message).not_to include("CANARY")
      }
      ci = person.ci
      { -> { ci.hmac(5) } => /a key must be of the class String, not Integer/,
        -> { ci.matches("1:x", nil) } => /a key must be of the class String, not NilClass/,
        -> { ci.matches("1:x", { "1" => key }) } => /the version of a key must be of the class Integer, not String/,
        -> { ci.matches("\xFF", key) } => /stored is not valid UTF-8 text/ }.each do |call, message|
        expect(&call).to raise_error(Bootpay::InvalidRequestError, message)
      end
    end

    it "is masked wherever it is printed, and compared by what it is" do
      one = person
      printed = { name: "홍*동", birth: "1990-**-**", phone: "010-****-1234", ci: "CI(…)", di: "DI(…)" }
      printed.each do |name, masked|
        value = one.public_send(name)
        json = [value.to_json, JSON.generate(value)].map { |text| JSON.parse(text) }
        expect(["#{value}", value.inspect, *json]).to all(eq(masked))
        expect(value).to eq(person.public_send(name)).and have_attributes(hash: person.public_send(name).hash)
        expect({ value => 1 }).to include(person.public_send(name))
      end
      expect(one.name).not_to eq(person(username: "홍만동").name) # which is masked alike
      expect(one.inspect).to eq(
        "#<Bootpay::Person order_id=#{one.order_id} receipt_id=#{one.receipt_id} purpose=주류 구매 name=홍*동 " \
        "birth=1990-**-** phone=010-****-1234 ci=CI(…) di=DI(…)>"
      )
      expect(JSON.parse(one.to_json)).to include("name" => "홍*동", "ci" => "CI(…)", "carrier" => "SKT")
      expect(JSON.parse(one.to_json)["verified_at"]).to eq(one.verified_at.iso8601)
    end
  end

  it "keeps people and keys out of the parameters that Rails logs, by whole names" do
    hidden = clear.merge(private_key: "k", email: "k@example.com", billing_key: "b", Phone: "1", USERNAME: "홍길동")
    shown = { discount: "1", receipt_id: "r", headphones: "2", edi: "3" }
    script = <<~RUBY
      require "rails"
      require "bootpay/rails"
      Class.new(Rails::Application) { config.eager_load = false }.initialize!
      filter = ActiveSupport::ParameterFilter.new(Rails.application.config.filter_parameters)
      puts JSON.generate(filter.filter(JSON.parse(ARGV[0])))
    RUBY
    given = JSON.generate({ certificate: { **hidden, **shown }, **hidden })
    output, = Open3.capture2e(RbConfig.ruby, "-e", script, given)
    masked = hidden.transform_values { "[FILTERED]" }
    expect(JSON.parse(output, symbolize_names: true)).to eq({ certificate: { **masked, **shown }, **masked })
  end
end
