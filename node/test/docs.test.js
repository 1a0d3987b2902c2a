"use strict";

// What an editor shows on hover: every method and every field is documented, and the fields are those of the core.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const bootpay = require("bootpay-backend-nodejs");
const { REPOSITORY } = require("./sandbox.js");

const ts = require(path.join(REPOSITORY, "node", "node_modules", "typescript"));

const FOLDER = path.dirname(require.resolve("bootpay-backend-nodejs/package.json"));
const FILE = path.join(FOLDER, "index.d.ts");
const source = ts.createSourceFile(FILE, fs.readFileSync(FILE, "utf8"), ts.ScriptTarget.Latest, true);

const named = (kind) =>
  new Map(source.statements.filter((node) => node.kind === kind).map((node) => [node.name.text, node]));
const interfaces = named(ts.SyntaxKind.InterfaceDeclaration);
const classes = named(ts.SyntaxKind.ClassDeclaration);

const textOf = (node) => node.jsDoc?.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join("\n") ?? "";

test("every export is declared and documented, and nothing else is declared as a value", () => {
  const declared = [];
  for (const statement of source.statements) {
    assert.ok(statement.jsDoc?.length, `without docs: ${statement.getText().slice(0, 80)}`);
    if (ts.isVariableStatement(statement)) {
      declared.push(...statement.declarationList.declarations.map(({ name }) => name.text));
    }
    if (ts.isClassDeclaration(statement)) declared.push(statement.name.text);
  }
  assert.deepEqual(declared.sort(), Object.keys(bootpay).sort());
});

test("every field of every type is documented", () => {
  assert.ok(interfaces.size > 20);
  for (const [name, { members }] of interfaces) {
    for (const member of members) assert.ok(textOf(member), `without docs: ${name}: ${member.getText()}`);
  }
});

test("every public method is documented: arguments, result, errors, an example", () => {
  const { prototype } = bootpay.BootpayClient;
  assert.ok(assertDocumented(prototype, classes.get("BootpayClient").members) > 25);
  const { webhook } = bootpay.Bootpay;
  assert.equal(assertDocumented(Object.getPrototypeOf(webhook), interfaces.get("Webhooks").members), 4);
  const { identity } = bootpay.Bootpay;
  assert.equal(assertDocumented(Object.getPrototypeOf(identity), interfaces.get("Identity").members), 2);
});

