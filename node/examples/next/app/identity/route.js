import { lawOf, minor } from "../../../shop/purposes.mjs";
import { handler, orders, owner, verification } from "../../shop.mjs";

// identity
const verified = verification.confirm(async (person) => {
  const law = lawOf(person.purpose);
  if (!person.isAdult(law)) throw minor(person.purpose);
  orders.verified(await owner(), person.minimal(law));
  return Response.json({ ok: true, name: person.name, purpose: person.purpose });
});
export const POST = handler(verified);
// end of identity
