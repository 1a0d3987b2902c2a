// The script on the merchant's page: its members, what it refuses, whom it listens to.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { keysOf } from './keys.js'
import { CARD, ERROR_UNOPENED, IDENTITY, PAY, here, openShop, shop, stage } from './support.js'

const all = await stage({ ignoreDefaultArgs: ['--disable-popup-blocking'] })
const { sandbox, site } = all
const app = { application_id: sandbox.web_application_id }
const card = { ...CARD, ...app }
const script = `${sandbox.url}/js/bootpay-3.3.3.min.js`

/** What `alert` says, answered at once. */
function alertsOf(page) {
  const alerts = []
  page.on('dialog', (dialog) => {
    alerts.push(dialog.message())
    void dialog.accept()
  })
  return alerts
}

/** What the page sent to one address, oldest first. */
async function sentTo(path) {
  const requests = await sandbox.control('GET', '/sandbox/requests')
  const sent = requests.filter((request) => request.path.startsWith(path))
  return sent.map(({ body }) => JSON.parse(new URLSearchParams(body).get('payload')))
}

test('types', () => {
  const tsc = join(here, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', here], { stdio: 'inherit' })
})

test('members and their version', async () => {
  const opened = await openShop(all)
  const facts = await opened.page.evaluate(() => {
    const { BootPay } = window
    const typeOf = (name) => (name in BootPay ? Object.prototype.toString.call(BootPay[name]).slice(8, -1) : 'missing')
    const values = 'phoneRegex dateFormat urls methods params option tk applicationId PAYMENT_LOCK CONFIRM_LOCK'.split(' ')
    const functions = `request popupAsyncRequest startPaymentByUrl transactionConfirm error cancel ready confirm close done
      easyCancel easySuccess easyError removePaymentWindow forceClose closePopupWithPaymentWindow startPopup setMode setDevice
      setApplicationId setLogLevel startTrace startLoginSession notify verifyPassword registerCard changePassword isMobile
      isMobileSafari isSafari isIE generateUUID getData setData encryptParams sendPaymentStepData`.split(/\s+/)
    return {
      types: Object.fromEntries(values.map((name) => [name, typeOf(name)])),
      patterns: [BootPay.phoneRegex.source, BootPay.dateFormat.test('2021-01-17'), BootPay.dateFormat.test('2021-1-17')],
      hosts: ['restUrl', 'clientUrl', 'analyticsUrl'].map((kind) => BootPay.urls[kind].production),
      locks: [BootPay.PAYMENT_LOCK, BootPay.CONFIRM_LOCK],
      missing: functions.filter((name) => typeof BootPay[name] !== 'function'),
      constants: [BootPay.version, BootPay.mode, BootPay.windowId, BootPay.iframeId, BootPay.backgroundId, BootPay.closeId, BootPay.deviceType],
      lists: [BootPay.ableDeviceTypes, BootPay.zeroPaymentMethod, BootPay.ieMinVersion],
      devices: [BootPay.setDevice('ANDROID'), BootPay.deviceType, BootPay.setDevice('OTHER'), BootPay.deviceType],
      stored: ['uuid', 'last_time', 'sk', 'sk_time', 'time'].filter((key) => localStorage.getItem(key) === null),
      isChainable: ['error', 'cancel', 'ready', 'confirm', 'close', 'done'].every((name) => BootPay[name](() => {}) === BootPay),
    }
  })
  assert.deepEqual(facts.missing, [])
  assert.deepEqual(facts.types, {
    phoneRegex: 'RegExp',
    dateFormat: 'RegExp',
    urls: 'Object',
    methods: 'Object',
    params: 'Object',
    option: 'Object',
    tk: 'Undefined', // until a payment begins
    applicationId: 'Undefined',
    PAYMENT_LOCK: 'Boolean',
    CONFIRM_LOCK: 'Boolean',
  })
  assert.deepEqual(facts.patterns, ['^\\d{2,3}\\d{3,4}\\d{4}$', true, false])
  assert.deepEqual(facts.hosts, [sandbox.url, sandbox.url, sandbox.url])
  assert.deepEqual(facts.locks, [false, false])
  assert.deepEqual(facts.constants, [
    '3.3.3', 'production', 'bootpay-payment-window', 'bootpay-payment-iframe', 'bootpay-background-window',
    'bootpay-progress-button-window', 1,
  ])
  assert.deepEqual(facts.lists, [
    { JS: 1, ANDROID: 2, IOS: 3 },
    ['bankalarm', 'auth', 'card_rebill', 'digital_card_rebill', 'easy_rebill'],
    9,
  ])
  assert.deepEqual(facts.devices, [true, 2, false, 2])
  assert.deepEqual(facts.stored, [])
  assert.ok(facts.isChainable)
  await opened.page.addScriptTag({ url: `${sandbox.url}/js/bootpay-9.8.7.min.js` })
  assert.equal(await opened.page.evaluate(() => window.BootPay.version), '9.8.7')
  await opened.close()
})

test('payloads that are wrong: alert, a thrown text, and no lock', async () => {
  const opened = await openShop(all, { ignore: [/^BootPay:/] })
  const alerts = alertsOf(opened.page)
  const item = { item_name: '상품', qty: 1, unique: '1', price: 100 }
  for (const [change, field] of [
    [{ price: 99 }, 'price'],
    [{ price: undefined }, 'price'],
    [{ price: 0, method: 'auth', pg: undefined }, 'price'],
    [{ name: '' }, 'name'],
    [{ order_id: '' }, 'order_id'],
    [{ phone: '12' }, 'phone'],
    [{ methods: 'card' }, 'methods'],
    [{ method: 'vbank', account_expire_at: 'tomorrow' }, 'account_expire_at'],
    [{ items: [{ ...item, item_name: '' }] }, 'items[0].item_name'],
    [{ items: [item, { ...item, qty: 'x' }] }, 'items[1].qty'],
    [{ items: [{ ...item, unique: '' }] }, 'items[0].unique'],
    [{ items: [{ ...item, price: null }] }, 'items[0].price'],
  ]) {
    const thrown = await opened.page.evaluate((payload) => {
      try {
        window.BootPay.request(payload)
        return 'nothing'
      } catch (error) {
        return [typeof error, error, window.BootPay.PAYMENT_LOCK, document.querySelectorAll('iframe').length]
      }
    }, { ...card, ...change })
    assert.equal(thrown[0], 'string', field)
    assert.ok(thrown[1].startsWith(`${field}:`), thrown[1])
    assert.deepEqual(thrown.slice(2), [false, 0])
    assert.equal(alerts.pop(), thrown[1])
  }
  await opened.close()
})

test('the payload on the wire', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...card, phone: '010-1234-5678', order_id: 17, show_agree_window: false, extra: { escrow: true } })
  await opened.button('approve').waitFor()
  const requests = await sandbox.control('GET', '/sandbox/requests')
  const { body, headers } = requests.filter(({ path }) => path.startsWith('/start/js/')).at(-1)
  const sent = JSON.parse(new URLSearchParams(body).get('payload'))
  assert.equal(headers.origin, site.url)
  assert.deepEqual(
    [sent.phone, sent.order_id, sent.show_agree_window, sent.extra, sent.device_type, sent.format, sent.use_order_id],
    ['01012345678', '17', 0, { escrow: 1 }, 1, 'json', 0],
  )
  assert.equal(sent.path_url, `${site.url}/`)
  assert.match(sent.tk, /^[0-9a-f-]{36}-\d+$/)
  assert.match(sent.sk, /^[0-9a-f-]{36}-\d+$/)
  const kept = await opened.page.evaluate(() => {
    const { tk, applicationId, params, methods, PAYMENT_LOCK } = window.BootPay
    return { tk, applicationId, order_id: params.order_id, methods: Object.keys(methods).sort(), PAYMENT_LOCK }
  })
  const methods = ['cancel', 'close', 'done', 'error', 'ready']
  assert.deepEqual(kept, { tk: sent.tk, applicationId: app.application_id, order_id: '17', methods, PAYMENT_LOCK: true })
  await opened.close()
})

