// The Node driver of `make soak`: the installed package, used as anybody would.
"use strict";

const { readFileSync } = require("node:fs");
const { Bootpay } = require("bootpay-backend-nodejs");

const WORKERS = 16;
const IDENTITY = "612e09260d681b0021e61ab9";
const PAYMENT = "5df6e67d4f74b4002a77e0eb";
const BILLING_KEY = "5b025b33e13f33310ce560fb";
const { BOOTPAY_APPLICATION_ID: id, BOOTPAY_PRIVATE_KEY: key } = process.env;

async function tokens() {
  const calls = Array.from({ length: 100 }, () => Bootpay.certificate(IDENTITY));
  console.log((await Promise.all(calls)).filter((answer) => answer.status === 200).length);
}

async function cancels() {
  Bootpay.setConfig(id, key, "production", { timeout: 500, deadline: 4000 });
  const work = readFileSync(0, "utf8").split("\n").filter(Boolean);
  const worker = async () => {
    for (let line = work.pop(); line !== undefined; line = work.pop()) console.log(await cancelPayment(line));
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

async function cancelPayment(line) {
  const [receiptId, ...amounts] = line.split(" ");
  const said = [receiptId];
  let cancelledBefore = 0;
  for (const amount of amounts) {
    const price = amount === "*" ? undefined : Number(amount);
    const outcome = await cancel(receiptId, price, cancelledBefore);
    if (outcome === "done" || outcome === "unknown:done") cancelledBefore += price ?? 0;
    said.push(outcome);
  }
  return said.join(" ");
}

async function cancel(receiptId, price, cancelledBefore) {
  try {
    await Bootpay.cancel({ receiptId, price });
    return "done";
  } catch (error) {
    if (error.effect === "none") return "none";
    // the receipt may be hard to read too; a merchant would try again later
    for (let tries = 0; tries < 10; tries += 1) {
      const settled = await Bootpay.settle(error, { cancelledBefore }).catch(() => null);
      if (settled) return `unknown:${settled.outcome}`;
    }
    return "unknown:failed";
  }
}

async function load(seconds, inFlight) {
  Bootpay.setConfig(id, key, "production", { deadline: 2000 });
  const ends = performance.now() + seconds * 1000;
  let calls = 0;
  let answered = 0;
  let slowest = 0;
  const worker = async () => {
    while (performance.now() < ends) {
      const call = calls++;
      const began = performance.now();
      await oneCall(call % 10, `o-${call}`).then(
        () => (answered += 1),
        () => {},
      );
      slowest = Math.max(slowest, performance.now() - began);
    }
  };
  // The memory measured is what is held, and not what has not been collected yet.
  const collector = setInterval(globalThis.gc, 1000);
  await Promise.all(Array.from({ length: inFlight }, worker));
  clearInterval(collector);
  console.log(calls, answered, Math.round(slowest));
}

function oneCall(kind, orderId) {
  if (kind < 4) return Bootpay.certificate(IDENTITY);
  if (kind < 7) return Bootpay.verify(PAYMENT);
  if (kind === 7) return Bootpay.cancel({ receiptId: IDENTITY });
  if (kind === 8) return Bootpay.getAccessToken();
  return Bootpay.requestSubscribeBillingPayment({ billingKey: BILLING_KEY, itemName: "soak", price: 1000, orderId });
}

const [part, ...numbers] = process.argv.slice(2);
({ tokens, cancels, load })[part](...numbers.map(Number));
