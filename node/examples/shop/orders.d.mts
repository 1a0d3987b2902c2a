export interface Order {
  readonly id: string;
  readonly kind: "identity" | "payment";
  readonly name: string;
  readonly price: number;
  readonly owner: string;
  readonly state: State;
}
export type State = "open" | "verified" | "paid" | "cancelled";

export declare function isSold(kind: unknown): kind is Order["kind"];

export declare class Orders {
  issue(kind: Order["kind"], owner: string): Order;
  issuedTo(owner: string, kind: Order["kind"], id: unknown): Order | undefined;
  statesOf(owner: string): Record<string, State>;
  advance(order: Order, receiptId: string, state: State): boolean;
  act(receipt: { receipt_id: string; order_id?: string; price: number; status: number }): boolean;
}
