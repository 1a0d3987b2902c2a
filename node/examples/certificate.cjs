// Reads an identity verification. Keys come from BOOTPAY_APPLICATION_ID and BOOTPAY_PRIVATE_KEY.
const { Bootpay } = require("bootpay-backend-nodejs");

async function main() {
  const answer = await Bootpay.certificate(process.argv[2] ?? "612e09260d681b0021e61ab9");
  const { username, carrier } = answer.data.certificate;
  console.log(`${username.at(0)}${"*".repeat(username.length - 1)}`, carrier ?? "", answer.data.order_id ?? "");
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
