# frozen_string_literal: true

module Bootpay
  # Identity verification (본인인증), as {Api#identity} gives it: {#begin} it on your server, let the customer go through
  # Bootpay's window, {#confirm} it once, ask the {Person} what the law asks.
  #
  #   begun = api.identity.begin(purpose: "주류 구매", session: session[:owner])
  #   render json: { token: begun.token, request: begun.request(web_application_id) } # for BootPay.request in the browser
  #
  #   person = api.identity.confirm(params[:receipt_id], token: params[:token], session: session[:owner], once: once)
  #   person.adult?(:youth_protection)
  class Identity
    include Discreet

    # Asks the core what needs no client.
    # @api private
    def self.ask(verb, about)
      answer, error_json = Native.identity(verb, JSON.generate(about))
      Error.raise_from_json(error_json) if error_json

      JSON.parse(answer, symbolize_names: true, max_nesting: 0)
    end

    # @api private
    # @param confirm [Proc] gives what the operation `identity.confirm` answers, or raises
    def initialize(native, confirm)
      @native = native
      @confirm = confirm
    end

    # Begins a verification. Sends nothing and stores nothing: the token is signed with a key that is derived from your
    # private key, so any process with that key can confirm it.
    # @param purpose [String, Symbol] what the person is verified for, in your own words; {Person#purpose} gives it back
    # @param session [String, Symbol] what tells this customer's session from all others, and that no other session knows:
    #   a random text that your session keeps. Only a keyed hash of it is in the token
    # @param expires_in [Integer, nil] seconds until {#confirm} refuses it, at most 1800; a Duration of Rails will do;
    #   nil: 600
    # @return [BegunIdentity] with `order_id`, `token`, `expires_at` and `request`
    # @raise [InvalidRequestError] naming the keyword that cannot be
    # @example
    #   begun = api.identity.begin(purpose: "주류 구매", session: "a random text of this session")
    #   begun.order_id.length           # => 41
    #   begun.request("web-id")[:method] # => "auth"
    def begin(purpose:, session:, expires_in: 600)
      wire = Wire.new("identity.begin")
      about = { purpose: wire.text("purpose", purpose), session: wire.text("session", session) }
      about[:expires_in] = wire.setting("expires_in", expires_in) unless expires_in.nil?
      begun, error_json = @native.begin_identity(JSON.generate(about))
      Error.raise_from_json(error_json) if error_json

      BegunIdentity.new(JSON.parse(begun, symbolize_names: true))
    end

    # Confirms a verification once, and gives the person. In this order: the token is genuine, of this session, for this
    # purpose and not expired; the receipt is an identity's, of this very order, verified in time; it was not used before.
    # Until the last of these nothing is used up: after a lost connection it can be confirmed again.
    #
    # Whatever your own books are to say, write it after this call, or in the same transaction: see {Once}.
    # @param receipt_id [String, Object] what the browser's `done` gave you; whatever a browser sends may be handed over as it
    #   is: another type is refused as an attempt like others
    # @param token [String, Object] what {#begin} gave you; the same holds
    # @param session [String, Symbol] the same as for {#begin}
    # @param once [Once::Memory, Once::Redis, Once::RailsCache, Once::ActiveRecord, Object] what remembers which
    #   verification was used: `consume(order_id, seconds)` is true for whoever is first, and false or nil for everybody else
    # @param purpose [String, Symbol, nil] the purpose that it must have; nil: whichever; {Person#purpose} tells
    # @return [Person]
    # @raise [IdentityError] if it is not to be believed, see {IdentityError#reason}; answer with its `http_status` and its
    #   `customer_message`
    # @raise [InvalidRequestError] naming what cannot be; nothing is sent then, unless `once` answers neither true nor false
    # @raise [Error] if the certificate cannot be read: {ConnectionError}, {TimeoutError}, {ApiError} …
    # @raise [Object] whatever `once` raises
    # @example
    #   once = Bootpay::Once::Memory.new # of one process: see Bootpay::Once
    #   begun = api.identity.begin(purpose: "주류 구매", session: "s-1")
    #   receipt_id = sandbox.identity(order_id: begun.order_id)[:receipt_id] # in a test; else it comes from the browser
    #   person = api.identity.confirm(receipt_id, token: begun.token, session: "s-1", once: once)
    #   person.adult?(:youth_protection) # => true
    #   person.name                      # => 홍*동
    def confirm(receipt_id, token:, session:, once:, purpose: nil)
      unless once.respond_to?(:consume)
        Wire.new("identity.confirm").refuse("once", "must have a method consume, as Bootpay::Once::Redis has, not " \
                                                    "#{once.nil? ? "nil" : once.class}")
      end
      sent = { receipt_id: text(receipt_id), token: text(token) }
      told = @confirm.call(**sent, session: session, purpose: purpose)
      person = Person.new(told)
      refuse_used(person.receipt_id) unless first?(once.consume(person.order_id, told[:keep_used_for]))
      person
    end

    # Without the client's own.
    # @return [String]
    # @example
    #   api.identity.inspect # => "#<Bootpay::Identity>"
    def inspect
      "#<#{self.class}>"
    end

    private

    # What a browser sent, which can be anything: another type is a failed attempt, and not a mistake of the program.
    def text(sent)
      (String === sent && Wire.utf8(sent)) || ""
    end

    # What a store said. Of a number of rows even 0 would be true.
    def first?(said)
      return said == true if [true, false, nil].include?(said)

      Wire.new(nil).refuse("once", "must answer `consume` with true or false, not #{said.class}; nobody was confirmed")
    end

    # Apart from the token.
    def refuse_used(receipt_id)
      Error.raise_from_json(JSON.generate(Identity.ask("used", { receipt_id: receipt_id })))
    end
  end
end
