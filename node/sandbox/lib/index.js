"use strict";

exports.Sandbox = require("./sandbox.js").Sandbox;
exports.SandboxError = require("./error.js").SandboxError;
exports.program = require("./program.js").program;
