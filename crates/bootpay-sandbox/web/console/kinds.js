// How each kind of thing looks: in a row, in the detail pane, and in an empty list.
import { languageName, money, number, t } from './texts.js'

/** `[text, tone]`; the tone is only a colour beside the text. */
function paymentBadge(row) {
  if (row.waits_for_deposit) return [t('vbankWaits'), 'wait']
  const name = languageName() === 'ko' ? row.status_ko : row.status_en.replaceAll('_', ' ')
  const tones = { 1: 'good', 11: 'good', 0: 'wait', 2: 'wait', 3: 'wait', '-30': 'wait', 20: 'off', '-3': 'off', '-11': 'off' }
  return [name, tones[row.status] ?? 'bad']
}

function requestBadge({ status }) {
  if (status === null) return [t('pending'), 'wait']
  if (status === 0) return [t('broken'), 'bad']
  return [String(status), status < 300 ? 'good' : status < 400 ? 'off' : 'bad']
}

const webhookTones = { nowhere: 'off', refused: 'off', waiting: 'wait', sending: 'wait', delivered: 'good', given_up: 'bad' }
const reasons = { paid: 'paid', billing: 'billing', cancelled: 'reasonCancelled', deposited: 'reasonDeposited', requested: 'requested' }
const reason = (row) => t(reasons[row.reason])

const bytes = (count) => (count === 0 ? '' : count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} KiB`)
const genders = { 0: 'female', 1: 'male' }
const yesNo = (value) => t(value === true || value === 1 ? 'yes' : 'no')

/**
 * Of each kind: `badge`, `primary` (with `secret`, what a click shows in its place), `secondary`, `trailing`; the
 * fields of the detail pane as [label, text, isCode]; where the whole thing is; what an empty list says.
 */
export const kinds = {
  identities: {
    badge: () => [t('verified'), 'good'],
    primary: (row, person) => [person?.username ?? row.username, person?.phone ?? row.phone].filter(Boolean).join(' · ') || '–',
    secondary: (row) => row.order_id ?? '',
    trailing: (row) => row.carrier ?? '',
    hasPerson: true,
    path: (row) => `/sandbox/identities/${row.id}`,
    api: (row) => `/certificate/${row.id}`,
    person: (whole) => whole.certificate,
    fields: (row, person) => [
      [t('username'), person ? person.username : row.username],
      [t('phone'), person ? person.phone : row.phone],
      [t('birth'), person ? person.birth : row.birth],
      [t('gender'), person ? t(genders[person.gender] ?? 'hide') : '*'],
      [t('foreigner'), person ? yesNo(person.foreigner) : '*'],
      [t('carrier'), row.carrier],
      ...(person ? [[t('unique'), person.unique, true], [t('di'), person.di, true]] : []),
      [t('order_id'), row.order_id, true],
      [t('receipt_id'), row.id, true],
      [t('time'), row.at],
    ],
    empty: 'emptyIdentities',
    command: (url) => `curl -X POST ${url}/sandbox/identities`,
    actions: ['makeIdentity'],
  },
  payments: {
    badge: paymentBadge,
    primary: (row) => row.name,
    secondary: (row) => `${row.order_id} · ${row.pg_name} ${row.method_name}`,
    trailing: (row) => money(row.price, row.unit),
    path: (row) => `/sandbox/payments/${row.id}`,
    api: (row) => `/receipt/${row.id}`,
    fields: (row) => [
      [t('price'), money(row.price, row.unit)],
      ...(row.cancelled_price > 0 ? [[t('cancelled_price'), money(row.cancelled_price, row.unit)]] : []),
      [t('status'), `${paymentBadge(row)[0]} (${row.status})`],
      [t('name'), row.name],
      [t('order_id'), row.order_id, true],
      [t('method'), `${row.pg_name} · ${row.method_name}`],
      [t('receipt_id'), row.id, true],
      [t('time'), row.at],
    ],
    empty: 'emptyPayments',
    command: (url) => `curl ${url}/sandbox/payments -d '{"price": 3000}'`,
    actions: ['makePayment'],
  },
  billing_keys: {
    badge: (row) => (row.deleted ? [t('deleted'), 'off'] : [t('active'), 'good']),
    primary: (row) => `${row.card_name} ${row.card_no}`,
    secondary: (row) => row.id,
    trailing: (row) => row.pg_name,
    fields: (row) => [
      [t('card'), `${row.card_name} ${row.card_no}`],
      [t('pg'), `${row.pg_name} · ${row.method_name}`],
      [t('billing_key'), row.id, true],
      [t('receipt_id'), row.receipt_id, true],
      [t('time'), row.at],
    ],
    api: (row) => `/subscribe/billing/${row.receipt_id}`,
    empty: 'emptyBillingKeys',
    command: (url) => `curl -X POST ${url}/sandbox/billing_keys`,
    actions: ['makeBillingKey'],
  },
  requests: {
    badge: requestBadge,
    primary: (row) => `${row.method} ${row.path}${row.has_query ? '?…' : ''}`,
    isCode: true,
    secondary: (row) => `#${number(row.id)}`,
    trailing: (row) => bytes(row.bytes),
    path: (row) => `/sandbox/requests/${row.id}`,
    fields: (row) => [
      [t('path'), `${row.method} ${row.path}${row.has_query ? '?…' : ''}`, true],
      [t('answer'), requestBadge(row)[0]],
      [t('size'), bytes(row.bytes) || '0 B'],
      [t('time'), row.at],
    ],
    empty: 'emptyRequests',
    command: (url) => `curl ${url}/receipt/5df6e67d4f74b4002a77e0eb -H "Authorization: d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51"`,
    actions: [],
  },
  webhooks: {
    badge: (row) => [t(row.state), webhookTones[row.state]],
    primary: (row) => row.url ?? t('noUrl'),
    isCode: true,
    secondary: (row) => `${reason(row)} · ${row.receipt_id}`,
    trailing: (row) => (row.tries === 0 ? '' : t('tries', number(row.tries))),
    path: (row) => `/sandbox/webhooks/${row.id}`,
    fields: (row) => [
      [t('status'), t(row.state)],
      [t('url'), row.url ?? t('noUrl'), true],
      [t('reason'), reason(row)],
      ...(row.next_at ? [[t('next_at'), row.next_at]] : []),
      [t('receipt_id'), row.receipt_id, true],
      [t('time'), row.at],
    ],
    empty: 'emptyWebhooks',
    command: (url) => `curl ${url}/sandbox/settings -d '{"feedback_url": "http://127.0.0.1:3000/webhook"}'`,
    actions: [],
  },
}
