"use strict";

/** The sandbox did not start, is not there any more, or refused a control call. */
class SandboxError extends Error {
  name = "SandboxError";
}

exports.SandboxError = SandboxError;
