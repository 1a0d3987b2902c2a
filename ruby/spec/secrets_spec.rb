# frozen_string_literal: true

require "spec_helper"
require "pp"
require "stringio"

RSpec.describe "secrets and personal data" do
  person = {
    receipt_id: "612e09260d681b0021e61aaa", username: "카나리아", phone: "01000009182", birth: "1971-02-03",
    unique: "CANARY+CI/#{"A" * 78}", di: "CANARY+DI/#{"B" * 54}"
  }
  key = "Q0FOQVJZLUtFWS1Dbm9ib2R5LW1heS1zZWUtdGhpcyE="
  token = "ca11a51e" * 8

  define_method(:client_with_key) { api_of_own_server(private_key: key) }

  # All that a program might log of an object without asking for its data.
  def texts(object)
    texts = [object.inspect, object.to_s, "#{object}", PP.pp(object, +"")]
    texts += [object.message, object.full_message(highlight: false), object.full_message] if object.is_a?(Exception)
    texts += object.backtrace if object.is_a?(Exception) && object.backtrace
    texts << begin
      object.no_such_method
    rescue NoMethodError => error
      error.full_message
    end
    texts.map { |text| text.dup.force_encoding(Encoding::UTF_8) }.join("\n")
  end

  def expect_clean(objects, canaries)
    shown = objects.compact.map { |object| texts(object) }.join("\n")
    canaries.each { |canary| expect(shown).not_to include(canary) }
  end

  it "show in no text of a good answer" do
    sandbox.control("POST", "/sandbox/identities", person)
    client = api
    answers = [client.certificate(person[:receipt_id]), client.verify(person[:receipt_id]), client.request_access_token]
    expect(answers).to all(be_success)
    expect(answers.first.data[:data][:certificate]).to include(person.slice(:username, :phone, :unique, :di))
    expect_clean([client, *answers], [*person.values_at(:username, :phone, :unique, :di), client.token,
                                      *Sandbox::KEYS.values_at(:private_key)])
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
