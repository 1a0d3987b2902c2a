"use strict";

// Servers that answer what the sandbox never would.

const http = require("node:http");
const net = require("node:net");

/** `answers` maps a path to what it is answered: an object is sent as JSON. Anything else gets a token. */
async function serve(answers) {
  const seen = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const asked = { method: request.method, path: request.url, headers: request.headers, body };
      seen.push(asked);
      const given = answers[request.url.split("/")[1]];
      const answer = typeof given === "function" ? given(asked) : given;
      const { status = 200, type = "application/json", json } = answer ?? { json: TOKEN };
      response.writeHead(status, { "content-type": type });
      response.end(typeof json === "string" ? json : JSON.stringify(json));
    });
  });
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    connections: () => connections,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that speaks no HTTP of its own: `behaviour` gets every connection, and may be replaced at any time. */
async function raw(behaviour) {
  const sockets = new Set();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {}); // the client may hang up
    served.behaviour(socket);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const served = {
    behaviour,
    host: `127.0.0.1:${server.address().port}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  return served;
}

/** A behaviour: these bytes to the first request, and the end. */
const answering = (bytes) => (socket) => socket.once("data", () => socket.end(bytes));

/** An HTTP answer as bytes. */
function httpAnswer(body, headers = [], status = "200 OK") {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${bytes.length}`, "connection: close", ...headers];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), bytes]);
}

const TOKEN = {
  status: 200,
  code: 0,
  message: "",
  data: { token: "f".repeat(64), server_time: 1527569986, expired_at: 1527571765 },
};

/** An address of this machine where nobody listens: one that was ours a moment ago. */
async function nobody() {
  const server = await serve({});
  await server.stop();
  return server.url;
}

module.exports = { serve, raw, answering, httpAnswer, nobody, TOKEN };