test('a second request while a window is open does nothing, and throws nothing', async () => {
  const opened = await openShop(all)
  await opened.pay(card)
  await opened.button('approve').waitFor()
  await opened.page.evaluate((payload) => {
    const wrong = () => window.events.push({ name: 'wrong' })
    window.BootPay.request(payload).error(wrong).cancel(wrong).ready(wrong).confirm(wrong).close(wrong).done(wrong)
  }, { ...card, order_id: 'second' })
  assert.equal(await opened.page.locator('iframe').count(), 1)
  await opened.button('approve').click()
  assert.equal((await opened.event('done')).order_id, 'order-2')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])
  await opened.close()
})

test('messages of others are not heard', async () => {
  const opened = await openShop(all)
  const { page } = opened
  await opened.pay(card, { confirm: 'wait' })
  await opened.button('approve').waitFor()
  const forged = JSON.stringify({ action: 'BootpayDone', receipt_id: 'forged' })
  // The page itself, a frame of another origin, and a frame of the sandbox's own origin that is not the window.
  site.pages.set('/forger', `<title>forger</title><script>parent.postMessage(${JSON.stringify(forged)}, '*'); parent.postMessage('heard', '*')</script>`)
  const forger = `${site.url.replace('localhost', '127.0.0.1')}/forger`
  const heard = page.evaluate(([forged, forger, sandbox]) => new Promise((resolve) => {
    window.addEventListener('message', ({ data }) => data === 'heard' && resolve('heard'))
    window.postMessage(forged, '*')
    const frame = document.createElement('iframe')
    frame.name = 'other'
    frame.src = `${sandbox}/waiting`
    frame.onload = () => {
      const evil = document.createElement('iframe')
      evil.src = forger
      document.body.append(evil)
    }
    document.body.append(frame)
  }), [forged, forger, sandbox.url])
  assert.equal(await heard, 'heard')
  const other = page.frames().find((frame) => frame.name() === 'other')
  await other.evaluate((forged) => {
    parent.postMessage(forged, '*')
    parent.postMessage('still here', '*')
  }, forged)
  // The right source with the wrong content is harmless, too.
  const frame = page.frames().find((frame) => frame.name() === 'bootpay_inner_iframe')
  await frame.evaluate(() => {
    for (const text of ['Bootpay', '{"Bootpay":1}', '["Bootpay"]', 'null Bootpay', '"Bootpay"']) parent.postMessage(text, '*')
  })
  // And the window itself, once it shows somebody else's page.
  const again = page.evaluate(() => new Promise((resolve) => {
    window.addEventListener('message', ({ data }) => data === 'heard' && resolve('heard'))
  }))
  await frame.goto(forger)
  assert.equal(await again, 'heard')
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  assert.deepEqual(await opened.names(), [])
  await page.evaluate(() => window.BootPay.forceClose())
  await opened.event('close')
  opened.complaints.length = 0 // that something was not JSON is logged
  await opened.close()
})

