// What the scripts know of each other: bootpay.js defines it as users of the npm package know it, app.js uses it.
import '../../node/generated/browser.js'