/** How many members a prototype has, each of which has to be documented. */
function assertDocumented(prototype, members) {
  // a setter's docs are its getter's
  const declared = new Map(members.filter(textOf).map((member) => [member.name?.getText(), member]));
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  for (const name of names) {
    const member = declared.get(name);
    assert.ok(member, `${name} is not declared, or has no docs`);
    if (!(ts.isMethodDeclaration(member) || ts.isMethodSignature(member)) || name === "toJSON") continue;
    const tags = ts.getJSDocTags(member);
    const documented = tags.filter(ts.isJSDocParameterTag).map((tag) => tag.name.getText());
    assert.deepEqual(
      documented,
      member.parameters.map((parameter) => parameter.name.getText()),
      name,
    );
    for (const wanted of ["throws", "example", ...(name === "setConfig" ? [] : ["returns"])]) {
      assert.ok(
        tags.some((tag) => tag.tagName.text === wanted),
        `${name} has no @${wanted}`,
      );
    }
    for (const tag of tags) assert.ok(ts.getTextOfJSDocComment(tag.comment)?.trim(), `${name}: an empty tag`);
    const inCode = prototype[name]
      .toString()
      .match(/\((.*?)\) \{/)[1]
      .split(", "); // with defaults, unlike length
    assert.deepEqual(
      inCode.map((one) => one.split(" ")[0]),
      documented,
      `${name}: the arguments`,
    );
  }
  return names.length;
}

test("an event has what is declared of it", () => {
  const event = new bootpay.BootpayClient("a", "k").webhook.parse("receipt_id=r1");
  const own = [...Object.keys(event), ...Object.getOwnPropertyNames(Object.getPrototypeOf(event))];
  const declared = interfaces.get("WebhookEvent").members.map((member) => member.name.getText());
  assert.deepEqual(own.filter((name) => name !== "constructor").sort(), declared.sort());
});

test("what is deprecated is so in the declarations too", () => {
  const { members } = classes.get("BootpayClient");
  const deprecated = members.filter((member) => ts.getJSDocDeprecatedTag(member)).map((member) => member.name.text);
  assert.deepEqual(deprecated, ["remoteLink", "remoteForm", "sendSms", "sendLms"]);
});

/** The fields of an interface as the wire calls them. */
function fieldsOf(name, renamed = {}) {
  const node = interfaces.get(name);
  const own = node.members.filter(ts.isPropertySignature).map((member) => member.name.getText());
  const bases = node.heritageClauses?.flatMap(({ types }) => types.map((type) => type.expression.getText())) ?? [];
  const wire = own.map((field) => renamed[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return [...wire, ...bases.flatMap((base) => fieldsOf(base, renamed))];
}

const native = require(path.join(FOLDER, "lib", "native.js"));
const config = { application_id: "a", private_key: "k", base_url: "http://127.0.0.1:1" };
const listedIn = (message) => [...message.split(", expected ")[1].matchAll(/`(\w+)`/g)].map(([, field]) => field);

/** The fields that the core knows: it lists them when it refuses one. */
async function fieldsOfCore(operation, within) {
  const unknown = { no_such_field: 1 };
  const params = within === undefined ? unknown : { [within]: within === "items" ? [unknown] : unknown };
  const outcome = await new native.Handle(JSON.stringify(config)).call(operation, JSON.stringify(params), "{}");
  return listedIn(JSON.parse(outcome.meta).message);
}

const MESSAGE = { receiveNumbers: "rps", message: "msg", sendNumber: "sp", subject: "sj" };
for (const [operation, within, name, renamed] of [
  ["payment.cancel", undefined, "BootpayCancelData"],
  ["payment.cancel", "refund", "BootpayRefundData"],
  ["billing_key.request", undefined, "BootpaySubscribeBillingData"],
  ["billing_key.request", "user_info", "BootpayUserInfoData"],
  ["billing_key.request", "extra", "BootpaySubscribeExtraData"],
  ["billing.pay", undefined, "BootpayRequestSubscribeBillingPaymentData"],
  ["billing.pay", "items", "BootpayItemData"],
  ["billing.reserve", undefined, "BootpayReserveSubscribeBillingData"],
  ["user_token.request", undefined, "BootpayRequestUserTokenData"],
  ["link.request", undefined, "BootpayRequestPaymentData", { itemName: "name" }],
  ["webhook.create", undefined, "BootpayWebhookData"],
  ["delivery.start", undefined, "BootpayDeliveryData"],
  ["wallet.list", undefined, "BootpayWalletsData"],
  ["remote_form.send", undefined, "BootpayRemoteFormData"],
  ["lms.send", "data", "BootpayLmsData", MESSAGE],
]) {
  test(`${name} has the fields that the core knows of ${operation}${within ? `, ${within}` : ""}`, async () => {
    assert.deepEqual(fieldsOf(name, renamed).sort(), (await fieldsOfCore(operation, within)).sort());
  });
}

test("verify's expectations are those that the core knows", async () => {
  const own = interfaces.get("VerifyOptions").members.map((member) => member.name.getText());
  const wire = own.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  assert.deepEqual(["receipt_id", ...wire].sort(), (await fieldsOfCore("receipt.get")).sort());
});

test("what settles a cancel is what the core knows, but for what the lost call itself says", async () => {
  const own = fieldsOf("BootpaySettleCancelData", { price: "cancel_price" });
  assert.deepEqual([...own, "failure", "operation"].sort(), (await fieldsOfCore("receipt.settle")).sort());
  assert.deepEqual(
    interfaces.get("SettleOptions").members.map((member) => member.name.getText()),
    ["cancelledBefore"],
  );
});

test("a webhook's delivery is what the core knows, but for what the method says", () => {
  const handle = new native.Handle(JSON.stringify(config));
  assert.throws(
    () => handle.webhook(Buffer.alloc(0), '{"no_such_field":1}'),
    ({ message }) => {
      const known = listedIn(JSON.parse(message).message);
      assert.deepEqual([...fieldsOf("WebhookDelivery"), "only_read"].sort(), known.sort());
      return true;
    },
  );
});

test("the bank codes are declared as they are", () => {
  const [declaration] = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .filter(({ name }) => name.text === "BANKCODE");
  const declared = declaration.type.members.map((member) => [member.name.getText(), member.type.literal.text]);
  assert.deepEqual(Object.fromEntries(declared), { ...bootpay.BANKCODE });
});