test('a popup, from the click to done', async () => {
  const opened = await openShop(all)
  for (const confirm of [undefined, 'agree']) {
    const appears = opened.context.waitForEvent('page')
    await opened.pay({ ...card, extra: { popup: true, quick_popup: true } }, { confirm })
    const popup = await appears
    const gone = popup.waitForEvent('close')
    await popup.getByTestId('approve').click()
    await opened.event('done')
    await opened.event('close')
    await gone
    assert.deepEqual(await opened.names(), confirm ? ['confirm', 'done', 'close'] : ['done', 'close'])
  }
  await opened.close()
})

test('a popup that the window asks for', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...card, extra: { popup: 1 } })
  const appears = opened.context.waitForEvent('page')
  await opened.page.click('#__bootpay-close-button')
  const popup = await appears
  await popup.getByTestId('cancel').click()
  assert.equal((await opened.event('cancel')).message, '사용자가 결제를 취소하였습니다.')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['cancel', 'close'])
  await opened.close()
})

test('a popup that its user closes', async () => {
  const opened = await openShop(all)
  const appears = opened.context.waitForEvent('page')
  await opened.pay({ ...card, extra: { popup: 1, quick_popup: 1 } })
  const popup = await appears
  await popup.getByTestId('approve').waitFor()
  await popup.close()
  assert.deepEqual(await opened.event('cancel'), { action: 'BootpayCancel', message: '팝업창을 닫았습니다.' })
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['cancel', 'close'])
  await opened.close()
})

// The browser blocks what no click has asked for. So the page asks while it loads: what a test evaluates counts as a click.
for (const [name, ask] of Object.entries({
  'that the page opens at once': (payload) => {
    window.watch(window.BootPay.request({ ...payload, extra: { popup: 1, quick_popup: 1 } }))
  },
  'that the window asks for': (payload) => {
    window.addEventListener('message', ({ data }) => data.includes('BootpayPopup') && window.BootPay.startPopup())
    window.watch(window.BootPay.request({ ...payload, extra: { popup: 1 } }))
  },
  'for a payload that comes later': (payload) => {
    window.watch(window.BootPay.popupAsyncRequest(true, () => Promise.resolve(payload)))
  },
})) {
  test(`a popup ${name}, and the browser blocks`, async () => {
    const opened = await openShop(all)
    const { page } = opened
    site.pages.set('/eager', shop(script).replace('/pay.js', '/eager.js'))
    site.pages.set('/eager.js', { text: `${PAY};(${ask})(${JSON.stringify(card)})`, type: 'text/javascript' })
    const closed = page.waitForEvent('console', (message) => message.text() === 'told: close')
    await page.goto(`${site.url}/eager`)
    await closed
    assert.deepEqual(await opened.names(), ['error', 'close'])
    const data = await opened.event('error')
    assert.deepEqual(keysOf(data), ERROR_UNOPENED)
    assert.match(data.message, /팝업/)
    assert.equal(opened.context.pages().length, 1)
    assert.equal(await page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)
    assert.equal(await page.locator('iframe').count(), 0)
    await opened.pay(card)
    await opened.button('approve').click()
    await opened.event('done')
    await opened.close()
  })
}

