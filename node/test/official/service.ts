// Compiled, never run: a service as it is written with the declarations of @bootpay/server-rest-client 1.0.9. It is
// compiled with those and then with this package's, and without anybody's types of Node.
import { RestClient } from "@bootpay/server-rest-client";
import type {
  BootpayCancelData,
  BootpayCommonResponse,
  BootpayItemData,
  BootpayRefundData,
  BootpayRequestPaymentData,
  BootpayRequestSubscribeBillingPaymentData,
  BootpayRequestUserTokenData,
  BootpayReserveSubscribeBillingData,
  BootpaySubscribeBillingData,
  BootpaySubscribeExtraData,
  BootpayUserInfoData,
} from "@bootpay/server-rest-client";

interface Settings {
  applicationId: string;
  privateKey: string;
  mode: string;
}

interface Order {
  id: string;
  price: number;
  buyer: { id: string; name: string; email: string; phone: string; gender: number; area: string };
  items: { code: string; name: string; count: number; price: number }[];
}

interface PaidReceipt {
  receipt_id: string;
  order_id: string;
  name: string;
  price: number;
  tax_free: number;
  remain_price: number;
  cancelled_price: number;
  receipt_url: string;
  pg: string;
  method: string;
  status: number;
}

interface Verified {
  username: string;
  birth: string;
  unique: string;
  di: string;
}

export class PaymentService {
  constructor(private readonly settings: Settings) {
    RestClient.setConfig(settings.applicationId, settings.privateKey, settings.mode);
  }

  private async signIn(): Promise<string> {
    const response = await RestClient.getAccessToken();
    if (response.status !== 200) throw new Error(`${response.message}`);
    return response.data!.token;
  }

  async verify(receiptId: string, order: Order): Promise<PaidReceipt> {
    await this.signIn();
    const response: BootpayCommonResponse<PaidReceipt> = await RestClient.verify(receiptId);
    const { data } = response;
    if (response.status === 200 && data!.status === 1 && data!.price === order.price) return data!;
    throw new Error("not paid");
  }

  async orderOf(receiptId: string): Promise<{ order: string; coupon: string; card: string; memo: string }> {
    const { data } = await RestClient.verify(receiptId);
    const { params, payment_data, order_id } = data;
    const anything = data.escrow.status.of.some.gateway;
    return { order: order_id, coupon: params.coupon.code, card: payment_data.card_name, memo: anything };
  }

  async identity(receiptId: string): Promise<Verified> {
    const response = await RestClient.certificate(receiptId);
    const person: Verified = response.data.certificate;
    const orderId: string = response.data.order_id;
    return { ...person, username: `${person.username} ${orderId}` };
  }

  async cancel(receiptId: string, price?: number, refund?: BootpayRefundData): Promise<number> {
    const data: BootpayCancelData = { receiptId, name: "관리자", reason: "변심" };
    if (price) data.price = price;
    if (refund) data.refund = refund;
    const response: BootpayCommonResponse = await RestClient.cancel(data);
    return response.data.cancelled_price - response.data.request_cancel_price;
  }

  async approve(receiptId: string): Promise<string> {
    const response = await RestClient.submit(receiptId);
    return response.data.purchased_at.slice(0, 10);
  }

  private buyer(order: Order): BootpayUserInfoData {
    const { id, name, email, phone, gender, area } = order.buyer;
    return { id, username: name, email, phone, gender, area };
  }

  private items(order: Order): Array<BootpayItemData> {
    return order.items.map(({ code, name, count, price }) => ({ unique: code, itemName: name, qty: count, price }));
  }

  async register(order: Order, cardNo: string, test: boolean): Promise<string> {
    const extra: BootpaySubscribeExtraData = { subscribeTestPayment: Number(test), rawData: 1 };
    const card: BootpaySubscribeBillingData = {
      orderId: order.id,
      pg: "nicepay",
      itemName: order.items[0]!.name,
      cardNo,
      cardPw: "12",
      expireYear: "29",
      expireMonth: "12",
      identifyNumber: "901004",
      userInfo: this.buyer(order),
      extra,
    };
    const response = await RestClient.requestSubscribeBillingKey(card);
    return `${response.data.billing_key} ${response.data.data.card_no}`;
  }

  async charge(billingKey: string, order: Order, interest: number): Promise<string> {
    const data: BootpayRequestSubscribeBillingPaymentData = {
      billingKey,
      itemName: "월 구독",
      price: order.price,
      taxFree: 0,
      orderId: order.id,
      quota: 0,
      interest,
      userInfo: this.buyer(order),
      items: this.items(order),
      feedbackUrl: "https://example.com/hook",
      feedbackContentType: "json",
    };
    const response = await RestClient.requestSubscribeBillingPayment(data);
    return response.data.receipt_id + response.data.receipt_url;
  }

  async reserve(billingKey: string, order: Order): Promise<string> {
    const data: BootpayReserveSubscribeBillingData = {
      billingKey,
      itemName: "월 구독",
      price: order.price,
      taxFree: 0,
      orderId: order.id,
      schedulerType: "oneshot",
      executeAt: Math.trunc(Date.now() / 1000) + 60,
      feedbackUrl: "https://example.com/hook",
      feedbackContentType: "json",
    };
    const response = await RestClient.reserveSubscribeBilling(data);
    await RestClient.destroyReserveSubscribeBilling(response.data.reserve_id);
    const deleted = await RestClient.destroySubscribeBillingKey(billingKey);
    return `${deleted.status} ${deleted.code} ${deleted.data}`;
  }

  async link(order: Order): Promise<string> {
    const data: BootpayRequestPaymentData = {
      orderId: order.id,
      price: order.price,
      taxFree: 0,
      itemName: "키보드",
      params: { coupon: { code: "c" } },
      methods: ["card", "phone"],
      extra: { escrow: 1, quota: "0,2", anything: { deep: true } },
    };
    const response = await RestClient.requestPayment(data);
    return response.data;
  }

  async token(member: BootpayRequestUserTokenData): Promise<string> {
    const { data } = await RestClient.requestUserToken(member);
    return data.user_token;
  }

  get mode(): string {
    return `${RestClient.mode} ${RestClient.applicationId} ${this.settings.mode}`;
  }
}
