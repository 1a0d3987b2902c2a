export declare function masked(name: string): string;
export declare function isAdult(birth: string | null | undefined, now?: Date): boolean | null;
