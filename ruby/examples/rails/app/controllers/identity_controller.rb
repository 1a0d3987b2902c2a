# frozen_string_literal: true

# An identity verification: the page asks to begin it, and brings back what came of it.
class IdentityController < ApplicationController
  # identity
  include Bootpay::VerifiesIdentity
  verifies_identity api: Rails.configuration.x.bootpay, once: Rails.configuration.x.once
  alias identity_session owner

  def start
    render json: begin_identity(Environment::WEB_APPLICATION_ID, purpose: Purpose.known(params[:purpose]))
  end

  def confirm
    person = confirm_identity
    books.verified(Purpose.proof(person), owner)
    render json: { ok: true, name: person.name, purpose: person.purpose }
  end
  # end of identity
end
