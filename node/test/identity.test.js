"use strict";

// A verification from its beginning to a person who may be believed, and what is never shown of one.

const assert = require("node:assert/strict");
const path = require("node:path");
const { after, before, beforeEach, test } = require("node:test");
const util = require("node:util");
const {
  Bootpay,
  BootpayClient,
  BootpayConnectionError,
  BootpayError,
  BootpayIdentityError,
  BootpayInvalidRequestError,
  Person,
  once,
} = require("bootpay-backend-nodejs");
const { Sandbox } = require("./sandbox.js");

const SESSION = "session-1";
const PURPOSE = "주류 구매";
const WEB = "5b8f6a4d396fa665fdc2b5e7";
const KEY = "a key of 16 bytes, or more";
const CI = `${"C".repeat(85)}A==`; // 64 bytes in base64
const OTHER_CI = `${"B".repeat(85)}A==`;
const DI = "D".repeat(64);
const ADULT = { username: "김가용", birth: "1990-10-04", gender: 1, phone: "01000001234", unique: CI, di: DI, carrier: "SKT" };

let sandbox;
let client;
before(async () => {
  sandbox = await Sandbox.start();
});
beforeEach(async () => {
  await sandbox.reset();
  client = new BootpayClient(sandbox.application_id, sandbox.private_key, "", { baseUrl: sandbox.url });
});
after(() => sandbox.stop());

const begin = (options) => client.identity.begin({ purpose: PURPOSE, session: SESSION, ...options });
const certify = async (order_id, fields) =>
  (await sandbox.control("POST", "/sandbox/identities", { ...ADULT, order_id, ...fields })).receipt_id;
const confirm = (receiptId, token, options) =>
  client.identity.confirm(receiptId, { token, session: SESSION, once: once.memory(), ...options });

/** A person, by way of the whole flow. */
async function verified(fields) {
  const begun = begin();
  return confirm(await certify(begun.orderId, fields), begun.token);
}

const failure = (promise) =>
  promise.then(
    () => assert.fail("it was confirmed"),
    (error) => error,
  );
/** What the server was asked, but for tokens. */
const asked = async () => (await sandbox.routes()).filter((route) => !route.endsWith("/request/token"));

test("a verification begins without anybody being asked, and lasts ten minutes", async () => {
  const earliest = Math.floor(Date.now() / 1000);
  const begun = begin();
  const latest = Math.floor(Date.now() / 1000);
  assert.match(begun.orderId, /^identity-[0-9a-f]{32}$/);
  const seconds = begun.expiresAt.getTime() / 1000;
  assert.ok(earliest + 600 <= seconds && seconds <= latest + 600, String(seconds));
  assert.ok(begin({ expiresIn: 60 }).expiresAt < begun.expiresAt);
  const request = begun.request(WEB);
  assert.deepEqual(request, {
    application_id: WEB,
    ...{ pg: "danal", method: "auth", name: "본인인증", price: 0, order_id: begun.orderId },
  });
  assert.deepEqual(begun.forPage(WEB), { token: begun.token, request });
  assert.notEqual(begin().orderId, begun.orderId);
  assert.deepEqual(await sandbox.routes(), []);
});

