"use strict";

// What a sandbox saw, as text for a test that failed: no body, no query, no key.

/** Of more requests the newest are shown. */
const MOST_REQUESTS = 40;

function requestLine({ number, method, path, status }) {
  const end = status === null ? "no answer" : status === 0 ? "connection broken" : status;
  return `${String(number).padStart(4)}  ${method.padEnd(6)} ${path.split("?")[0]}  ${end}`;
}

function faultLine({ id, kind, ...options }) {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return ["fault", kind, ...given.map(([name, value]) => `${name}=${value}`)].join(" ");
}

const misuseLine = ({ kind, what, how_to_mend }) => `misuse ${kind}: ${what} ${how_to_mend}`;

function requestLines(requests) {
  const newest = requests.slice(-MOST_REQUESTS);
  if (newest.length === 0) return ["no request came: does the client have the address and the keys of this sandbox?"];
  const before = requests.length - newest.length;
  return [...(before > 0 ? [`${before} requests before`] : []), ...newest.map(requestLine)];
}

exports.seen = async (sandbox, control) => {
  const head = `bootpay sandbox ${sandbox.url}, project ${sandbox.applicationId}`;
  try {
    const [requests, faults, misuses] = await Promise.all([
      sandbox.requests(),
      control.get("/sandbox/faults"),
      sandbox.misuses(),
    ]);
    return [head, ...requestLines(requests), ...faults.map(faultLine), ...misuses.map(misuseLine)].join("\n");
  } catch (error) {
    return `${head}: what it saw is not known: ${error.message}`;
  }
};

/** Several misuses, for the error of a test that may have none. */
exports.misuseLines = (misuses) => misuses.map(misuseLine).join("\n");
