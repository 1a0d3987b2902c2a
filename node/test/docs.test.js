"use strict";

// What an editor shows on hover: every method and every field is documented, and the fields are those of the core.

const assert = require("node:assert/strict");
const path = require("node:path");
const { test } = require("node:test");
const { pathToFileURL } = require("node:url");
const bootpay = require("bootpay-backend-nodejs");
const { REPOSITORY } = require("./sandbox.js");

const ts = require(path.join(REPOSITORY, "node", "node_modules", "typescript"));

const FOLDER = path.dirname(require.resolve("bootpay-backend-nodejs/package.json"));
const FILE = path.join(FOLDER, "index.d.ts");
const BROWSER = path.join(FOLDER, "generated", "browser.d.ts");
const program = ts.createProgram([FILE, BROWSER], { module: ts.ModuleKind.NodeNext, strict: true, types: [] });
const checker = program.getTypeChecker();
const source = program.getSourceFile(FILE);
/** All that a file exports, by name, wherever it is declared. */
const exportsOf = (file) =>
  new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(file)).map((symbol) => [symbol.name, symbol]));
const exported = exportsOf(source);
const ofPage = exportsOf(program.getSourceFile(BROWSER));

/** What is said of a symbol, wherever it is declared. */
const textOf = (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();

const typeOf = (name) => checker.getDeclaredTypeOfSymbol(exported.get(name) ?? ofPage.get(name));
const membersOf = (name) => checker.getPropertiesOfType(typeOf(name));
const isOfPackage = (symbol) => symbol.declarations.every((node) => node.getSourceFile().fileName.startsWith(FOLDER));

test("every export is declared and documented, and nothing else is declared as a value", () => {
  const values = [];
  for (const [name, symbol] of exported) {
    assert.ok(textOf(symbol), `without docs: ${name}`);
    if (symbol.flags & ts.SymbolFlags.Value) values.push(name);
  }
  assert.deepEqual(values.sort(), Object.keys(bootpay).sort());
});

test("every field of every type is documented", () => {
  const types = [...exported, ...ofPage].filter(([, { flags }]) => flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class));
  assert.ok(types.length > 60);
  for (const [name] of types) {
    for (const member of membersOf(name).filter(isOfPackage)) {
      assert.ok(textOf(member), `without docs: ${name}: ${member.name}`);
    }
    for (const { declaration } of checker.getIndexInfosOfType(typeOf(name))) {
      assert.ok(declaration.jsDoc?.length, `without docs: ${name}: ${declaration.getText()}`);
    }
  }
});

test("what is the same for every call stands with the class", () => {
  const text = textOf(exported.get("BootpayClient"));
  for (const kind of ["InvalidRequest", "Api", "Connection", "Timeout", "Decode", "Config"]) {
    assert.match(text, new RegExp(`Bootpay${kind}Error`));
  }
});

test("every public method is documented: arguments, result, an example, and errors of its own", () => {
  const { prototype } = bootpay.BootpayClient;
  assert.ok(assertDocumented(prototype, "BootpayClient", isRendered) > 25);
  const { webhook } = bootpay.Bootpay;
  assert.equal(assertDocumented(Object.getPrototypeOf(webhook), "Webhooks"), 4);
  const { identity } = bootpay.Bootpay;
  assert.equal(assertDocumented(Object.getPrototypeOf(identity), "Identity"), 2);
});

/** Of such a method the class says what it rejects with. */
const isRendered = (member) => member.valueDeclaration.getSourceFile().fileName.endsWith("calls.d.ts");

/** How many members a prototype has, each of which has to be documented. */
function assertDocumented(prototype, type, rejectsAsAll = () => false) {
  const declared = new Map(membersOf(type).map((member) => [member.name, member]));
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
  for (const name of names) {
    const member = declared.get(name);
    assert.ok(member && textOf(member), `${name} is not declared, or has no docs`);
    const declaration = member.valueDeclaration;
    if (!(ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration)) || name === "toJSON") continue;
    const tags = ts.getJSDocTags(declaration);
    const documented = tags.filter(ts.isJSDocParameterTag).map((tag) => tag.name.getText());
    assert.deepEqual(
      documented,
      declaration.parameters.map((parameter) => parameter.name.getText()),
      name,
    );
    const throws = rejectsAsAll(member) ? [] : ["throws"];
    for (const wanted of ["example", ...throws, ...(name === "setConfig" ? [] : ["returns"])]) {
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
  const declared = membersOf("WebhookEvent").map((member) => member.name);
  assert.deepEqual(own.filter((name) => name !== "constructor").sort(), declared.sort());
});

test("what is deprecated is so in the declarations too", () => {
  const isDeprecated = ({ valueDeclaration }) => ts.getJSDocDeprecatedTag(valueDeclaration);
  const deprecated = membersOf("BootpayClient").filter(isDeprecated).map((member) => member.name);
  assert.deepEqual(deprecated.sort(), ["remoteForm", "remoteLink", "sendLms", "sendSms"]);
});

/** The fields of an interface as the wire calls them. */
function fieldsOf(name, renamed = {}) {
  const fields = membersOf(name).map((member) => member.name);
  return fields.map((field) => renamed[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
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

/** Without those of the settings of every call. */
function ownFieldsOf(name) {
  const shared = membersOf("CallOptions").map((member) => member.name);
  return membersOf(name)
    .map((member) => member.name)
    .filter((field) => !shared.includes(field));
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
  const wire = ownFieldsOf("VerifyOptions").map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  assert.deepEqual(["receipt_id", ...wire].sort(), (await fieldsOfCore("receipt.get")).sort());
});

test("what settles a cancel is what the core knows, but for what the lost call itself says", async () => {
  const own = fieldsOf("BootpaySettleCancelData", { price: "cancel_price" });
  assert.deepEqual([...own, "failure", "operation"].sort(), (await fieldsOfCore("receipt.settle")).sort());
  assert.deepEqual(ownFieldsOf("SettleOptions"), ["cancelledBefore"]);
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

test("the constants are declared as they are, and documented", () => {
  for (const name of ["ReceiptStatus", "Gateway", "Method", "Bank", "BANKCODE"]) {
    const members = checker.getPropertiesOfType(checker.getTypeOfSymbol(exported.get(name)));
    const declared = members.map((member) => [member.name, checker.getTypeOfSymbol(member).value]);
    assert.deepEqual(Object.fromEntries(declared), { ...bootpay[name] });
    for (const member of members) assert.ok(name === "BANKCODE" || textOf(member), `without docs: ${name}.${member.name}`);
  }
});

test("a page's callbacks get what the sandbox's window tells", async () => {
  const keys = await import(pathToFileURL(path.join(REPOSITORY, "tests", "browser", "keys.js")));
  for (const [name, least, most] of [
    ["BootPayError", ["action", "message"], [...keys.ERROR, "code"]],
    ["BootPayCancel", ["action", "message"], keys.CANCEL],
    ["BootPayConfirm", keys.CONFIRM, keys.CONFIRM],
    ["BootPayReady", keys.READY.filter((key) => !["params", "purchased_at"].includes(key)), keys.READY],
    ["BootPayDone", keys.DONE_IDENTITY, [...keys.DONE_CARD, "params"]],
  ]) {
    const members = membersOf(name);
    const required = members.filter(({ flags }) => !(flags & ts.SymbolFlags.Optional));
    assert.deepEqual(required.map((member) => member.name).sort(), least, name);
    assert.deepEqual(members.map((member) => member.name).sort(), most.toSorted(), name);
  }
});
