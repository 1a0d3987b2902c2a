"use strict";

// The binary of this platform, by a request that bundlers can follow: they take along what is in the folder.

const { platformName } = require("./platform.js");

module.exports = require(`../native/${platformName}.node`);
