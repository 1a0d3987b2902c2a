// A small shop in Express.
//
//     cd node/examples/shop && npm install ../../../dist/bootpay-backend-nodejs-*.tgz && npm start
//
// Its settings stand in environment.mjs.
import { app } from "./app.mjs";
import { PORT } from "./environment.mjs";

const server = app.listen(PORT, "127.0.0.1", (error) => {
  if (error) throw error;
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
