"use strict";

// Servers that never finish, and answers that nobody should send. A call ends with an error or a right answer, and the
// client that made it makes the next one.

const assert = require("node:assert/strict");
const { after, before, test } = require("node:test");
const zlib = require("node:zlib");
const {
  BootpayClient,
  BootpayConnectionError,
  BootpayDecodeError,
  BootpayTimeoutError,
} = require("bootpay-backend-nodejs");
const { APPLICATION_ID, PRIVATE_KEY, IDENTITY } = require("./sandbox.js");
const { raw, answering, httpAnswer, TOKEN } = require("./origin.js");

const MEBIBYTE = 1024 * 1024;
const GUARD = { timeout: 30_000 }; // half of the usual deadline

const envelope = (data) => `{"status":200,"code":0,"message":"","data":${data}}`;
const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);

/** A client that talks to `server` without a token request of its own. */
function clientOf(server, options) {
  const client = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: `http://${server.host}`, ...options });
  client.$token = "0".repeat(64);
  return client;
}

const refusal = (call) =>
  call.then(
    () => assert.fail("the call succeeded"),
    (reason) => reason,
  );

/** A behaviour: once asked, writes `begin` and then `bytes` again and again, slowly, until the client hangs up. */
const dripping =
  (bytes, begin = "") =>
  (socket) =>
    socket.once("data", () => {
      socket.write(begin);
      const timer = setInterval(() => socket.write(bytes), 20);
      socket.on("close", () => clearInterval(timer));
    });

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
/** What a call meets, however often it is repeated. */
const NEVER_DONE = {
  "is silent after it took the connection": () => {},
  "drips the head byte by byte": dripping("A", "HTTP/1.1 200 "),
  "drips the body byte by byte": dripping(" ", `${HEAD}content-length: 1000000\r\n\r\n`),
  "never ends its body": dripping("2\r\n{}\r\n", `${HEAD}transfer-encoding: chunked\r\n\r\n`),
  "interjects for ever": dripping("HTTP/1.1 100 Continue\r\n\r\n"),
  "closes its half of the connection and reads on": (socket) => socket.end(),
};

for (const [what, behaviour] of Object.entries(NEVER_DONE)) {
  test(`the deadline holds against a server that ${what}`, GUARD, async (t) => {
    const server = await raw(behaviour);
    t.after(() => server.stop());
    const client = clientOf(server);
    const automatic = new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: `http://${server.host}` });
    const limits = { deadline: 400, maxRetries: 100 };
    const failures = await Promise.all([
      refusal(client.verify(IDENTITY, limits)),
      refusal(automatic.verify(IDENTITY, limits)), // the token request meets it too
      refusal(client.getAccessToken(limits)),
    ]);
    // A timeout is a failed connection. Which of the two it is depends on what the last repetition met.
    for (const error of failures) assert.ok(error instanceof BootpayConnectionError, error.stack);
    server.behaviour = answering(httpAnswer(envelope("1")));
    assert.equal((await client.verify(IDENTITY)).data, 1);
  });
}

test("the deadline holds against a server that stalls the TLS handshake", GUARD, async (t) => {
  const server = await raw(() => {});
  t.after(() => server.stop());
  const client = clientOf(server, { baseUrl: `https://${server.host}` });
  for (const limits of [{ deadline: 300 }, { timeout: 300, maxRetries: 0 }]) {
    const error = await refusal(client.verify(IDENTITY, limits));
    assert.ok(error instanceof BootpayTimeoutError, error.stack);
    assert.equal(error.effect, "none");
  }
});

test("a redirect is not followed, so none goes on for ever", GUARD, async (t) => {
  let seen = 0;
  const server = await raw((socket) => {
    seen++;
    answering(httpAnswer("", [`location: http://${server.host}/receipt/${IDENTITY}`], "302 Found"))(socket);
  });
  t.after(() => server.stop());
  const error = await refusal(clientOf(server).verify(IDENTITY));
  assert.ok(error instanceof BootpayDecodeError, error.stack);
  assert.deepEqual([error.status, seen], [302, 1]);
});

test("a cancel that a server never answers has an unknown effect", GUARD, async (t) => {
  const server = await raw(() => {});
  t.after(() => server.stop());
  const error = await refusal(clientOf(server).cancel({ receiptId: IDENTITY }, { deadline: 300 }));
  assert.deepEqual([error.name, error.effect, error.receiptId], ["BootpayTimeoutError", "unknown", IDENTITY]);
});

