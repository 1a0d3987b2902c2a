import { readFileSync } from "node:fs";
import path from "node:path";

// Not in public/, because all example shops have it.
export const dynamic = "force-static";

export function GET() {
  const script = readFileSync(path.join(process.cwd(), "../page/public/shop.js"));
  return new Response(script, { headers: { "content-type": "text/javascript; charset=utf-8" } });
}
