// What is told to whoever asked when something is refused.

import { BootpayError, BootpayIdentityError } from "bootpay-backend-nodejs";

/** What an error of bootpay means; 503 is the others: try again later. */
const STATUS = { invalid_request: 400, webhook: 403, mismatch: 409 };

/** `expose`, as Express has it: whoever asked may read the message, and the fields beside it. */
export const refusal = (status, message, fields) => Object.assign(new Error(message), { status, expose: true, fields });

/** Another site's page can neither send JSON with our cookie nor hide where it comes from. */
export function refuseOtherSites(method, secFetchSite) {
  if (method !== "GET" && (secFetchSite ?? "same-origin") !== "same-origin") {
    throw refusal(403, "this came from another site");
  }
}

/** The status and the body to answer with. The text of an error that may not be shown goes to the log. */
export function answerTo(error) {
  // An error of bootpay quotes nobody's data; what is exposed may quote what was sent, and is not logged.
  if (error.expose) return { status: error.status, body: { ok: false, error: error.message, ...error.fields } };
  if (error instanceof BootpayIdentityError) {
    const { httpStatus: status, reason } = error;
    return { status, body: { ok: false, reason, error: error.customerMessage() } };
  }
  console.error(error instanceof BootpayError ? `${error.name}: ${error.message}` : error);
  const isUnknown = error.kind === "api" && error.status === 404;
  const status = isUnknown ? 404 : (STATUS[error.kind] ?? 503);
  return { status, body: { ok: false, error: "this could not be confirmed" } };
}