/** Bytes that answer, and the class of the error or the data that they are. */
const ANSWERS = {
  "a body of more than 8 MiB": [httpAnswer(envelope(`"${"x".repeat(8 * MEBIBYTE)}"`)), BootpayDecodeError],
  "a small body that unpacks to more than 8 MiB": [
    httpAnswer(zlib.gzipSync(envelope(`"${"x".repeat(64 * MEBIBYTE)}"`)), ["content-encoding: gzip"]),
    BootpayDecodeError,
  ],
  "what is not packed as it says": [httpAnswer(envelope("1"), ["content-encoding: gzip"]), BootpayConnectionError],
  "1,000 headers": [
    httpAnswer(
      envelope("1"),
      Array.from({ length: 1000 }, (_, at) => `x-${at}: y`),
    ),
    BootpayConnectionError,
  ],
  "a header of a mebibyte": [httpAnswer(envelope("1"), [`x: ${"y".repeat(MEBIBYTE)}`]), BootpayConnectionError],
  "JSON 100 deep": [httpAnswer(envelope(nested(100))), JSON.parse(nested(100))],
  "JSON 100,000 deep": [httpAnswer(envelope(nested(100_000))), BootpayDecodeError],
  "objects 100,000 deep": [
    httpAnswer(envelope(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)),
    BootpayDecodeError,
  ],
  "a key twice": [httpAnswer(envelope('[{"a":1,"a":2}]')), BootpayDecodeError],
  "the status twice": [httpAnswer('{"status":200,"status":404,"code":0}'), BootpayDecodeError],
  "1e400": [httpAnswer(envelope("1e400")), BootpayDecodeError],
  "a number of 400 digits": [httpAnswer(envelope("9".repeat(400))), BootpayDecodeError],
  "a status of 400 digits": [httpAnswer(`{"status":${"9".repeat(400)},"code":0}`), BootpayDecodeError],
  "invalid UTF-8": [
    httpAnswer(Buffer.concat([Buffer.from('{"data":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])),
    BootpayDecodeError,
  ],
  "half a surrogate pair": [httpAnswer(envelope('"\\ud800"')), BootpayDecodeError],
  "a NUL": [httpAnswer(envelope('"\0"')), BootpayDecodeError],
  "a NUL that is escaped": [httpAnswer(envelope('"a\\u0000b"')), "a\0b"],
  "a prototype": [httpAnswer(envelope('{"__proto__":{"polluted":1}}')), JSON.parse('{"__proto__":{"polluted":1}}')],
  nothing: [httpAnswer(""), BootpayDecodeError],
  "no HTTP": [Buffer.from("\0\x01 hello\r\n\r\n"), BootpayConnectionError],
  "a negative length": [Buffer.from(`${HEAD}content-length: -5\r\n\r\n{}`), BootpayConnectionError],
  "two lengths": [Buffer.from(`${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{} `), BootpayConnectionError],
  "a chunk without an end": [
    Buffer.from(`${HEAD}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}`),
    BootpayConnectionError,
  ],
};

let server;
let client;
before(async () => {
  server = await raw(() => {});
  client = clientOf(server, { maxRetries: 0 });
});
after(() => server.stop());

for (const [what, [bytes, expected]] of Object.entries(ANSWERS)) {
  test(`the server answers ${what}`, GUARD, async () => {
    server.behaviour = answering(bytes);
    if (typeof expected === "function") {
      const error = await refusal(client.verify(IDENTITY));
      assert.ok(error instanceof expected, error.stack);
      assert.ok(error.message.length < 1000, "the answer is not in the message");
    } else {
      assert.deepEqual((await client.verify(IDENTITY)).data, expected);
    }
    server.behaviour = answering(httpAnswer(envelope('"alive"')));
    assert.equal((await client.verify(IDENTITY)).data, "alive");
    assert.equal({}.polluted, undefined);
  });
}

/** A client that asks for its token. */
const automatic = () =>
  new BootpayClient(APPLICATION_ID, PRIVATE_KEY, "", { baseUrl: `http://${server.host}`, maxRetries: 0 });

test("the token request gets an answer that nobody should send", GUARD, async () => {
  const asking = automatic();
  for (const data of [nested(100_000), "1e400", "[]", '{"token":[1]}', '{"token":{}}']) {
    server.behaviour = answering(httpAnswer(envelope(data)));
    const error = await refusal(asking.verify(IDENTITY));
    assert.ok(error instanceof BootpayDecodeError, error.stack);
  }
  server.behaviour = (socket) =>
    socket.once("data", (request) => {
      const isToken = request.toString().startsWith("POST /request/token");
      socket.end(httpAnswer(isToken ? JSON.stringify(TOKEN) : envelope('"alive"')));
    });
  assert.equal((await asking.verify(IDENTITY)).data, "alive");
});

test("a token that no header can carry is not sent", GUARD, async () => {
  for (const token of ["a\\u0000b", "a\\r\\nx: y"]) {
    const routes = [];
    server.behaviour = (socket) =>
      socket.once("data", (request) => {
        routes.push(request.toString().split(" ", 2).join(" "));
        socket.end(httpAnswer(envelope(`{"token":"${token}"}`)));
      });
    const error = await refusal(automatic().verify(IDENTITY));
    assert.ok(error instanceof BootpayDecodeError, error.stack);
    assert.deepEqual(routes, ["POST /request/token"]);
  }
});
