#!/bin/sh
# Plain HTTP: what every library here does underneath.
set -eu
token=$(curl -sSf "$BOOTPAY_BASE_URL/request/token" -H 'Content-Type: application/json' \
  -d "{\"application_id\":\"$BOOTPAY_APPLICATION_ID\",\"private_key\":\"$BOOTPAY_PRIVATE_KEY\"}" |
  sed 's/.*"token":"\([0-9a-f]*\)".*/\1/')
curl -sSf "$BOOTPAY_BASE_URL/certificate/$RECEIPT_ID" -H "Authorization: $token"
