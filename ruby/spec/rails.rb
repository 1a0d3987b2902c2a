# frozen_string_literal: true

# What of Rails touches this gem: JSON by ActiveSupport, and the values that a controller has. test.sh runs some specs a
# second time with it.
require "active_support/all"
require "action_controller"

Time.zone = "Seoul"