test('popupAsyncRequest: the payload comes later, or never', async () => {
  const opened = await openShop(all)
  await opened.page.evaluate((payload) => {
    window.pay = () => window.watch(window.BootPay.popupAsyncRequest(true, () => Promise.resolve(payload)))
  }, card)
  const appears = opened.context.waitForEvent('page')
  await opened.page.click('#pay')
  const popup = await appears
  await popup.getByTestId('approve').click()
  await opened.event('done')
  await opened.event('close')
  await opened.page.evaluate(() => {
    window.events = []
    window.pay = () => window.watch(window.BootPay.popupAsyncRequest(false, () => Promise.reject(new Error('품절'))))
  })
  await opened.page.click('#pay')
  assert.equal((await opened.event('cancel')).message, '품절')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['cancel', 'close'])
  await opened.close()
})

test('the back button leaves the shop; whoever comes back can pay', async () => {
  const opened = await openShop(all)
  site.pages.set('/before', '<title>before</title>')
  await opened.page.goto(`${site.url}/before`)
  await opened.page.goto(`${site.url}/`)
  await opened.pay({ ...IDENTITY, ...app })
  await opened.button('approve').waitFor()
  await opened.page.goBack()
  assert.equal(await opened.page.title(), 'before', 'the window has put nothing between')
  await opened.page.goForward()
  if (!(await opened.page.evaluate(() => window.BootPay.PAYMENT_LOCK))) await opened.pay({ ...IDENTITY, ...app })
  await opened.button('approve').click()
  await opened.event('done')
  await opened.close()
})

/** The browser's back button, or the one for forward; waits until the frame shows what comes. */
async function go(page, steps, isWanted = (frame) => frame === page.mainFrame()) {
  const comes = page.waitForEvent('framenavigated', isWanted)
  // later, since what navigates while it is evaluated has no result
  await page.evaluate((steps) => void setTimeout(() => history.go(steps)), steps)
  await comes
}
const isWindow = (frame) => frame.name() === 'bootpay_inner_iframe'

test('back, once the code was sent: the window shows how far its user got, and goes on', async () => {
  const opened = await openShop(all)
  const { page, window, button } = opened
  await opened.pay({ ...IDENTITY, ...app })
  await button('agree-all').check()
  await button('send').click()
  await button('check').waitFor()
  await go(page, -1, isWindow)
  await button('check').waitFor()
  assert.deepEqual(await opened.names(), [])
  await button('back').click()
  await button('send').click()
  await button('check').waitFor()
  const [{ code }] = await sandbox.control('GET', '/sandbox/codes')
  await window.getByLabel('인증번호', { exact: true }).fill(code)
  await button('check').click()
  await opened.event('done')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])
  assert.equal(await page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)

  await opened.close()
})

test('back, until the shop is left: whoever comes back can pay', async () => {
  const opened = await openShop(all)
  const { page, button } = opened
  site.pages.set('/before', '<title>before</title>')
  await page.goto(`${site.url}/before`)
  await page.goto(`${site.url}/`)
  await opened.pay({ ...IDENTITY, ...app })
  await button('send').click()
  await button('notice').waitFor()
  await go(page, -1, isWindow)
  await go(page, -1)
  assert.equal(await page.title(), 'before')
  await go(page, 1)
  if (!(await page.evaluate(() => window.BootPay.PAYMENT_LOCK))) await opened.pay({ ...IDENTITY, ...app })
  await button('approve').click()
  await opened.event('done')
  await opened.event('close')
  assert.equal(await page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)
  await opened.close()
})

test('back, once a persona was picked: it still is', async () => {
  const opened = await openShop(all)
  const minor = opened.window.locator('[data-testid=persona-age_13][aria-pressed=true]')
  await opened.pay({ ...IDENTITY, ...app })
  await opened.button('persona-age_13').click()
  await minor.waitFor()
  await go(opened.page, -1, isWindow)
  await minor.waitFor()
  assert.deepEqual(await opened.names(), [])
  await opened.button('approve').click()
  const { receipt_id } = await opened.event('done')
  await opened.event('close')
  assert.equal((await sandbox.data(`/certificate/${receipt_id}`)).certificate.username, '심청')
  assert.equal(await opened.page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)
  await opened.close()
})

