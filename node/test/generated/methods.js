"use strict";

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

/** Each operation as the method that a caller would use; `camel(params, renamed)` writes a request as a caller does. */
const methods = (camel) => ({
  "certificate.get": (client, params) => client.certificate(params.receipt_id),
  "payment.cancel": (client, params) => client.cancel(camel(params)),
  "payment.submit": (client, params) => client.submit(params.receipt_id),
  "billing_key.request": (client, params) => client.requestSubscribeBillingKey(camel(params)),
  "billing_key.lookup": (client, params) => client.lookupBillingKey(params.receipt_id),
  "billing_key.delete": (client, params) => client.destroySubscribeBillingKey(params.billing_key),
  "billing.pay": (client, params) => client.requestSubscribeBillingPayment(camel(params)),
  "billing.reserve": (client, params) => client.reserveSubscribeBilling(camel(params)),
  "reservation.cancel": (client, params) => client.destroyReserveSubscribeBilling(params.reserve_id),
  "user_token.request": (client, params) => client.requestUserToken(camel(params)),
  "link.request": (client, params) => client.requestPayment(camel(params, { name: "itemName" })),
  "webhook.create": (client, params) => client.createWebhook(camel(params)),
  "delivery.start": (client, params) => client.deliveryStart(camel(params)),
  "npay_product.send": (client, params) => client.naverpayItemResponse(params),
  "project.update": (client, params) => client.updatePgResource(params),
  "wallet.list": (client, params) => client.getUserWallets(camel(params)),
  "wallet.pay": (client, params) => client.requestWalletPayment(params),
  "remote_link.send": (client, params) => client.remoteLink(params),
  "remote_form.send": (client, params) => client.remoteForm(camel(params)),
});

module.exports = { methods };
