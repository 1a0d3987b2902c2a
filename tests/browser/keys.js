// The keys of each callback's argument: the samples of the identity page, letter by letter.
const order = ['item_name', 'order_id', 'price', 'tax_free', 'url', 'receipt_id', 'requested_at', 'purchased_at', 'status']
const means = ['method', 'method_name', 'payment_group', 'payment_group_name', 'payment_name', 'pg', 'pg_name']

const sorted = (...keys) => keys.flat().sort()

export const ERROR = sorted('action', 'message', 'receipt_id')
export const CANCEL = sorted('action', 'message', 'receipt_id')
export const CONFIRM = sorted('action', 'receipt_id')
export const DONE_CARD = sorted('action', order, means, 'receipt_url', ['card_code', 'card_name', 'card_no', 'card_quota'])
/** Nobody documents it: the card's without the card. */
export const DONE_IDENTITY = sorted('action', order, means, 'receipt_url')
export const READY = sorted('action', order, means, 'params', 'ready_url', [
  'account', 'accounthodler', 'bankcode', 'bankname', 'expiredate', 'username',
])
export const keysOf = (data) => Object.keys(data).sort()
