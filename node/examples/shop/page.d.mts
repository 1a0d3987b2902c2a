export declare const PAGE_FOLDER: string;
export declare function page(origin: string): string;
