# frozen_string_literal: true

module Bootpay
  # The names under which the API's requests, answers and webhooks have somebody's data or a key, for the filter of Rails'
  # logs. As a Regexp that matches whole names: Rails looks for a text anywhere in a name, and `di` is a part of many.
  #
  #   config.filter_parameters += Bootpay.personal_fields
  # @return [Array<Regexp>]
  def self.personal_fields
    [/\A(?:#{Regexp.union(Identity.ask("personal_fields", {})[:fields]).source})\z/i]
  end
end
