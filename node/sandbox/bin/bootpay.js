#!/usr/bin/env node
"use strict";

require("../lib/run.js").run(process.argv.slice(2));