test("the token is in nothing that is printed or copied of a beginning", () => {
  const begun = begin();
  const shown = [util.inspect(begun, { showHidden: true }), JSON.stringify(begun), util.inspect({ ...begun })].join("\n");
  assert.ok(!shown.includes(begun.token), shown);
  assert.match(util.inspect(begun), /^Begun \{\s+orderId: 'identity-/);
});

test("what cannot begin is refused with the name of the field", () => {
  for (const [intent, words] of [
    [undefined, /purpose/],
    [{ purpose: PURPOSE }, /session/],
    [{ purpose: "", session: SESSION }, /purpose/],
    [{ purpose: PURPOSE, session: "" }, /session/],
    [{ purpose: PURPOSE, session: { id: "s" } }, /session/],
    [{ purpose: PURPOSE, session: SESSION, expiresIn: 1801 }, /expires_in.*expiresIn|expiresIn/],
    [{ purpose: PURPOSE, session: SESSION, expires: 60 }, /unknown option "expires"/],
  ]) {
    assert.throws(
      () => client.identity.begin(intent),
      (error) => error instanceof BootpayInvalidRequestError && words.test(error.message),
      util.inspect(intent),
    );
  }
  for (const id of [undefined, ""]) assert.throws(() => begin().request(id), BootpayInvalidRequestError);
});

test("a person who was verified", async () => {
  const begun = begin();
  const receiptId = await certify(begun.orderId, { foreigner: false });
  const person = await confirm(receiptId, begun.token, { purpose: PURPOSE });
  assert.ok(person instanceof Person);
  assert.ok(Object.isFrozen(person));
  assert.equal(person.name.reveal(), "김가용");
  assert.equal(person.birth.reveal(), "1990-10-04");
  assert.equal(person.phone.reveal(), "01000001234");
  assert.equal(person.ci.reveal(), CI);
  assert.equal(person.di.reveal(), DI);
  assert.deepEqual([person.gender, person.foreigner, person.carrier], ["male", false, "SKT"]);
  assert.deepEqual([person.orderId, person.receiptId, person.purpose], [begun.orderId, receiptId, PURPOSE]);
  assert.ok(person.verifiedAt instanceof Date && Math.abs(person.verifiedAt - Date.now()) < 60_000);
  assert.equal(person.birthIsAmbiguous, false);
  assert.equal(typeof person.tid, "string");
  assert.deepEqual(await asked(), [`GET /certificate/${receiptId}`]);
});

test("what the agency has not sent is null, and what it sent empty is empty", async () => {
  const person = await verified({ phone: null, carrier: null, foreigner: null, unique: "", birth: null });
  assert.deepEqual([person.phone, person.carrier, person.foreigner, person.birth], [null, null, null, null]);
  assert.equal(person.ci.reveal(), "");
  assert.equal(person.isAdult("guardian_consent"), false, "a gate stays closed");
  assert.deepEqual([person.age(), person.yearAge()], [null, null]);
});

test("a verification that is not to be believed says why, before the server is asked if that can be", async () => {
  const [begun, other] = [begin(), begin()];
  const receiptId = await certify(begun.orderId);
  const { receipt_id: payment } = await sandbox.control("POST", "/sandbox/payments", { order_id: begun.orderId, price: 1000 });
  const { token } = begun;
  for (const [reason, httpStatus, attempt, sent] of [
    ["bad_token", 400, () => confirm(receiptId, `Z${token.slice(1)}`), 0],
    ["bad_token", 400, () => confirm(receiptId, undefined), 0],
    ["other_session", 403, () => confirm(receiptId, token, { session: "session-2" }), 0],
    ["other_purpose", 403, () => confirm(receiptId, token, { purpose: "회원 가입" }), 0],
    ["not_identity", 400, () => confirm("../subscribe/billing/1", token), 0],
    ["not_finished", 409, () => confirm("0".repeat(24), token), 1],
    ["other_order", 403, () => confirm(receiptId, other.token), 1],
    ["not_identity", 400, () => confirm(payment, token), 1],
  ]) {
    const before = (await asked()).length;
    const error = await failure(attempt());
    assert.ok(error instanceof BootpayIdentityError && error instanceof BootpayError, util.inspect(error));
    assert.deepEqual([error.kind, error.reason, error.httpStatus], ["identity", reason, httpStatus]);
    assert.equal((await asked()).length - before, sent, reason);
    assert.match(error.customerMessage(), /[가-힣]/);
    assert.match(error.customerMessage("en"), /^[\x20-\x7e’]+$/);
    const json = JSON.parse(JSON.stringify(error));
    assert.deepEqual([json.name, json.reason, json.httpStatus], ["BootpayIdentityError", reason, httpStatus]);
    assert.match(error.stack.split("\n")[1], /identity\.test\.js/, "the stack begins where confirm was called");
    assert.throws(() => error.customerMessage("ja"), BootpayInvalidRequestError);
  }
});

test("somebody who was verified long before is not who sits there", async () => {
  const begun = begin();
  const receiptId = await certify(begun.orderId, { verified_ago: 3600 });
  assert.equal((await failure(confirm(receiptId, begun.token))).reason, "expired");
});

test("a verification is used once, by whoever is first", async () => {
  const begun = begin();
  const receiptId = await certify(begun.orderId);
  const consumed = [];
  const store = {
    async consume(orderId, seconds) {
      consumed.push([orderId, seconds]);
      return consumed.length === 1;
    },
  };
  const both = await Promise.allSettled([1, 2].map(() => confirm(receiptId, begun.token, { once: store })));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const { reason: error } = both.find(({ status }) => status === "rejected");
  assert.ok(error instanceof BootpayIdentityError);
  assert.deepEqual([error.reason, error.httpStatus, error.receiptId], ["used", 409, receiptId]);
  assert.match(error.stack.split("\n")[1], /identity\.test\.js/);
  for (const [orderId, seconds] of consumed) {
    assert.equal(orderId, begun.orderId);
    assert.ok(seconds > 600, "longer than the token lives");
  }
});

test("without a store nothing is sent", async () => {
  const { token } = begin();
  for (const store of [undefined, null, {}, { consume: true }, new Map()]) {
    const error = await failure(confirm("0".repeat(24), token, { once: store }));
    assert.ok(error instanceof BootpayInvalidRequestError, util.inspect(error));
    assert.match(error.message, /once must be a store/);
  }
  assert.deepEqual(await sandbox.routes(), []);
});

test("a store answers true or false, and nothing else lets anybody through", async () => {
  const begun = begin();
  const receiptId = await certify(begun.orderId);
  for (const said of [1, 0, "OK", "", { rowCount: 0 }, [], Symbol("x")]) {
    const error = await failure(confirm(receiptId, begun.token, { once: { consume: () => said } }));
    assert.ok(error instanceof BootpayInvalidRequestError, util.inspect(error));
    assert.match(error.message, /consume must answer true or false, not/);
  }
  const forgetful = { consume: async () => {} };
  assert.equal((await failure(confirm(receiptId, begun.token, { once: forgetful }))).reason, "used");
});

test("whatever a browser sends is an attempt", async () => {
  const { token } = begin();
  const deep = JSON.parse("[".repeat(100) + "]".repeat(100));
  for (const sent of [undefined, null, 1, true, 1e400, ["x"], { a: 1 }, { toJSON: "x" }, deep, "\ud800", "\0"]) {
    const what = util.inspect(sent);
    assert.equal((await failure(confirm(sent, token))).reason, "not_identity", what);
    assert.equal((await failure(confirm("0".repeat(24), sent))).reason, "bad_token", what);
  }
  assert.deepEqual(await sandbox.routes(), []);
});

test("what a store throws comes as it is, and a lost connection uses nothing up", async () => {
  const begun = begin();
  const receiptId = await certify(begun.orderId);
  const down = new Error("the store is down");
  const broken = { consume: () => Promise.reject(down) };
  assert.equal(await failure(confirm(receiptId, begun.token, { once: broken })), down);

  const store = once.memory();
  await sandbox.fault({ path: "/certificate", kind: "reset", times: 10 });
  const options = { once: store, maxRetries: 0 };
  assert.ok((await failure(confirm(receiptId, begun.token, options))) instanceof BootpayConnectionError);
  await sandbox.control("DELETE", "/sandbox/faults");
  assert.equal((await confirm(receiptId, begun.token, options)).orderId, begun.orderId);
});

test("an aborted confirm uses nothing up", async () => {
  const begun = begin();
  const receiptId = await certify(begun.orderId);
  const store = once.memory();
  const abort = new AbortController();
  await sandbox.fault({ path: "/certificate", kind: "stall" });
  const stalled = failure(confirm(receiptId, begun.token, { once: store, signal: abort.signal }));
  await sandbox.seen(`GET /certificate/${receiptId}`);
  abort.abort();
  assert.equal((await stalled).name, "AbortError");
  await sandbox.control("DELETE", "/sandbox/faults");
  assert.equal((await confirm(receiptId, begun.token, { once: store })).orderId, begun.orderId);
});

test("a private value prints masked, compares by value, and is revealed to who asks", async () => {
  const person = await verified();
  const masks = { name: "김*용", birth: "1990-**-**", phone: "010-****-1234", ci: "CI(…)", di: "DI(…)" };
  for (const [field, mask] of Object.entries(masks)) {
    const value = person[field];
    const prints = [`${value}`, String(value), "" + value, util.inspect(value), util.format("%s", value)];
    assert.deepEqual([...prints, JSON.parse(JSON.stringify(value))], Array(6).fill(mask), field);
    assert.deepEqual([{ ...value }, structuredClone(value)], [{}, {}]);
  }
  const same = await verified();
  const other = await verified({ username: "김나용", phone: "01099991234", unique: OTHER_CI });
  for (const field of ["name", "phone", "ci"]) {
    assert.ok(person[field].equals(same[field]) && !person[field].equals(other[field]), field);
  }
  assert.ok(!person.name.equals("김가용") && !person.ci.equals(person.di));
  assert.equal(
    JSON.stringify({ ...person, ...{ verifiedAt: 0, orderId: 0, receiptId: 0, tid: 0 } }),
    '{"name":"김*용","birth":"1990-**-**","birthIsAmbiguous":false,"gender":"male","foreigner":false,' +
      '"phone":"010-****-1234","carrier":"SKT","ci":"CI(…)","di":"DI(…)","verifiedAt":0,' +
      `"purpose":"${PURPOSE}","orderId":0,"receiptId":0,"tid":0}`,
  );
  assert.match(util.inspect(person), /^Person \{\s+name: 김\*용,\s+birth: 1990-\*\*-\*\*,/);
});

test("each law asks for its own age, on Korea's calendar", async () => {
  const person = await verified({ birth: "2007-11-29" });
  const on = "2026-11-28";
  assert.deepEqual([person.age({ on }), person.yearAge({ on })], [18, 19]);
  assert.deepEqual(
    ["youth_protection", "civil", "child_welfare", "guardian_consent"].map((law) => person.isAdult(law, { on })),
    [true, false, true, true],
  );
  const plainDate = { toString: () => "2026-11-29" }; // as Temporal's
  assert.equal(person.isAdult("civil", { on: plainDate }), true);
  assert.equal(person.isAdult("civil", { on: "2300-01-01" }), false, "over 120 years: nobody knows");
  assert.equal(person.isAdult("guardian_consent", {}), true);
  assert.throws(() => person.isAdult("adult"), /youth_protection/);
  assert.throws(() => person.isAdult(), BootpayInvalidRequestError);
  for (const day of ["20261128", new Date(0), 5]) {
    assert.throws(() => person.age({ on: day }), BootpayInvalidRequestError, String(day));
  }
  for (const options of ["2026-11-28", new Date(0), 5, ["2026-11-28"], { On: "2026-11-28" }]) {
    const asked = [() => person.yearAge(options), () => person.isAdult("civil", options)];
    for (const ask of asked) assert.throws(ask, BootpayInvalidRequestError, util.inspect(options));
  }
});

test("what may be kept when only an age mattered names nobody", async () => {
  const person = await verified({ birth: "2007-11-29" });
  const proof = person.minimal("youth_protection", { on: "2026-11-28" });
  const { rule, checkedAt, ...rest } = proof;
  const { orderId, receiptId, tid } = person;
  assert.deepEqual(rest, {
    ...{ law: "youth_protection", adult: true, on: "2026-11-28", orderId, receiptId, tid },
    verifiedAt: rest.verifiedAt,
  });
  assert.equal(new Date(rest.verifiedAt).getTime(), person.verifiedAt.getTime());
  assert.ok(rule.length > 0 && !Number.isNaN(Date.parse(checkedAt)));
  const text = JSON.stringify(proof);
  for (const secret of ["김가용", "2007-11-29", ADULT.phone, CI, DI]) assert.ok(!text.includes(secret), text);
});

test("hashes find somebody again, over versions of keys and forms of keys", async () => {
  const person = await verified();
  const stored = person.ci.hmac(KEY);
  assert.match(stored, /^1:/);
  assert.equal(person.ci.hmac(Buffer.from(KEY)), stored);
  assert.equal(person.ci.hmac(new Uint8Array(Buffer.from(KEY))), stored);
  const newer = "another key of 16 bytes";
  const second = person.ci.hmac(newer, 2);
  assert.match(second, /^2:/);
  for (const keys of [{ 1: KEY, 2: newer }, new Map([[1, KEY], [2, newer]])]) {
    assert.ok(person.ci.matches(stored, keys) && person.ci.matches(second, keys));
  }
  assert.ok(person.ci.matches(stored, KEY) && !person.ci.matches(second, KEY));
  for (const nothing of ["", null, undefined, "1:", "x"]) assert.equal(person.ci.matches(nothing, KEY), false);
  assert.ok(person.phone.matches(person.phone.hmac(KEY), KEY) && person.di.matches(person.di.hmac(KEY), KEY));

  const hashes = ({ ci, di, phone }) => ({ ci: ci.hmac(KEY), di: di.hmac(KEY), phone: phone.hmac(KEY) });
  const known = hashes(person);
  assert.equal(person.matchedBy(known, KEY), "ci");
  const owner = await verified({ unique: OTHER_CI, di: "E".repeat(64) });
  assert.equal(owner.matchedBy(known, KEY), "phone");
  assert.equal(owner.matchedBy({ ...known, phone: null, di: undefined }, KEY), null);
  for (const stored of [undefined, null, { name: "x" }, new Map([["ci", known.ci]]), [known.ci], known.ci]) {
    assert.throws(() => person.matchedBy(stored, KEY), BootpayInvalidRequestError, util.inspect(stored));
  }
  for (const keys of [{ 2: newer }, new Map([[2, newer]])]) {
    assert.throws(() => person.ci.hmac(keys), BootpayInvalidRequestError, "it would be kept as version 1");
  }
  const without = await verified({ unique: null });
  assert.equal(without.matchedBy(known, KEY), "di");

  const empty = await verified({ unique: "" });
  assert.throws(() => empty.ci.hmac(KEY), BootpayInvalidRequestError);
  assert.equal(empty.ci.matches("", KEY), false);
  for (const key of ["short", "", undefined, null, 5, {}, [KEY], { 1: 5 }, { one: KEY }]) {
    assert.throws(
      () => person.ci.matches(stored, key),
      (error) => error instanceof BootpayInvalidRequestError && !error.message.includes(CI),
      util.inspect(key),
    );
  }
});

test("the process's client verifies people too", () => {
  Bootpay.setConfig(sandbox.application_id, sandbox.private_key, "", { baseUrl: sandbox.url });
  assert.match(Bootpay.identity.begin({ purpose: PURPOSE, session: SESSION }).orderId, /^identity-/);
  assert.equal(Bootpay.identity, Bootpay.identity);
});

test("an answer about a person prints masked and is otherwise as the server sent it", async () => {
  const receiptId = await certify("order-1", { foreigner: false });
  const answers = [await client.certificate(receiptId), await client.verify(receiptId)];
  assert.equal(answers[0].data.certificate.unique, CI);
  const secrets = ["김가용", "1990-10-04", "01000001234", CI, DI, "SKT"];
  for (const answer of answers) {
    const { data } = answer;
    const parts = [answer, data, data.payment_data, ...(data.certificate ? [data.certificate] : [])];
    for (const part of [...parts, [answer], { deep: { deeper: { data } } }]) {
      for (const options of [{}, { depth: 0 }, { depth: 9 }, { depth: null }, { compact: false, colors: true }]) {
        const text = util.inspect(part, options);
        for (const secret of secrets) assert.ok(!text.includes(secret), text);
      }
      const text = util.format("%s %o %O", part, part, part);
      for (const secret of secrets) assert.ok(!text.includes(secret), text);
    }
  }
  const [{ data }] = answers;
  assert.match(util.inspect(data.certificate), /username: '김\*용'/);
  assert.match(util.inspect(data), /receipt_id: /);
  assert.equal(util.inspect(answers[0], { depth: 0 }), "{ status: 200, code: 0, message: '', data: [Object] }");

  const plain = JSON.parse(JSON.stringify(answers[0]));
  assert.deepEqual(answers[0], plain);
  assert.equal(plain.data.certificate.username, "김가용");
  assert.deepEqual({ ...data.certificate }, plain.data.certificate);
  assert.deepEqual(Object.keys(data.certificate), Object.keys(plain.data.certificate));
  assert.equal(util.inspect({ ...data.certificate }), util.inspect(plain.data.certificate), "a copy is the caller's");
  data.certificate.own = 1n;
  assert.match(util.inspect(data), /not printed/);
});

test("pino hides people by the paths, however deep they are", async () => {
  const { redactPaths } = require("bootpay-backend-nodejs");
  const pino = require("pino");
  const lines = [];
  const logger = pino({ redact: redactPaths() }, { write: (line) => lines.push(line) });
  const answer = await client.certificate(await certify("order-1", { foreigner: false }));
  const person = await verified();
  logger.info({ answer, person, ...answer.data.certificate }, "verified");
  logger.child({ customer: { phone: ADULT.phone }, card: { cardNo: "9430811122223333" } }).info("asked");
  const text = lines.join("");
  for (const secret of ["김가용", "1990-10-04", ADULT.phone, CI, DI, "94308"]) assert.ok(!text.includes(secret), text);
  assert.ok(text.includes('"order_id":"order-1"') && text.includes('"msg":"verified"'), text);
  assert.equal(JSON.parse(lines[0]).person.orderId, person.orderId);
  assert.equal(JSON.parse(lines[0]).person.name, "[redacted]");
});

/** A server of Express with the handlers. */
async function serveExpress(handlers) {
  const express = require("express");
  const app = express().use(express.json());
  const sessions = {};
  app.use((request, _response, next) => {
    const id = request.get("x-session");
    if (id) request.session = sessions[id] ??= {};
    next();
  });
  app.post("/begin", handlers.begin((request) => request.body.purpose));
  app.post("/confirm", handlers.confirm, ({ person }, response) => response.json({ name: person.name }));
  app.use((error, _request, response, _next) => response.status(500).json({ name: error.name }));
  const server = app.listen(0, "127.0.0.1");
  await require("node:events").once(server, "listening");
  const post = async (route, body, session = SESSION) => {
    const headers = { "content-type": "application/json", "x-session": session };
    const url = `http://127.0.0.1:${server.address().port}${route}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return [response.status, await response.json()];
  };
  return { post, stop: () => server.close() };
}

/** The same without a server: route handlers are functions. */
function serveNext(handlers) {
  const routes = {
    "/begin": handlers.begin(async (request) => (await request.json()).purpose),
    "/confirm": handlers.confirm((person) => Response.json({ name: person.name })),
  };
  const post = async (route, body, session = SESSION) => {
    const headers = { "content-type": "application/json", "x-session": session };
    const request = new Request(`http://shop${route}`, { method: "POST", headers, body: JSON.stringify(body) });
    try {
      const response = await routes[route](request);
      return [response.status, await response.json()];
    } catch (error) {
      return [500, { name: error.name }];
    }
  };
  return { post, stop() {} };
}

for (const [framework, session, serve] of [
  ["express", undefined, serveExpress],
  ["next", (request) => request.headers.get("x-session"), serveNext],
]) {
  test(`the handlers for ${framework}: begin, confirm once, and the refusal for the customer`, async () => {
    const { identity } = require(`bootpay-backend-nodejs/${framework}`);
    const settings = { client, webApplicationId: WEB, session };
    assert.throws(() => identity(settings), BootpayInvalidRequestError, "a store is missing");
    const { post, stop } = await serve(identity({ ...settings, once: once.memory() }));
    try {
      const [status, begun] = await post("/begin", { purpose: PURPOSE });
      assert.deepEqual([status, begun.request.application_id], [200, WEB]);
      const sent = { receipt_id: await certify(begun.request.order_id), token: begun.token };
      const refused = (reason) => ({ ok: false, reason, error: refusals[reason] });
      const [refusals, own] = [{}, begin()];
      const ownId = await certify(own.orderId);
      for (const [reason, options, receiptId = ownId] of [
        ["other_session", { session: "other" }],
        ["used", { once: { consume: () => false } }],
        ["bad_token", { token: "x" }],
        ["not_identity", { purpose: PURPOSE }, ""],
      ]) {
        refusals[reason] = (await failure(confirm(receiptId, own.token, options))).customerMessage();
      }
      assert.deepEqual(await post("/confirm", sent, "other"), [403, refused("other_session")]);
      assert.deepEqual(await post("/confirm", { ...sent, token: "x" }), [400, refused("bad_token")]);
      assert.deepEqual(await post("/confirm", sent), [200, { name: "김*용" }]);
      assert.deepEqual(await post("/confirm", sent), [409, refused("used")]);
      for (const receiptId of [undefined, null, ["x"], { a: 1 }, "\ud800"]) {
        const answer = await post("/confirm", { receipt_id: receiptId, token: begun.token });
        assert.deepEqual(answer, [400, refused("not_identity")], util.inspect(receiptId));
      }
      assert.deepEqual(await post("/begin", {}), [500, { name: "BootpayInvalidRequestError" }]);
    } finally {
      stop();
    }
  });
}

test("Express without sessions is told what is missing", async () => {
  const { identity } = require("bootpay-backend-nodejs/express");
  const handlers = identity({ client, webApplicationId: WEB, once: once.memory() });
  const failed = async (handler) => new Promise((resolve) => handler({ body: {} }, {}, resolve));
  for (const handler of [handlers.begin(PURPOSE), handlers.confirm]) {
    const error = await failed(handler);
    assert.match(`${error.name}: ${error.message}`, /^BootpayConfigError: .*use express-session/);
  }
});

test("the handlers are there for import, too", async () => {
  for (const framework of ["express", "next"]) {
    const imported = await import(`bootpay-backend-nodejs/${framework}`);
    assert.equal(imported.identity, require(`bootpay-backend-nodejs/${framework}`).identity);
  }
  const manifest = require.resolve("bootpay-backend-nodejs/package.json");
  assert.ok(path.isAbsolute(manifest));
});
