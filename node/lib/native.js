"use strict";

// Loads the compiled half of the package from `native/`, where there is one binary a platform.

const fs = require("node:fs");
const path = require("node:path");
const { platformName } = require("./platform.js");

const FOLDER = path.join(__dirname, "..", "native");

function contained() {
  try {
    const names = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".node"));
    return names.map((name) => path.basename(name, ".node")).sort();
  } catch {
    return [];
  }
}

function load() {
  const there = contained();
  if (!there.includes(platformName)) {
    throw new Error(
      `bootpay-backend-nodejs has no binary for this platform (${platformName}); ` +
        `this package has: ${there.join(", ") || "none at all"}. Install it on the platform that runs it.`,
    );
  }
  try {
    return require(path.join(FOLDER, `${platformName}.node`));
  } catch (cause) {
    throw new Error(
      `bootpay-backend-nodejs cannot load its binary for ${platformName}: ${cause.message}. ` +
        "Is the system's C library older than the one that it was built for?",
      { cause },
    );
  }
}

module.exports = load();
