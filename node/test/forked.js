"use strict";

// A child of processes.test.js: one call, its status to the parent.

const { Bootpay } = require("bootpay-backend-nodejs");
const { IDENTITY } = require("./sandbox.js");

Bootpay.certificate(IDENTITY).then(({ status }) => {
  process.send(status);
  process.disconnect();
});
