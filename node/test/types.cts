// Compiled, never run: what the declarations promise to users of CommonJS.
import bootpay = require("bootpay-backend-nodejs");

const client: bootpay.BootpayClient = bootpay.Bootpay;
client.certificate("612e09260d681b0021e61ab9").then(({ status, data }) => {
  const order: string | undefined = data.order_id;
  console.log(status, order);
});
