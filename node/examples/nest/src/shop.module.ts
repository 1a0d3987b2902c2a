import { Module } from "@nestjs/common";
import { BootpayClient } from "bootpay-backend-nodejs";
import { Orders } from "../../shop/orders.mjs";
import { ShopController } from "./shop.controller.js";
import { WebhookController } from "./webhook.controller.js";

@Module({
  controllers: [ShopController, WebhookController],
  // The client reads its keys from the environment.
  providers: [Orders, { provide: BootpayClient, useFactory: () => new BootpayClient() }],
})
export class ShopModule {}
