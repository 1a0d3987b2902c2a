# frozen_string_literal: true

require "spec_helper"
require "logger"
require "pp"
require "stringio"
require "uri"
require "yaml"

RSpec.describe "secrets and personal data" do
  person = {
    receipt_id: "612e09260d681b0021e61aaa", username: "카나리아", phone: "01000009182", birth: "1971-02-03",
    unique: "CANARY+CI/#{"A" * 78}", di: "CANARY+DI/#{"B" * 54}"
  }
  key = "Q0FOQVJZLUtFWS1Dbm9ib2R5LW1heS1zZWUtdGhpcyE="
  token = "ca11a51e" * 8

  define_method(:client_with_key) { api_of_own_server(private_key: key) }

  # All that a program might log, or a reporter send, of an object and of whatever holds it, without asking for data.
  def texts(object)
    holder = Struct.new(:held).new(object)
    texts = [object.to_s, "#{object}", *[object, holder].flat_map { |one| dumps(one) }, *inside(object)]
    texts += error_texts(object) if object.is_a?(Exception)
    texts << begin
      object.no_such_method
    rescue NoMethodError => error
      error.full_message
    end
    texts.map { |text| text.dup.force_encoding(Encoding::UTF_8).scrub }.join("\n")
  end

  def error_texts(error)
    texts = [true, false].map { |highlight| error.full_message(highlight: highlight) }
    texts << error.detailed_message if error.respond_to?(:detailed_message) # since Ruby 3.2
    [*texts, error.message, *error.backtrace, error.backtrace_locations.to_s]
  end

  def dumps(object)
    # as_json is there under Rails, see test.sh
    as_json = object.as_json.inspect if object.respond_to?(:as_json)
    marshalled = begin
      Marshal.dump(object)
    rescue TypeError => error
      error.message
    end
    json = [JSON.generate([object]), object.to_json, as_json.to_s]
    [object.inspect, PP.pp(object, +""), *json, YAML.dump(object), marshalled]
  end

  # What is met by following instance variables.
  def inside(object, met = [])
    return [] if met.any? { |one| one.equal?(object) }

    met << object
    object.instance_variables.flat_map do |name|
      value = object.instance_variable_get(name)
      ["#{name}=#{value.inspect}", *inside(value, met)]
    end
  end

  # With whatever lies beneath an error.
  def with_causes(object)
    beneath = object.cause if object.is_a?(Exception)
    beneath ? [object, *with_causes(beneath)] : [object]
  end

  def expect_clean(objects, canaries)
    shown = objects.compact.flat_map { |object| with_causes(object) }.map { |object| texts(object) }.join("\n")
    canaries.each { |canary| expect(shown).not_to include(canary) }
  end

  it "show in no text of a good answer" do
    sandbox.control("POST", "/sandbox/identities", person)
    client = api
    answers = [client.certificate(person[:receipt_id]), client.verify(person[:receipt_id]), client.request_access_token]
    expect(answers).to all(be_success)
    answers << client.settle_cancel(receipt_id: person[:receipt_id])
    expect(answers.first.data[:data][:certificate]).to include(person.slice(:username, :phone, :unique, :di))
    expect_clean([client, client.with_options(deadline: 60), *answers],
                 [*person.values_at(:username, :phone, :unique, :di), client.token,
                  *Sandbox::KEYS.values_at(:private_key)])
  end

  it "show in no text of a person, nor of what was begun" do
    client = client_with_key
    begun = client.identity.begin(purpose: "p", session: "CANARY-session")
    expect_clean([client.identity, begun], [key, begun.token, "CANARY"])
    client = api
    begun = client.identity.begin(purpose: "p", session: "CANARY-session")
    sandbox.control("POST", "/sandbox/identities", { **person, order_id: begun.order_id })
    once = Bootpay::Once::Memory.new
    one = client.identity.confirm(person[:receipt_id], token: begun.token, session: "CANARY-session", once: once)
    values = %i[name phone birth ci di].map { |name| one.public_send(name) }
    clear = person.values_at(:username, :phone, :birth, :unique, :di)
    expect(values.map { |value| value.reveal.to_s }).to eq(clear)
    expect_clean([one, *values], [*clear, begun.token, "CANARY"])
    [begun, one, *values].each { |whole| expect { Marshal.dump(whole) }.to raise_error(TypeError, /cannot be dumped/) }
  end

  describe "show in no printed text" do
    # All ways to print a part of an answer, by itself and in what holds it.
    def printed(part)
      holder = Struct.new(:held).new(part)
      puts_it = StringIO.new.tap { |io| io.puts(part, [part]) }
      [part, [part], holder].flat_map { |one| [one.inspect, "#{one}", PP.pp(one, +""), format("%p", one)] }
                            .push(puts_it.string).join("\n")
    end

    canaries = person.values_at(:username, :phone, :birth, :unique, :di)

    it "of an answer and its parts, which stay what they are" do
      sandbox.control("POST", "/sandbox/identities", person)
      client = api
      [client.certificate(person[:receipt_id]), client.verify(person[:receipt_id])].each do |answer|
        data = answer.data
        below = data[:data].values_at(:certificate, :payment_data).compact
        [data, data[:data], *below, data.merge(more: 1), data.dup].each do |part|
          canaries.each { |canary| expect(printed(part)).not_to include(canary) }
          plain = JSON.parse(JSON.generate(part), symbolize_names: true)
          expect(plain).to eq(part)
          expect(Marshal.load(Marshal.dump(part))).to eq(part)
          expect(YAML.dump(part)).to eq(YAML.dump(plain))
        end
        expect(data.inspect).to include(person[:receipt_id], "카**아")
        expect(data.class.ancestors).to include(Hash)
      end
      certificate = client.certificate(person[:receipt_id]).data[:data][:certificate]
      expect(certificate).to include(person.slice(:username, :phone, :birth, :unique, :di))
      expect(certificate.to_h.class).to eq(Hash)
      expect(JSON.generate(certificate)).to include(*canaries)
    end

    it "of a part of a part, and of what has no form in JSON" do
      report = { username: person[:username], rows: [{ phone: person[:phone] }], who: { di: person[:di] } }
      data = response_to({ status: 200, code: 0, data: { certificate: {}, payment_data: report, list: [{ n: 1 }] } }).data
      report = data[:data][:payment_data]
      [report, report[:who], report[:rows].first, report[:rows]].each do |part|
        canaries.each { |canary| expect(printed(part)).not_to include(canary) }
      end
      expect(data[:data][:list].first.inspect).to eq({ n: 1 }.inspect)
      [report, "\xFF", Float::NAN].each do |odd|
        report[:odd] = odd
        expect(report.inspect).to eq({ username: "…", rows: "…", who: "…", odd: "…" }.inspect)
      end
    end
  end

  it "show in no text of a refusal" do
    client = api(private_key: key)
    refused = client.request_access_token
    client.token = token
    unauthorized = client.certificate(person[:receipt_id])
    responses = [refused, unauthorized]
    expect(responses.map(&:status)).to eq([401, 401])
    expect_clean([client, *responses, *responses.map(&:error)], [key, token])
  end

  it "show in no text of an answer that cannot be read" do
    response = response_to(%({"status":200,"data":{"username":"#{person[:username]}"), client: client_with_key)
    expect(response.error).to be_a(Bootpay::DecodeError)
    expect(response.error.body).to include(person[:username])
    expect_clean([response, response.error], [key, person[:username], OwnServer::TOKEN])
    expect(response.data[:message]).not_to include(person[:username])
  end

  it "show in no text of a billing key, a member's token or a refund, good or bad" do
    card = {
      order_id: "CANARY-o", pg: "nicepay", item_name: "a", card_no: "9430810000009182", card_pw: "91",
      expire_year: "30", expire_month: "12", identify_number: "710203"
    }
    buyer = { username: person[:username], phone: person[:phone], email: "canary@example.com" }
    refund = { account: "918273645", accountholder: person[:username], bankcode: "004" }
    client = api
    responses = [
      client.get_billing_key(**card, user_info: buyer),
      client.get_billing_key(**card, card_no: "9430810000000014"),
      client.get_user_token(user_id: "m", phone: person[:phone], name: person[:username]),
      client.cancel_payment(receipt_id: Sandbox::TO_CANCEL, refund: refund),
      client.request_link(order_id: "l", name: "n", price: 1000, user_info: buyer)
    ]
    expect(responses.map(&:success?)).to include(true, false)
    issued = [responses[0].data[:data][:billing_key], responses[2].data[:data][:user_token]]
    objects = [client, *responses, *responses.map(&:error), *responses.map(&:meta)]
    expect_clean(objects, [*card.values_at(:card_no, :identify_number), *buyer.values, refund[:account], *issued])
  end

  it "show in no text and no line of a webhook" do
    sandbox.control("POST", "/sandbox/payments", { receipt_id: person[:receipt_id], price: 3000 })
    lines = StringIO.new
    client = api(logger: Logger.new(lines))
    body = as_form(receipt_id: person[:receipt_id], price: 3000, status: 1, private_key: Sandbox::KEYS[:private_key],
                   payment_data: person.slice(:username, :phone))
    event = client.webhook.verify(body, remote_address: "223.130.82.4")
    expect(event.payment_data).to eq(person.slice(:username, :phone))
    expect(event.inspect).to eq("#<Bootpay::WebhookEvent receipt_id=#{person[:receipt_id]} status=1>")
    canaries = [*person.values_at(:username, :phone), Sandbox::KEYS[:private_key]]
    expect_clean([client.webhook, client.webhook.reverify(event)], canaries)
    shown = [event.to_s, "#{event}", *dumps(event)[0..-2], *inside(event)].join # dumped by Marshal it is whole
    canaries.each { |canary| expect(shown).not_to include(canary) }
    expect(Marshal.dump(event).force_encoding(Encoding::UTF_8)).not_to include(Sandbox::KEYS[:private_key])
    expect(lines.string).to include("receipt.get")
    canaries.each { |canary| expect(lines.string).not_to include(canary) }
  end

  describe "show in no text of" do
    card = {
      order_id: "CANARY-o", pg: "nicepay", item_name: "CANARY-i", card_no: "9430810000009182", card_pw: "91",
      expire_year: "30", expire_month: "12", identify_number: "710203"
    }
    canaries = [key, token, *card.values_at(:card_no, :identify_number), *person.values_at(:username, :phone), "CANARY"]

    # A client with a canary for a key and for a token, whose call carries a person and a card.
    define_method(:failed_call) do |during: nil, **options|
      client = api(private_key: key, **options)
      client.token = token
      sandbox.fault({ path: "/request/card_rebill", kind: during }) if during
      client.get_billing_key(**card, user_info: person.slice(:username, :phone)).error
    end

    # The error that a block raises, as it arrives where nobody has caught it yet.
    def raised
      yield
    rescue Bootpay::Error => error
      error
    end

    failures = {
      Bootpay::ConfigError => -> { raised { api(private_key: "#{key}\n") } },
      Bootpay::InvalidRequestError => lambda {
        raised { api(private_key: key).get_billing_key(**card, expire_year: [token], user_info: { phone: canaries }) }
      },
      Bootpay::ConnectionError => -> { failed_call(during: "reset") },
      Bootpay::TimeoutError => -> { failed_call(during: "stall", deadline: 0.2) },
      Bootpay::DecodeError => lambda {
        response_to(%({"data":"#{canaries.join(" ")}), client: api_of_own_server(private_key: key)).error
      },
      Bootpay::ApiError => lambda {
        client = api_of_own_server(private_key: key)
        client.token = token
        echo = { status: 400, code: -1, message: [key, token, card[:card_no]].join(" "), data: { person: person } }
        response_to(echo, status: 400, client: client).error
      },
      Bootpay::MismatchError => lambda {
        sandbox.control("POST", "/sandbox/payments", { receipt_id: "0" * 24, order_id: "CANARY-o", price: 1000 })
        raised { api.verify("0" * 24, expected_order_id: "CANARY-e") }
      },
      Bootpay::IdentityError => lambda {
        raised do
          api(private_key: key).identity.confirm(
            "0" * 24, token: token, session: "CANARY-s", purpose: "CANARY-p", once: Bootpay::Once::Memory.new
          )
        end
      },
      Bootpay::WebhookError => lambda {
        body = URI.encode_www_form(private_key: "#{key}#{token}", name: person[:username], receipt_id: canaries.join)
        raised { api(private_key: key).webhook.verify(body, remote_address: "127.0.0.1") }
      },
      Bootpay::CanceledError => lambda {
        Bootpay::Error.from_json('{"kind":"canceled","message":"forked"}', canaries.join)
      },
      Bootpay::InternalError => -> { Bootpay::Error.from_json('{"kind":"new","message":"defect"}', canaries.join) }
    }
    gem_folder = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/lib/"

    # The local variables of every method of the gem that raises meanwhile, as an error reporter sends them.
    def locals_of_what_raises(folder)
      locals = []
      trace = TracePoint.new(:raise) do |point|
        next unless point.path.start_with?(folder)

        point.binding.local_variables.each do |name|
          locals << "#{name}=#{point.binding.local_variable_get(name).inspect}"
        end
      end
      trace.enable { yield }
      locals.join("\n")
    end

    failures.each do |error_class, failure|
      it "a #{error_class}, nor of what lies beneath it", :against_the_types do
        error = instance_exec(&failure)
        error = raised { raise error }
        expect(error).to be_an_instance_of(error_class)
        expect_clean([error], canaries)
      end

      it "what a #{error_class} was raised beside", :against_the_types do
        locals = locals_of_what_raises(gem_folder) { instance_exec(&failure) }
        canaries.each { |canary| expect(locals).not_to include(canary) }
      end
    end

    # A job's timeout, or the end of its thread, raises in the method that waits.
    it "what an interrupt was raised beside" do
      client = api_of_own_server(private_key: key)
      client.token = token
      thread = Thread.new do
        locals_of_what_raises(gem_folder) do
          expect { client.get_billing_key(**card, user_info: person.slice(:username, :phone)) }.to raise_error(IOError)
        end
      end
      own_server.next_exchange
      thread.raise(IOError, "from outside")
      expect(thread.value).to include("request=#<Bootpay::Hidden>") # where it waited
      canaries.each { |canary| expect(thread.value).not_to include(canary) }
    end

    it "any other error, for there is none" do
      classes = Bootpay.constants.map { |name| Bootpay.const_get(name) }
      expect(failures.keys).to match_array(classes.grep(Class).select { |one| one <= Exception })
    end
  end

  it "show in no text even if the server repeats them" do
    body = { status: 400, code: -1, message: "#{key} #{OwnServer::TOKEN}" }
    response = response_to(body, status: 400, client: client_with_key)
    expect(response.data).to eq(body)
    expect_clean([response, response.error], [key, OwnServer::TOKEN])
  end

  it "show in no refusal of arguments" do
    [[:token=, token + "\xFF"], [:token=, { token: token }], [:certificate, { token => token }]].each do |call|
      expect { api.public_send(*call) }.to raise_error(Bootpay::InvalidRequestError) { |error|
        expect_clean([error], [token])
      }
    end
    expect { api(private_key: "#{key}\n") }.to raise_error(Bootpay::ConfigError) { |error| expect_clean([error], [key]) }
  end
end
