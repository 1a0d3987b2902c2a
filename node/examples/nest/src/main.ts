// The same shop in Nest.
//
//     cd node/examples/nest && npm install ../../../dist/bootpay-backend-nodejs-*.tgz && npm run build && npm start
//
// Its settings stand in ../shop/environment.mjs.
import { PORT } from "../../shop/environment.mjs";
import { createApp } from "./app.js";

const app = await createApp();
await app.listen(PORT, "127.0.0.1");
console.log(`listening on ${await app.getUrl()}`);