for (const [name, payload, action] of [
  ['ready', { method: 'vbank' }, 'BootpayBankReady'],
  ['confirm', {}, 'BootpayConfirm'],
]) {
  test(`back, once ${name} was told: it is told once`, async () => {
    const opened = await openShop(all)
    const { page, button } = opened
    await page.evaluate((action) => {
      window.heard = 0
      window.addEventListener('message', ({ data }) => void (window.heard += String(data).includes(action)))
    }, action)
    await opened.pay({ ...card, ...payload }, { confirm: 'wait' })
    await button('approve').click()
    await opened.event(name)
    await button('language').click() // one page more to come back from
    await opened.window.getByText('한국어').waitFor()
    await go(page, -1, isWindow)
    await page.waitForFunction(() => window.heard === 2)
    // a callback would be waiting in front of this one
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    assert.deepEqual(await opened.names(), [name])
    await opened.close()
  })
}

test('back inside of a popup, once the code was sent', async () => {
  const opened = await openShop(all)
  const appears = opened.context.waitForEvent('page')
  await opened.pay({ ...IDENTITY, ...app, extra: { popup: 1, quick_popup: 1 } })
  const popup = await appears
  await popup.getByTestId('agree-all').check()
  await popup.getByTestId('send').click()
  await popup.getByTestId('check').waitFor()
  await go(popup, -1)
  assert.deepEqual(await opened.names(), [])
  const [{ code }] = await sandbox.control('GET', '/sandbox/codes')
  await popup.getByLabel('인증번호', { exact: true }).fill(code)
  const gone = popup.waitForEvent('close')
  await popup.getByTestId('check').click()
  await opened.event('done')
  await opened.event('close')
  await gone
  assert.deepEqual(await opened.names(), ['done', 'close'])
  assert.equal(await opened.page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)
  await opened.close()
})

test('back inside of a popup shows what became of the payment', async () => {
  const opened = await openShop(all)
  const link = (await sandbox.api('POST', '/request/payment', { order_id: '1', name: '상품', price: 1000 })).body.data
  await opened.page.goto(link)
  await opened.page.getByTestId('approve').click()
  await opened.page.locator('[data-status="1"]').waitFor()
  await opened.page.goto(`${site.url}/`)
  await opened.page.goBack()
  assert.equal(await opened.page.getByTestId('status').getAttribute('data-status'), '1')
  await opened.close()
})

test('a payment link in the window', async () => {
  const opened = await openShop(all)
  const link = (await sandbox.api('POST', '/request/payment', { order_id: 'link-1', name: '상품', price: 1000, pg: 'kcp', method: 'card' })).body.data
  await opened.page.evaluate((link) => {
    window.pay = () => window.watch(window.BootPay.startPaymentByUrl(link))
  }, link)
  await opened.page.click('#pay')
  await opened.button('approve').click()
  assert.equal((await opened.event('done')).order_id, 'link-1')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])
  await opened.close()
})

test('hostile names are text', async () => {
  const opened = await openShop(all)
  for (const name of [
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>\' & `${1}`',
    '\u202egnip\u202c \u0627\u0644\u0639\u0631\u0628\u064a\u0629',
    '👩‍👩‍👧‍👦🏴‍☠️'.repeat(20),
    '가'.repeat(3500), // 10 kB
  ]) {
    await opened.pay({ ...card, name, order_id: name, params: { name } })
    await opened.button('approve').waitFor()
    assert.equal(await opened.button('item').textContent(), name)
    const { width, height } = await opened.button('approve').boundingBox()
    assert.ok(width > 100 && height > 30, 'the button is still there')
    await opened.button('approve').click()
    const data = await opened.event('done')
    assert.deepEqual([data.item_name, data.order_id, data.params.name], [name, name, name])
    await opened.event('close')
  }
  await opened.pay({ ...IDENTITY, ...app })
  await opened.window.getByLabel('이름').fill('<b>\u202e"&</b>')
  await opened.button('approve').click()
  const { receipt_id } = await opened.event('done')
  assert.equal((await sandbox.data(`/certificate/${receipt_id}`)).certificate.username, '<b>\u202e"&</b>')
  await opened.close()
})

