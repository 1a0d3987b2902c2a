# frozen_string_literal: true

# What Bundler.require loads for `gem "backend-ruby"`.
require_relative "bootpay"
