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
const isGiven = (value) => value !== undefined && value !== null
const genders = { 0: 'female', 1: 'male' }
const yesNo = (value) => t(value === true || value === 1 ? 'yes' : 'no')
const identityTones = { waiting: 'wait', cancelled: 'off', failed: 'bad', verified: 'good' }

/** Who was verified, as far as this page may show it: the one place that masks a person. */
const personOf = (row, isMasked) => (isMasked && row.masked ? { ...row.masked, carrier: row.carrier } : row)

/** The birth date and the age, which would tell the masked year. */
function birth(row, isMasked) {
  const { birth: date, age } = personOf(row, isMasked)
  return [date, typeof age === 'number' && t('age', age)].filter(Boolean).join(' · ')
}

const column = (name, text, look = '', isCode = false) => ({ name, text, look, isCode })

/**
 * Of each kind: `badge` with the heading over it; the columns between the badge and the time, each with its heading, its
 * text and its look (`first`, `last` and `sub` stay on a phone, `wide` ones need room); the fields of the detail pane as [label,
 * text, isCode]; where the whole thing is; what an empty list says. `isMasked`: people are masked.
 */
export const kinds = {
  identities: {
    heading: 'status',
    badge: (row) => [t(`identity_${row.state}`), identityTones[row.state]],
    columns: [
      column('username', (row, isMasked) => personOf(row, isMasked).username ?? '–', 'first'),
      column('birthAndAge', birth, 'last start'),
      column('phone', (row, isMasked) => personOf(row, isMasked).phone, 'wide'),
      column('service', (row) => row.name, 'wide'),
      column('order_id', (row) => row.order_id, 'wide sub'),
    ],
    api: (row) => `/certificate/${row.id}`,
    fields: (row, isMasked) => {
      const person = personOf(row, isMasked)
      return [
        [t('username'), person.username],
        [t('birthAndAge'), birth(row, isMasked)],
        [t('phone'), person.phone],
        [t('carrier'), person.carrier],
        [t('gender'), isGiven(person.gender) && t(genders[person.gender])],
        [t('foreigner'), isGiven(person.foreigner) && yesNo(person.foreigner)],
        [t('unique'), person.unique, true],
        [t('di'), person.di, true],
        [t('service'), row.name],
        [t('order_id'), row.order_id, true],
        [t('receipt_id'), row.id, true],
        [t('time'), row.at],
      ]
    },
    empty: 'emptyIdentities',
    command: (at) => `curl -X POST ${at('/sandbox/identities')}`,
    actions: ['makeIdentity'],
  },
  payments: {
    heading: 'status',
    badge: paymentBadge,
    columns: [
      column('name', (row) => row.name, 'first'),
      column('order_id', (row) => row.order_id, 'wide sub'),
      column('method', (row) => `${row.pg_name} · ${row.method_name}`, 'wide'),
      column('price', (row) => money(row.price, row.unit), 'last'),
    ],
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
    command: (at) => `curl ${at('/sandbox/payments')} -d '{"price": 3000}'`,
    actions: ['makePayment'],
  },
  billing_keys: {
    heading: 'status',
    badge: (row) => (row.deleted ? [t('deleted'), 'off'] : [t('active'), 'good']),
    columns: [
      column('card', (row) => `${row.card_name} ${row.card_no}`, 'first'),
      column('billing_key', (row) => row.id, 'wide sub', true),
      column('pg', (row) => row.pg_name, 'last start'),
    ],
    fields: (row) => [
      [t('card'), `${row.card_name} ${row.card_no}`],
      [t('pg'), `${row.pg_name} · ${row.method_name}`],
      [t('billing_key'), row.id, true],
      [t('receipt_id'), row.receipt_id, true],
      [t('time'), row.at],
    ],
    api: (row) => `/subscribe/billing/${row.receipt_id}`,
    empty: 'emptyBillingKeys',
    command: (at) => `curl -X POST ${at('/sandbox/billing_keys')}`,
    actions: ['makeBillingKey'],
  },
  requests: {
    heading: 'answer',
    badge: requestBadge,
    columns: [
      column('request', (row) => `${row.method} ${row.path}${row.has_query ? '?…' : ''}`, 'first', true),
      column('number', (row) => `#${number(row.id)}`, 'wide sub'),
      column('size', (row) => bytes(row.bytes), 'last'),
    ],
    path: (row) => `/sandbox/requests/${row.id}`,
    fields: (row) => [
      [t('request'), `${row.method} ${row.path}${row.has_query ? '?…' : ''}`, true],
      [t('answer'), requestBadge(row)[0]],
      [t('number'), `#${number(row.id)}`],
      [t('size'), bytes(row.bytes) || '0 B'],
      [t('time'), row.at],
    ],
    empty: 'emptyRequests',
    command: (at, url) => `curl ${url}/receipt/5df6e67d4f74b4002a77e0eb -H "Authorization: d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51"`,
    actions: [],
  },
  webhooks: {
    heading: 'status',
    badge: (row) => [t(row.state), webhookTones[row.state]],
    columns: [
      column('url', (row) => row.url ?? t('noUrl'), 'first', true),
      column('reason', reason, 'wide sub'),
      column('receipt_id', (row) => row.receipt_id, 'wide', true),
      column('triesHeading', (row) => (row.tries === 0 ? '' : t('tries', number(row.tries))), 'last'),
    ],
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
    command: (at) => `curl ${at('/sandbox/settings')} -d '{"feedback_url": "http://127.0.0.1:3000/webhook"}'`,
    actions: [],
  },
}
