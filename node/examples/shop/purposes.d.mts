import type { Law } from "bootpay-backend-nodejs";

export declare function purposeOf(wish: unknown): string;
export declare function lawOf(purpose: string): Law;
export declare function minor(purpose: string): Error;
