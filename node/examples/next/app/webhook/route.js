import { Bootpay } from "bootpay-backend-nodejs";
import { TRUSTED_PROXIES } from "../../../shop/environment.mjs";
import { answerTo } from "../../../shop/refusals.mjs";
import { orders } from "../../shop.mjs";

// A route handler does not learn who is at the other end of the connection. Next's own server writes the peer's address
// into X-Forwarded-For, but only if that header is not there yet: whoever reaches this server directly can write
// Bootpay's address into it, and would pass for Bootpay. So let nobody reach it but your proxy (`next start --hostname
// 127.0.0.1`, or a private network), and have the proxy put the address that it sees at the header's end, as nginx does
// with `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for`. `reverify` below stands whoever has sent it.
export async function POST(request) {
  try {
    const event = Bootpay.webhook.verify(await request.arrayBuffer(), {
      contentType: request.headers.get("content-type"),
      remoteAddress: undefined,
      forwardedFor: request.headers.get("x-forwarded-for"),
      trustedProxies: ["unix", ...TRUSTED_PROXIES], // "unix": the connection has no address
    });
    const { data } = await Bootpay.webhook.reverify(event);
    if (!orders.act(data)) {
      console.error(`receipt ${data.receipt_id} is of no order, or of one with another price or receipt: look at it`);
    }
    return new Response(Bootpay.webhook.ANSWER, { headers: { "content-type": "text/plain" } });
  } catch (error) {
    const { status, body } = answerTo(error);
    return Response.json(body, { status });
  }
}
