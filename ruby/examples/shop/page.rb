# frozen_string_literal: true

require "erb"

# The page that all example shops have.
module Page
  FOLDER = File.expand_path("../page", __dir__)
  TEMPLATE = File.read("#{FOLDER}/page.html", encoding: "UTF-8")
  private_constant :TEMPLATE

  # With BootPay's script from `origin`.
  def self.html(origin, csrf_token: "")
    values = { "origin" => origin, "csrf_token" => csrf_token }
    TEMPLATE.gsub(/{{ (\w+) }}/) { ERB::Util.html_escape(values.fetch(Regexp.last_match(1))) }
  end
end
