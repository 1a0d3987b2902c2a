export { Sandbox, SandboxError, program } from "./lib/index.js";
