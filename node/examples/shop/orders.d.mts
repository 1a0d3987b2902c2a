import type { AdultProof } from "bootpay-backend-nodejs";

export interface Order {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly owner: string;
  readonly state: State;
}
export type State = "open" | "paid" | "cancelled";

export declare class Orders {
  issue(owner: string): Order;
  issuedTo(owner: string, id: unknown): Order | undefined;
  verified(owner: string, proof: AdultProof): void;
  statesOf(owner: string): Record<string, State | "verified">;
  advance(order: Order, receiptId: string, state: State): boolean;
  act(receipt: { receipt_id: string; order_id?: string; price: number; status: number }): boolean;
}
