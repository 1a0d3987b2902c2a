#!/usr/bin/env node
"use strict";

// `npx bootpay-sandbox` is `bootpay sandbox`, with whatever follows.
require("../lib/run.js").run(["sandbox", ...process.argv.slice(2)]);
