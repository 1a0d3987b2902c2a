export declare function refusal(status: number, message: string, fields?: Record<string, string>): Error;
export declare function refuseOtherSites(method: string, secFetchSite: string | undefined): void;
export declare function answerTo(error: unknown): { status: number; body: { ok: false; reason?: string; error: string } };
