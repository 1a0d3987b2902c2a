import * as bootpay from "./index.js";

export * from "./index.js";
export default bootpay;
