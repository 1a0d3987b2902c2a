# frozen_string_literal: true

require "active_support/concern"
require "bootpay"
require "rails/railtie"

module Bootpay
  # Keeps people and keys out of the parameters that Rails logs.
  class Railtie < ::Rails::Railtie
    initializer("bootpay.personal_fields") { |app| app.config.filter_parameters += Bootpay.personal_fields }
  end

  # For a controller: an identity verification in two actions. Refusals are answered by {#identity_refused}.
  #
  #   require "bootpay/rails" # in config/application.rb
  #
  #   class IdentityController < ApplicationController
  #     include Bootpay::VerifiesIdentity
  #     verifies_identity api: API, once: Bootpay::Once::ActiveRecord.new
  #
  #     def start
  #       render json: begin_identity(WEB_APPLICATION_ID, purpose: "주류 구매")
  #     end
  #
  #     def confirm
  #       person = confirm_identity
  #       …
  #     end
  #   end
  module VerifiesIdentity
    extend ActiveSupport::Concern

    included do
      class_attribute :identity_settings, instance_accessor: false, instance_predicate: false
      rescue_from(IdentityError) { |error| identity_refused(error) }
    end

    class_methods do
      # @param api [Api] one for all requests
      # @param once [Object] see {Once}
      def verifies_identity(api:, once:)
        self.identity_settings = { api: api, once: once }.freeze
      end
    end

    private

    # See {Identity#begin} and {BegunIdentity#request}.
    # @return [Hash{Symbol => Object}] for the page: `request` is for `BootPay.request`, `token` comes back with the
    #   receipt
    # @raise [InvalidRequestError] naming what cannot be
    def begin_identity(web_application_id, purpose:, expires_in: 600)
      identity = self.class.identity_settings[:api].identity
      begun = identity.begin(purpose: purpose, session: identity_session, expires_in: expires_in)
      { token: begun.token, request: begun.request(web_application_id) }
    end

    # See {Identity#confirm}. With the page's parameters `receipt_id` and `token`.
    # @return [Person]
    # @raise [Error]
    def confirm_identity(purpose: nil)
      api, once = self.class.identity_settings.values_at(:api, :once)
      token = params[:token]
      api.identity.confirm(params[:receipt_id], token: token, session: identity_session, once: once, purpose: purpose)
    end

    # What tells this customer's session from all others; it ends with `reset_session`. Override it if your session has
    # such a random text already.
    # @return [String]
    def identity_session
      session[:identity] ||= SecureRandom.uuid
    end

    # Answers a refusal. Override it for a page, or for another language.
    def identity_refused(error)
      render json: { ok: false, reason: error.reason, error: error.customer_message }, status: error.http_status
    end
  end
end
