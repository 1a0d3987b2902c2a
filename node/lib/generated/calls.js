"use strict";

// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

const { warnOfDeprecated } = require("../warning.js");

/** A class with the calls of the table. Each is made by `call(client, method, operation, request, options)`. */
function callsMadeBy(call) {
  return class Calls {
    async certificate(receiptId, options) {
      return call(this, "certificate", "certificate.get", { receiptId }, options);
    }

    async cancel(data, options) {
      return call(this, "cancel", "payment.cancel", data, options);
    }

    async submit(receiptId, options) {
      return call(this, "submit", "payment.submit", { receiptId }, options);
    }

    async requestSubscribeBillingKey(data, options) {
      return call(this, "requestSubscribeBillingKey", "billing_key.request", data, options);
    }

    async lookupBillingKey(receiptId, options) {
      return call(this, "lookupBillingKey", "billing_key.lookup", { receiptId }, options);
    }

    async destroySubscribeBillingKey(billingKey, options) {
      return call(this, "destroySubscribeBillingKey", "billing_key.delete", { billingKey }, options);
    }

    async requestSubscribeBillingPayment(data, options) {
      return call(this, "requestSubscribeBillingPayment", "billing.pay", data, options);
    }

    async reserveSubscribeBilling(data, options) {
      return call(this, "reserveSubscribeBilling", "billing.reserve", data, options);
    }

    async destroyReserveSubscribeBilling(reserveId, options) {
      return call(this, "destroyReserveSubscribeBilling", "reservation.cancel", { reserveId }, options);
    }

    async requestUserToken(data, options) {
      return call(this, "requestUserToken", "user_token.request", data, options);
    }

    async requestPayment(data, options) {
      return call(this, "requestPayment", "link.request", data, options);
    }

    async createWebhook(data, options) {
      return call(this, "createWebhook", "webhook.create", data, options);
    }

    async deliveryStart(data, options) {
      return call(this, "deliveryStart", "delivery.start", data, options);
    }

    async naverpayItemResponse(data, options) {
      return call(this, "naverpayItemResponse", "npay_product.send", data, options);
    }

    async updatePgResource(data, options) {
      return call(this, "updatePgResource", "project.update", data, options);
    }

    async getUserWallets(data, options) {
      return call(this, "getUserWallets", "wallet.list", data, options);
    }

    async requestWalletPayment(data, options) {
      return call(this, "requestWalletPayment", "wallet.pay", data, options);
    }

    async remoteLink(data, options) {
      warnOfDeprecated("remoteLink");
      return call(this, "remoteLink", "remote_link.send", data, options);
    }

    async remoteForm(data, options) {
      warnOfDeprecated("remoteForm");
      return call(this, "remoteForm", "remote_form.send", data, options);
    }
  };
}

module.exports = { callsMadeBy };
