import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Post,
  Session,
  UnprocessableEntityException,
  UseGuards,
} from "@nestjs/common";
import { BootpayClient } from "bootpay-backend-nodejs";
import type { Session as ExpressSession } from "express-session";
import { SCRIPT_ORIGIN, WEB_APPLICATION_ID } from "../../shop/environment.mjs";
import { type Order, Orders, type State, isSold } from "../../shop/orders.mjs";
import { page } from "../../shop/page.mjs";
import { isAdult, masked } from "../../shop/person.mjs";
import { SameSiteGuard } from "./same-site.guard.js";

interface Done {
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
  issue(@Body() wish: { kind?: unknown } | undefined, @Session() session: ExpressSession) {
    if (!isSold(wish?.kind)) throw new BadRequestException("kind must be identity or payment");
    const { id, price, name } = this.orders.issue(wish.kind, session.id);
    return { order_id: id, price, name, application_id: WEB_APPLICATION_ID };
  }

  @Get("orders")
  states(@Session() session: ExpressSession) {
    return this.orders.statesOf(session.id);
  }

  @Post("identity")
  @HttpCode(200)
  async identity(@Body() done: Done | undefined, @Session() session: ExpressSession) {
    const { order, receiptId } = this.ownOrder("identity", done, session);
    const { data } = await this.bootpay.certificate(receiptId);
    // A certificate says who somebody is, and not that it is who sits there.
    if (data.order_id !== order.id) throw new ConflictException("this certificate is of another order");
    const { username, birth } = data.certificate;
    const adult = isAdult(birth);
    if (adult === null) throw new UnprocessableEntityException("this certificate has no date of birth");
    this.advance(order, data.receipt_id, "verified");
    return { ok: true, name: masked(username), adult };
  }

  @Post("payment")
  @HttpCode(200)
  async payment(@Body() done: Done | undefined, @Session() session: ExpressSession) {
    const { order, receiptId } = this.ownOrder("payment", done, session);
    const expected = { expectedPrice: order.price, expectedOrderId: order.id };
    const { data } = await this.bootpay.verify(receiptId, expected);
    this.advance(order, data.receipt_id, "paid");
    return { ok: true, price: order.price };
  }

  private ownOrder(kind: Order["kind"], done: Done | undefined, session: ExpressSession) {
    const order = this.orders.issuedTo(session.id, kind, done?.order_id);
    if (order === undefined || done === undefined) throw new NotFoundException("this session has no such order");
    return { order, receiptId: done.receipt_id };
  }

  private advance(order: Order, receiptId: string, state: State) {
    if (!this.orders.advance(order, receiptId, state)) throw new ConflictException("this order has another receipt");
  }
}
