import { purposeOf } from "../../../../shop/purposes.mjs";
import { handler, sent, verification } from "../../../shop.mjs";

// identity
export const POST = handler(verification.begin(async (request) => purposeOf(await sent(request))));
// end of identity
