// What the scripts know of each other: bootpay.js defines it, app.js uses it.
interface Window {
  BootPay: any
}