test('a merchant with a strict policy', async () => {
  const policy = `default-src 'none'; script-src 'self' ${sandbox.url}; frame-src ${sandbox.url}; form-action ${sandbox.url}; connect-src ${sandbox.url}; base-uri 'none'; require-trusted-types-for 'script'`
  const opened = await openShop(all, { headers: { 'Content-Security-Policy': policy } })
  await opened.pay(card)
  await opened.button('approve').click()
  await opened.event('done')
  await opened.event('close')
  await opened.close()
})

test('a page that hides its referrer', async () => {
  const opened = await openShop(all, { headers: { 'Referrer-Policy': 'no-referrer' } })
  await opened.pay(card)
  await opened.button('approve').click()
  await opened.event('done')
  await opened.close()
})

test('setMode, urls and a server that is gone', async () => {
  const opened = await openShop(all, { ignore: [/127\.0\.0\.1:9\//] })
  await opened.page.evaluate(() => window.BootPay.setMode('sandbox'))
  await opened.pay(card)
  await opened.button('cancel').click()
  await opened.event('close')
  await opened.page.evaluate(() => {
    window.BootPay.urls.restUrl.stage = 'http://127.0.0.1:9'
    window.BootPay.setMode('stage')
  })
  await opened.pay(card)
  const data = await opened.event('error')
  assert.deepEqual(keysOf(data), ERROR_UNOPENED)
  assert.match(data.message, /127\.0\.0\.1:9/)
  await opened.close()
})

test('a server that never answers can be left', async () => {
  const opened = await openShop(all)
  await sandbox.control('POST', '/sandbox/faults', { kind: 'stall', path: '/start/js', times: 1 })
  opened.page.on('dialog', (dialog) => void dialog.accept())
  await opened.pay(card)
  await opened.page.click('#__bootpay-popup-close-button__')
  await opened.event('close')
  assert.equal(await opened.page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)
  await opened.close()
})

test('statistics, members, orders and easy pay', async () => {
  const opened = await openShop(all)
  const { page } = opened
  await page.evaluate(async (application_id) => {
    window.BootPay.setApplicationId(application_id)
    await window.BootPay.startTrace({ item_name: '상품', unique: '1' })
    await window.BootPay.startLoginSession({ id: 'm-1', area: '서울시 동작구' })
  }, sandbox.web_application_id)
  assert.match(await page.evaluate(() => JSON.parse(localStorage.getItem('user')).id), /^[0-9a-f]{24}$/)
  const noted = await page.evaluate((payload) => new Promise((resolve) => {
    window.BootPay.notify(payload, (data) => resolve(data), (problem) => resolve(problem))
  }), card)
  assert.deepEqual(noted, { order_id: 'order-2' })
  const [call, login, notify] = (await Promise.all(['/call', '/login', '/notify'].map(sentTo))).map((sent) => sent.at(-1))
  assert.deepEqual([call.items[0].unique, login.area, notify.order_id], ['1', '서울', 'order-2'])
  for (const [tool, button, handler] of [
    ['verifyPassword', 'approve', 'easySuccess'],
    ['registerCard', 'cancel', 'easyCancel'],
    ['changePassword', 'fail', 'easyError'],
  ]) {
    await page.evaluate((tool) => {
      window.events = []
      const note = (name) => (data) => window.events.push({ name, data })
      window.BootPay[tool]({ userToken: '1', deviceId: '2', message: '3' })
        .easySuccess(note('easySuccess')).easyCancel(note('easyCancel')).easyError(note('easyError'))
    }, tool)
    await opened.button(button).click()
    await opened.event(handler)
    assert.equal(await page.locator('#bootpay-payment-window').count(), 0)
  }
  await opened.close()
})

test('the application id: of a call, of the page, of nobody', async () => {
  const opened = await openShop(all)
  const { page } = opened
  const alerts = alertsOf(page)
  const applicationId = () => page.evaluate(() => window.BootPay.applicationId)
  await page.evaluate(() => void window.BootPay.setApplicationId())
  assert.equal(alerts.length, 1)
  assert.match(alerts[0], /bootpay-application-id/)
  await page.evaluate((id) => void window.BootPay.setApplicationId(id), 'of-the-call')
  assert.equal(await applicationId(), 'of-the-call')

  const meta = `<meta name="bootpay-application-id" content="${app.application_id}">`
  site.pages.set('/meta', shop(script).replace('<title>', `${meta}<title>`))
  await page.goto(`${site.url}/meta`)
  await page.evaluate(() => void window.BootPay.setApplicationId())
  assert.equal(await applicationId(), app.application_id)
  await page.reload()
  await page.evaluate(() => window.BootPay.startTrace({}))
  assert.equal((await sentTo('/call')).at(-1).application_id, app.application_id)
  await page.reload()
  await opened.pay(CARD)
  await opened.button('approve').click()
  await opened.event('done')
  assert.equal((await sentTo('/start/js/')).at(-1).application_id, app.application_id)
  assert.equal(alerts.length, 1)
  await opened.close()
})

test('setLogLevel: a visit that could not be counted is said from level 2 on', async () => {
  const opened = await openShop(all)
  site.pages.set('/call', 'no JSON')
  const said = await opened.page.evaluate(async () => {
    const texts = []
    console.log = (...text) => texts.push(text.join(' '))
    window.BootPay.urls.analyticsUrl.production = location.origin
    window.BootPay.setApplicationId('of-the-call')
    const said = {}
    for (const level of [1, 2, 3, 4, 1]) {
      window.BootPay.setLogLevel(level)
      await window.BootPay.startTrace({})
      said[level] = texts.splice(0).filter((text) => text.startsWith('BootPay:')).length
    }
    return said
  })
  assert.deepEqual(said, { 1: 0, 2: 1, 3: 1, 4: 1 })
  await opened.close()
})

test('transactionConfirm without a receipt_id: alert, and the one confirmation is still there', async () => {
  const opened = await openShop(all, { ignore: [/^BootPay: transactionConfirm/] })
  const { page } = opened
  const alerts = alertsOf(page)
  await opened.pay(card, { confirm: 'wait' })
  await opened.button('approve').click()
  const asked = await opened.event('confirm')
  for (const data of [undefined, {}, { receipt_id: '' }]) {
    await page.evaluate((data) => void window.BootPay.transactionConfirm(data), data)
    assert.match(alerts.pop(), /receipt_id/)
  }
  assert.equal(opened.complaints.length, 3, 'each is an error in the console')
  assert.equal(await page.evaluate(() => window.BootPay.CONFIRM_LOCK), false)
  assert.equal((await sandbox.data(`/receipt/${asked.receipt_id}`)).status, 2)
  await page.evaluate((data) => void window.BootPay.transactionConfirm(data), asked)
  await opened.event('done')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['confirm', 'done', 'close'])
  await opened.close()
})

test('forceClose says who closed, if its page says nothing', async () => {
  const opened = await openShop(all)
  await opened.pay(card)
  await opened.button('approve').waitFor()
  await opened.page.evaluate(() => window.BootPay.forceClose())
  assert.deepEqual(await opened.event('cancel'), { action: 'BootpayCancel', message: '사용자에 의한 취소' })
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['cancel', 'close'])
  await opened.close()
})

test('done with is_done_close: false leaves the window open', async () => {
  const opened = await openShop(all)
  const { page } = opened
  await opened.pay(card)
  await opened.button('approve').waitFor()
  const done = { action: 'BootpayDone', receipt_id: '5fffab350c20b903e88a2cff', is_done_close: false }
  await page.frames().find(isWindow).evaluate((text) => parent.postMessage(text, '*'), JSON.stringify(done))
  assert.deepEqual(await opened.event('done'), done)
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  assert.deepEqual(await opened.names(), ['done'])
  assert.equal(await page.evaluate(() => window.BootPay.PAYMENT_LOCK), true)
  await page.evaluate(() => window.BootPay.removePaymentWindow())
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])
  assert.equal(await page.locator('iframe').count(), 0)
  await opened.close()
})

