// The payloads that the identity page's Flutter, Android and iOS examples build, in a webview's page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixture, stage } from './support.js'

const all = await stage()
const { sandbox, site } = all
const payloads = JSON.parse(fixture('app-payloads.json'))
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'ko-KR' }

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function webview(payload, { channel, query = '' } = {}) {
  const context = await all.browser.newContext(phone)
  const page = await context.newPage()
  const heard = []
  await page.exposeFunction('heard', (name, data) => heard.push([name, data]))
  if (channel) await page.addInitScript(channel)
  await page.goto(`${sandbox.url}/start/app?data=${base64url(payload)}${query}`)
  const window = page.frameLocator('#bootpay-payment-iframe')
  const until = async (name) => {
    while (!heard.some(([heardName]) => heardName === name)) await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  return { context, page, window, heard, until }
}

const CHANNELS = {
  flutter: () => {
    for (const name of ['Error', 'Cancel', 'Ready', 'Confirm', 'Done', 'Close']) {
      window[`Bootpay${name}`] = { postMessage: (text) => window.heard(name.toLowerCase(), JSON.parse(text)) }
    }
  },
  android: () => {
    const note = (name) => (text) => window.heard(name, JSON.parse(text))
    window.Android = Object.fromEntries(['error', 'cancel', 'ready', 'confirm', 'done', 'close'].map((name) => [name, note(name)]))
  },
  ios: () => {
    const postMessage = (data) => window.heard(data.action.replace('Bootpay', '').toLowerCase(), data)
    window.webkit = { messageHandlers: { BootpayiOS: { postMessage } } }
  },
}

for (const [platform, channel] of Object.entries(CHANNELS)) {
  test(`${platform}: the example's payload, through the webview's channel`, async () => {
    const { context, window, heard, until } = await webview(payloads[platform], { channel })
    await window.getByTestId('approve').click()
    await until('close')
    assert.deepEqual(heard.map(([name]) => name), ['done', 'close'])
    const [[, done]] = heard
    assert.equal(done.order_id, payloads[platform].orderId)
    assert.equal(done.item_name, payloads[platform].name)
    assert.deepEqual(done.params, payloads[platform].params)
    const { certificate } = await sandbox.data(`/certificate/${done.receipt_id}`)
    const fixed = (payloads[platform].user ?? payloads[platform].userInfo).phone.replaceAll('-', '')
    assert.equal(certificate.phone, fixed)
    await context.close()
  })
}

test('the limits of the commented lines', async () => {
  const payload = { ...payloads.ios, extra: { carrier: 'SKT', ageLimit: 40 } }
  const { context, window, heard, until } = await webview(payload, { channel: CHANNELS.ios })
  await window.getByTestId('approve').click()
  await until('close')
  assert.equal(heard[0][0], 'error')
  assert.match(heard[0][1].message, /만 40세/)
  await context.close()
})

test('a card asks the app, which evaluates what the official packages evaluate', async () => {
  const card = { ...payloads.flutter, pg: 'kcp', method: 'card', price: 1000 }
  const { context, page, window, heard, until } = await webview(card, { channel: CHANNELS.flutter })
  await window.getByTestId('approve').click()
  await until('confirm')
  const data = JSON.stringify(heard[0][1])
  await page.evaluate(`BootPay.transactionConfirm(JSON.parse('${data}'))`)
  await until('close')
  assert.deepEqual(heard.map(([name]) => name), ['confirm', 'done', 'close'])
  await context.close()
})

test('without a channel: back to the return address', async () => {
  site.pages.set('/back', '<title>back</title>')
  const query = `&return_url=${encodeURIComponent(`${site.url}/back?mine=1`)}`
  const { context, page, window } = await webview(payloads.android, { query })
  await window.getByTestId('approve').click()
  await page.waitForURL(/\/back/)
  const address = new URL(page.url())
  const data = JSON.parse(address.searchParams.get('data'))
  assert.equal(address.searchParams.get('mine'), '1')
  assert.equal(data.action, 'BootpayDone')
  assert.equal((await sandbox.data(`/receipt/${data.receipt_id}`)).status, 1)
  await context.close()
})

test("the app's own scheme", async () => {
  const { context, page, window } = await webview(payloads.flutter)
  const asked = page.waitForEvent('requestfailed', (request) => request.url().startsWith('bootpayflutterexample://')).catch(() => undefined)
  const seen = page.waitForRequest((request) => request.url().startsWith('bootpayflutterexample:'))
  await window.getByTestId('cancel').click()
  const url = new URL((await seen).url())
  assert.equal(JSON.parse(url.searchParams.get('data')).action, 'BootpayCancel')
  void asked
  await context.close()
})

test('an address that would run code is none', async () => {
  const query = `&return_url=${encodeURIComponent('javascript:document.title="run"')}`
  const { context, page, window } = await webview(payloads.ios, { query })
  await window.getByTestId('cancel').click()
  await page.locator('#bootpay-payment-window').waitFor({ state: 'detached' })
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400))) // callbacks on a phone: 300 ms
  assert.notEqual(await page.title(), 'run')
  assert.ok(page.url().startsWith(sandbox.url))
  await context.close()
})
