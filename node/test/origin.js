"use strict";

// A server that answers what the sandbox never would.

const http = require("node:http");

/** `answers` maps a path to what it is answered: an object is sent as JSON. Anything else gets a token. */
async function serve(answers) {
  const seen = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ method: request.method, path: request.url, headers: request.headers, body });
      const given = answers[request.url.split("/")[1]];
      const answer = typeof given === "function" ? given(request) : given;
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

module.exports = { serve, nobody, TOKEN };
