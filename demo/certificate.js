const { Bootpay } = require('bootpay-backend-nodejs')

// keys and address from BOOTPAY_*
Bootpay.certificate(process.env.RECEIPT_ID).then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => {
    console.error(error)
    process.exitCode = 1
  }
)