test('the steps of a payment that the script reports', async () => {
  const opened = await openShop(all, { ignore: [/^BootPay: price:/] })
  const { page } = opened
  alertsOf(page)
  const arrives = (step) => page.waitForResponse((answer) => {
    if (new URL(answer.url()).pathname !== '/event') return false
    return JSON.parse(new URLSearchParams(answer.request().postData()).get('payload')).step === step
  })
  const steps = ['start', 'confirm', 'done', 'close']
  const arrived = steps.map(arrives)
  await opened.pay(card)
  await opened.button('approve').click()
  const answers = await Promise.all(arrived)
  for (const answer of answers) assert.equal((await answer.json()).status, 200)
  const { tk } = (await sentTo('/start/js/')).at(-1)
  const events = (await sentTo('/event')).filter((event) => event.tk === tk)
  // Each is a request of its own: the last two leave together, and may overtake each other.
  assert.deepEqual(events.map(({ step }) => step).sort(), [...steps].sort())
  for (const { step, ...rest } of events) {
    assert.deepEqual(rest, { status: 1, version: '3.3.3', tk, application_id: app.application_id }, step)
  }

  const failed = arrives('start')
  await page.evaluate((payload) => {
    try {
      window.BootPay.request(payload)
    } catch {
      // It is thrown, and reported.
    }
  }, { ...card, price: 1 })
  await failed
  const { msg, ...event } = (await sentTo('/event')).at(-1)
  assert.match(msg, /^price: /)
  assert.deepEqual([event.step, event.status, event.application_id], ['start', -1, app.application_id])
  await opened.close()
})

