import globalSetup = require("bootpay-sandbox/global-setup");
import { sandbox, strict } from "bootpay-sandbox/jest";
import { sandbox as another } from "bootpay-sandbox/node-test";

strict(false);
export const started: Promise<unknown> = globalSetup();
export const urls: string[] = [sandbox.url, another.url];
