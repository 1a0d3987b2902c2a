import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Post,
  Session,
  UseGuards,
} from "@nestjs/common";
import { BootpayClient, once } from "bootpay-backend-nodejs";
import type { Session as ExpressSession } from "express-session";
import { SCRIPT_ORIGIN, WEB_APPLICATION_ID } from "../../shop/environment.mjs";
import { Orders } from "../../shop/orders.mjs";
import { page } from "../../shop/page.mjs";
import { lawOf, minor, purposeOf } from "../../shop/purposes.mjs";
import { SameSiteGuard } from "./same-site.guard.js";

interface Verified {
  receipt_id: string;
  token: string;
}

const NOTHING: Verified = { receipt_id: "", token: "" };

interface Paid {
  receipt_id: string;
  order_id: string;
}

@Controller()
@UseGuards(SameSiteGuard)
export class ShopController {
  constructor(
    private readonly bootpay: BootpayClient,
    private readonly orders: Orders,
  ) {}

  @Get()
  page() {
    return page(SCRIPT_ORIGIN);
  }

  @Post("orders")
  @HttpCode(200)
  issue(@Session() session: ExpressSession) {
    const { id, price, name } = this.orders.issue(session.id);
    return { order_id: id, price, name, application_id: WEB_APPLICATION_ID };
  }

  @Get("orders")
  states(@Session() session: ExpressSession) {
    return this.orders.statesOf(session.id);
  }

  // identity
  private readonly used = once.memory();

  @Post("identity/begin") @HttpCode(200)
  begin(@Body() wish: unknown, @Session() { id: session }: ExpressSession) {
    return this.bootpay.identity.begin({ purpose: purposeOf(wish), session }).forPage(WEB_APPLICATION_ID);
  }

  @Post("identity") @HttpCode(200)
  async identity(@Body() { receipt_id, token } = NOTHING, @Session() { id: session }: ExpressSession) {
    const person = await this.bootpay.identity.confirm(receipt_id, { token, session, once: this.used });
    if (!person.isAdult(lawOf(person.purpose))) throw minor(person.purpose);
    this.orders.verified(session, person.minimal(lawOf(person.purpose)));
    return { ok: true, name: person.name, purpose: person.purpose };
  }
  // end of identity

  @Post("payment")
  @HttpCode(200)
  async payment(@Body() paid: Paid | undefined, @Session() session: ExpressSession) {
    const order = this.orders.issuedTo(session.id, paid?.order_id);
    if (order === undefined || paid === undefined) throw new NotFoundException("this session has no such order");
    const expected = { expectedPrice: order.price, expectedOrderId: order.id };
    const { data } = await this.bootpay.verify(paid.receipt_id, expected);
    if (!this.orders.advance(order, data.receipt_id, "paid")) throw new ConflictException("this order has another receipt");
    return { ok: true, price: order.price };
  }
}