test('a popup that was prepared in vain is forgotten', async () => {
  const opened = await openShop(all)
  for (const prepare of ['reject', 'throw']) {
    await opened.page.evaluate((prepare) => {
      window.events = []
      const problem = new Error('품절')
      const fails = { reject: () => Promise.reject(problem), throw: () => { throw problem } }
      window.pay = () => window.watch(window.BootPay.popupAsyncRequest(true, fails[prepare]))
    }, prepare)
    const appears = opened.context.waitForEvent('page')
    await opened.page.click('#pay')
    const popup = await appears
    await opened.event('close')
    if (!popup.isClosed()) await popup.waitForEvent('close')
    assert.deepEqual(await opened.names(), ['cancel', 'close'], prepare)
  }
  await opened.pay(card)
  await opened.button('approve').click()
  await opened.event('done')
  await opened.close()
})

test('nothing else begins while a window is open', async () => {
  const opened = await openShop(all)
  await opened.pay(card)
  await opened.button('approve').waitFor()
  await opened.page.evaluate((payload) => {
    const wrong = () => window.events.push({ name: 'wrong' })
    window.BootPay.popupAsyncRequest(true, () => Promise.resolve(payload)).done(wrong).close(wrong)
    window.BootPay.verifyPassword({}).easySuccess(wrong)
    window.BootPay.startPaymentByUrl('/').done(wrong)
  }, card)
  assert.equal(await opened.page.locator('iframe').count(), 1)
  assert.equal(opened.context.pages().length, 1)
  await opened.button('approve').click()
  await opened.event('done')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])

  await opened.page.evaluate(() => {
    window.events = []
    window.BootPay.verifyPassword({}).easySuccess(() => window.events.push({ name: 'easySuccess' }))
  })
  await opened.button('approve').waitFor()
  await opened.page.evaluate((payload) => void window.BootPay.request(payload), card)
  assert.equal(await opened.page.locator('iframe').count(), 1)
  await opened.button('approve').click()
  await opened.event('easySuccess')
  await opened.pay(card)
  await opened.button('cancel').click()
  await opened.event('cancel')
  await opened.close()
})

test('a notification of any size', async () => {
  const opened = await openShop(all)
  const noted = await opened.page.evaluate((payload) => new Promise((resolve) => {
    window.BootPay.notify(payload, resolve, resolve)
  }), { ...card, params: { note: 'x'.repeat(100_000) } })
  assert.deepEqual(noted, { order_id: 'order-2' })
  await opened.close()
})

test('the sandbox under its other name', async () => {
  const opened = await openShop({ ...all, sandbox: { ...sandbox, url: sandbox.url.replace('127.0.0.1', 'localhost') } })
  await opened.pay({ ...card, extra: { popup: 1 } })
  const appears = opened.context.waitForEvent('page')
  await opened.page.click('#__bootpay-close-button')
  await (await appears).getByTestId('approve').click()
  await opened.event('done')
  await opened.close()
})

test('what the page was told, another language does not repeat', async () => {
  const opened = await openShop(all)
  for (const [method, event] of [['card', 'confirm'], ['vbank', 'ready']]) {
    await opened.pay({ ...card, method }, { confirm: 'wait' })
    await opened.button('approve').click()
    await opened.event(event)
    await opened.button('language').click()
    await opened.window.locator('html[lang=en]').waitFor()
    await opened.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    assert.deepEqual(await opened.names(), [event])
    await opened.page.evaluate(() => window.BootPay.removePaymentWindow())
    await opened.event('close')
  }
  await opened.close()
})

test('the keyboard stays in the window', async () => {
  const opened = await openShop(all)
  await opened.pay(card)
  await opened.button('approve').waitFor()
  await opened.page.evaluate(() => document.querySelector('#pay').focus())
  assert.notEqual(await opened.page.evaluate(() => document.activeElement.id), 'pay', 'the shop behind it is inert')
  await opened.button('cancel').click()
  await opened.event('close')
  assert.equal(await opened.page.evaluate(() => document.activeElement.id), 'pay')
  await opened.close()
})
