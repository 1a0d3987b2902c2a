// What Next's bundlers know and Node does not; see lib/native.js.

declare const __webpack_require__: unknown;
declare const __non_webpack_require__: NodeJS.Require;

declare namespace NodeJS {
  interface Process {
    readonly turbopack?: boolean;
  }
}

declare module "*.node" {
  const binary: any;
  export = binary;
}
