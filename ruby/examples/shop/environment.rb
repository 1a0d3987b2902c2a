# frozen_string_literal: true

# What the shops read from the environment, beside the keys, which the client reads by itself.
#
# BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_WEB_APPLICATION_ID are the project's. BOOTPAY_BASE_URL names a
# sandbox, BOOTPAY_TRUSTED_PROXIES your own proxies (10.0.0.0/8,…; 127.0.0.1 for Puma on a Unix socket).
module Environment
  SCRIPT_ORIGIN = ENV["BOOTPAY_BASE_URL"].to_s.empty? ? "https://cdn.bootpay.co.kr" : ENV["BOOTPAY_BASE_URL"]
  WEB_APPLICATION_ID = ENV["BOOTPAY_WEB_APPLICATION_ID"]
  TRUSTED_PROXIES = ENV["BOOTPAY_TRUSTED_PROXIES"].to_s.split(",").freeze
end
