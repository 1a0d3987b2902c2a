export declare const SCRIPT_ORIGIN: string;
export declare const WEB_APPLICATION_ID: string | undefined;
export declare const TRUSTED_PROXIES: string[];
export declare const PORT: number;
