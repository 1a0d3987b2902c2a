// What the console does to the sandbox: a form for each, and a control call behind it.
import { button, byId, call, el, toast } from './dom.js'
import { t, whatOf } from './texts.js'

/** What a form gave, without what was left empty. */
function values(form) {
  const given = {}
  for (const field of form.elements) {
    if (!field.name || field.value === '') continue
    given[field.name] = field.dataset.number === undefined ? field.value : Number(field.value)
  }
  return given
}

/** `fields`: { name, label, value, type, options: [[value, label]], attributes }. `send(values)` may throw. */
export function ask({ title, hint, fields = [], submit, danger = false, send, extra = null }) {
  const dialog = byId('dialog')
  const problem = el('p', { class: 'problem', role: 'alert' })
  const rows = fields.map((field) => row(field))
  const form = el(
    'form',
    {
      onsubmit: async (event) => {
        event.preventDefault()
        problem.textContent = ''
        try {
          const said = await send(values(form))
          dialog.close()
          toast(said)
        } catch (error) {
          problem.textContent = error.message
        }
      },
    },
    el('h2', { id: 'dialog-title' }, title),
    hint && el('p', { class: 'hint', id: 'dialog-hint' }, hint),
    extra,
    rows,
    problem,
    el('div', { class: 'buttons' }, button(t('abort'), () => dialog.close()), submit && el('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, submit)),
  )
  dialog.setAttribute('aria-labelledby', 'dialog-title')
  dialog.replaceChildren(form)
  dialog.showModal()
  return form
}

function row({ name, label, value = '', type = 'text', options, attributes = {} }) {
  const id = `field-${name}`
  const common = { id, name, ...attributes }
  if (type === 'number') Object.assign(common, { type: 'text', inputmode: 'numeric', pattern: '-?[0-9]*', 'data-number': '' })
  const control = options
    ? el('select', common, options.map(([known, text]) => el('option', { value: known, selected: known === value }, text)))
    : el('input', { autocomplete: 'off', spellcheck: 'false', ...common, value })
  return el('div', { class: 'field' }, el('label', { for: id }, label), control)
}

export const actions = {
  makeIdentity: () =>
    ask({
      title: t('makeIdentity'),
      fields: [
        { name: 'username', label: t('username'), value: '홍길동' },
        { name: 'phone', label: t('phone'), value: '01000001234', attributes: { inputmode: 'numeric' } },
        { name: 'birth', label: t('birth'), value: '1990-10-04' },
        { name: 'gender', label: t('gender'), value: '1', options: [['1', t('male')], ['0', t('female')]] },
        { name: 'carrier', label: t('carrier'), value: 'SKT' },
        { name: 'order_id', label: t('order_id') },
      ],
      submit: t('make'),
      send: async (given) => {
        await call('POST', '/sandbox/identities', given)
        return t('done')
      },
    }),

  makePayment: () =>
    ask({
      title: t('makePayment'),
      fields: [
        { name: 'price', label: t('price'), value: '3000', type: 'number', attributes: { required: true } },
        { name: 'name', label: t('name'), value: '테스트결제' },
        { name: 'order_id', label: t('order_id') },
        { name: 'method', label: t('method'), value: 'card', options: [['card', '카드 · card'], ['vbank', '가상계좌 · vbank'], ['bank', '계좌이체 · bank'], ['phone', '휴대폰 · phone']] },
        { name: 'status', label: t('status'), value: '1', attributes: { 'data-number': '' }, options: [['1', `1 · ${t('paid')}`], ['2', `2 · ${t('waiting')}`], ['0', '0'], ['20', `20 · ${t('cancelled')}`], ['-2', '-2']] },
        { name: 'count', label: t('countField'), type: 'number' },
      ],
      submit: t('make'),
      send: async (given) => {
        await call('POST', '/sandbox/payments', given)
        return t('done')
      },
    }),

  makeBillingKey: () =>
    ask({
      title: t('makeBillingKey'),
      fields: [
        { name: 'pg', label: t('pg'), value: 'nicepay' },
        { name: 'card_no', label: t('card_no'), value: '9430810000004569', attributes: { inputmode: 'numeric' } },
      ],
      submit: t('make'),
      send: async (given) => {
        await call('POST', '/sandbox/billing_keys', given)
        return t('done')
      },
    }),

  cancelPayment: (payment) =>
    ask({
      title: t('cancelPayment'),
      hint: payment.name,
      fields: [
        { name: 'price', label: t('part'), type: 'number' },
        ...(payment.method === 'vbank'
          ? [
              { name: 'bankcode', label: t('refundBank'), value: '004' },
              { name: 'account', label: t('refundAccount'), value: '110-1' },
              { name: 'accountholder', label: t('refundHolder'), value: '홍길동' },
            ]
          : []),
      ],
      submit: t('cancelPayment'),
      danger: true,
      send: async ({ price, ...refund }) => {
        const body = { receipt_id: payment.id, name: 'console', reason: 'console' }
        if (price !== undefined) body.price = price
        if (payment.method === 'vbank') body.refund = refund
        await call('POST', '/sandbox/cancels', body)
        return t('cancelled')
      },
    }),

  async deposit(payment) {
    await call('POST', '/sandbox/deposits', { receipt_id: payment.id })
    toast(t('deposited'))
  },

  async resend(webhook) {
    await call('POST', `/sandbox/webhooks/${webhook.id}/resend`)
    toast(t('resent'))
  },

  async addFault(kinds, hasTls) {
    const offered = kinds.filter((kind) => hasTls || !kind.name.startsWith('tls_'))
    const what = el('p', { class: 'hint', id: 'fault-what' })
    const form = ask({
      title: t('addFault'),
      fields: [
        { name: 'kind', label: t('kind'), value: 'status', options: offered.map(({ name }) => [name, name]), attributes: { 'aria-describedby': 'fault-what' } },
        { name: 'path', label: t('pathField'), attributes: { placeholder: '/receipt' } },
        { name: 'status', label: t('httpStatus'), type: 'number' },
        { name: 'delay_ms', label: t('delayMs'), type: 'number' },
        { name: 'retry_after_s', label: t('retryAfter'), type: 'number' },
        { name: 'times', label: t('times'), value: '1', type: 'number' },
      ],
      submit: t('addFault'),
      send: async (given) => {
        await call('POST', '/sandbox/faults', given)
        return t('faultAdded')
      },
    })
    form.querySelector('.field').after(what)
    const fit = () => {
      const kind = offered.find(({ name }) => name === form.elements.kind.value)
      what.textContent = whatOf(kind)
      for (const name of ['path', 'status', 'delay_ms', 'retry_after_s']) {
        const field = form.elements[name]
        const belongs = kind.options.includes(name)
        field.closest('.field').hidden = !belongs
        if (!belongs) field.value = ''
      }
    }
    form.elements.kind.addEventListener('change', fit)
    fit()
  },

  async clearFaults() {
    await call('DELETE', '/sandbox/faults')
    toast(t('faultsCleared'))
  },

  moveClock() {
    const advance = async (seconds) => {
      await call('POST', '/sandbox/clock', { advance_s: seconds })
      return t('clockMoved')
    }
    const step = (label, seconds) =>
      button(label, async () => {
        byId('dialog').close()
        toast(await advance(seconds))
      })
    ask({
      title: t('moveClock'),
      hint: t('clockHint'),
      extra: el('div', { class: 'buttons start' }, step(t('minute'), 60), step(t('halfHour'), 1800), step(t('day'), 86400)),
      fields: [{ name: 'advance_s', label: t('seconds'), type: 'number', attributes: { required: true } }],
      submit: t('move'),
      send: ({ advance_s: seconds }) => advance(seconds),
    })
  },

  reset: () =>
    ask({
      title: t('resetTitle'),
      hint: t('resetHint'),
      submit: t('reset'),
      danger: true,
      send: async () => {
        await call('POST', '/sandbox/reset')
        return t('resetDone')
      },
    }),
}
