"use strict";

// Loads the compiled half of the package from `native/`, where there is one binary a platform.

const fs = require("node:fs");
const path = require("node:path");
const { withPromises } = require("./calls.js");
const { platformName } = require("./platform.js");

// Bundlers drop a branch that cannot be taken, with its requests; after a return they would follow them all the same.
function binary() {
  if (process.turbopack) {
    // It reads no binaries, and a request for one ends the build without a word about what to do.
    throw new Error("Turbopack reads no binaries");
  } else if (process.env.NEXT_RUNTIME && typeof __webpack_require__ === "function") {
    // Nor does Next's webpack. This request it leaves to Node, and Next finds the file for what it deploys.
    return __non_webpack_require__("bootpay-backend-nodejs/native");
  } else {
    return require("./binary.js");
  }
}

/** The platforms that the package has binaries for; undefined if a bundler moved this file out of the package. */
function contained() {
  try {
    const names = fs.readdirSync(path.join(__dirname, "..", "native")).filter((name) => name.endsWith(".node"));
    return names.map((name) => path.basename(name, ".node")).sort();
  } catch {
    return undefined;
  }
}

/** What to do where no binary fits; `cause` only if one was requested. */
function explained(cause) {
  const there = contained();
  const [why] = cause?.message.split("\n") ?? []; // without Node's list of who required it
  if (cause && (cause.code === "ERR_DLOPEN_FAILED" || there?.includes(platformName))) {
    return (
      `bootpay-backend-nodejs cannot load its binary for ${platformName}: ${why}. ` +
      "Is the system's C library older than the one that it was built for?"
    );
  }
  if (cause && there === undefined) {
    return (
      `bootpay-backend-nodejs was bundled, and its binary for ${platformName} is not in the bundle (${why}). ` +
      "Leave the package out of the bundle, by one line. " +
      'Next: serverExternalPackages: ["bootpay-backend-nodejs"] in next.config. ' +
      'webpack: externals: { "bootpay-backend-nodejs": "commonjs bootpay-backend-nodejs" }. ' +
      "esbuild: --external:bootpay-backend-nodejs, or --loader:.node=copy to take the binary along. " +
      'Vite: ssr: { external: ["bootpay-backend-nodejs"] }.'
    );
  }
  const has = there === undefined ? "it was bundled from a package for others" : `this package has: ${there.join(", ") || "none at all"}`;
  return (
    `bootpay-backend-nodejs has no binary for this platform (${platformName}); ${has}. ` +
    "Install a package that has it, or build one on this platform: node/package.sh of the repository, with Rust."
  );
}

function load() {
  let found;
  let cause;
  try {
    found = binary();
  } catch (error) {
    cause = error;
  }
  if (found === undefined) throw new Error(explained(cause), cause && { cause });
  return found;
}

module.exports = withPromises(load());
