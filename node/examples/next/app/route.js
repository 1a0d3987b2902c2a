// The same shop in Next, as route handlers.
//
//     cd node/examples/next && npm install ../../../dist/bootpay-backend-nodejs-*.tgz && npm run build && npm start
//
// Its settings stand in ../shop/environment.mjs.
import { readFileSync } from "node:fs";
import path from "node:path";
import { SCRIPT_ORIGIN } from "../../shop/environment.mjs";
import { owner } from "../shop.mjs";

export async function GET() {
  await owner(); // starts the session
  const page = readFileSync(path.join(process.cwd(), "../page/page.html"), "utf8");
  const html = page.replace("{{ origin }}", () => encodeURI(SCRIPT_ORIGIN)).replace("{{ csrf_token }}", "");
  return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
}
