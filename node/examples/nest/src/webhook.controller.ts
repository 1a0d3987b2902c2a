import { Controller, Header, HttpCode, Post, type RawBodyRequest, Req } from "@nestjs/common";
import { BootpayClient } from "bootpay-backend-nodejs";
import type { Request } from "express";
import { TRUSTED_PROXIES } from "../../shop/environment.mjs";
import { Orders } from "../../shop/orders.mjs";

/** Without the guard of the other routes: it comes from Bootpay's server, and the check is its own. */
@Controller("webhook")
export class WebhookController {
  constructor(
    private readonly bootpay: BootpayClient,
    private readonly orders: Orders,
  ) {}

  @Post()
  @HttpCode(200)
  @Header("content-type", "text/plain")
  async webhook(@Req() request: RawBodyRequest<Request>) {
    const event = this.bootpay.webhook.verify(request.rawBody ?? "", {
      contentType: request.get("content-type"),
      remoteAddress: request.socket.remoteAddress,
      forwardedFor: request.get("x-forwarded-for"),
      trustedProxies: TRUSTED_PROXIES,
    });
    const { data } = await this.bootpay.webhook.reverify(event);
    if (!this.orders.act(data)) {
      console.error(`receipt ${data.receipt_id} is of no order, or of one with another price or receipt: look at it`);
    }
    return this.bootpay.webhook.ANSWER;
  }
}
