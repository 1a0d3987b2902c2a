// The payloads that the identity page's Flutter, Android and iOS examples build, in a webview's page.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fixture, here, openContext, stage } from './support.js'

const all = await stage()
const { sandbox, site } = all
const payloads = JSON.parse(fixture('app-payloads.json'))
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'ko-KR' }

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A webview of an app. `heard` is what came through its channels, and what their names mean. */
async function webview(payload, { channel, query = '', ignore } = {}) {
  const { context, close } = await openContext(all, phone, ignore)
  const page = await context.newPage()
  const heard = []
  await page.exposeFunction('heard', (channel, name, data) => heard.push({ channel, name, data }))
  if (channel) await page.addInitScript(channel)
  await page.goto(`${sandbox.url}/start/app?data=${base64url(payload)}${query}`)
  const window = page.frameLocator('#bootpay-payment-iframe')
  const until = async (name) => {
    while (!heard.some((event) => event.name === name)) await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  return { page, window, heard, until, close }
}

const CHANNELS = {
  flutter: () => {
    for (const name of ['Error', 'Cancel', 'Ready', 'Confirm', 'Done', 'Close']) {
      const postMessage = (text) => window.heard(`Bootpay${name}`, name.toLowerCase(), JSON.parse(text))
      window[`Bootpay${name}`] = { postMessage }
    }
  },
  android: () => {
    const note = (name) => (text) => window.heard(`Android.${name}`, name, JSON.parse(text))
    window.Android = Object.fromEntries(['error', 'cancel', 'ready', 'confirm', 'done', 'close'].map((name) => [name, note(name)]))
  },
  ios: () => {
    const postMessage = (data) => window.heard('BootpayiOS', data.action.replace('Bootpay', '').toLowerCase(), data)
    window.webkit = { messageHandlers: { BootpayiOS: { postMessage } } }
  },
}

const docs = readFileSync(join(here, '../../docs/browser.md'), 'utf8')

/** What the documentation says that an app of this platform hears, line by line. */
function recorded(platform) {
  const example = new RegExp(`^${platform}: .*\n\n\`{3}text\n([^]*?)\`{3}`, 'im').exec(docs)
  assert.ok(example, `docs/browser.md has an example of ${platform}`)
  return example[1].trim().split('\n').map((line) => {
    const [, channel, text] = /^(\S+) +(\{.*\})$/.exec(line)
    return { channel, data: JSON.parse(text) }
  })
}

/** The same for every run: ids and times apart. */
function comparable({ channel, data }) {
  const changes = ['receipt_id', 'receipt_url', 'requested_at', 'purchased_at'].filter((key) => key in data)
  return { channel, data: { ...data, ...Object.fromEntries(changes.map((key) => [key, typeof data[key]])) } }
}

for (const [platform, channel] of Object.entries(CHANNELS)) {
  test(`${platform}: the example's payload, through the webview's channel`, async () => {
    const { window, heard, until, close } = await webview(payloads[platform], { channel })
    await window.getByTestId('approve').click()
    await until('close')
    assert.deepEqual(heard.map(({ name }) => name), ['done', 'close'])
    assert.deepEqual(heard.map(comparable), recorded(platform).map(comparable), 'as docs/browser.md says')
    const [{ data: done }] = heard
    assert.equal(done.order_id, payloads[platform].orderId)
    assert.equal(done.item_name, payloads[platform].name)
    assert.deepEqual(done.params, payloads[platform].params)
    const { certificate } = await sandbox.data(`/certificate/${done.receipt_id}`)
    const fixed = (payloads[platform].user ?? payloads[platform].userInfo).phone.replaceAll('-', '')
    assert.equal(certificate.phone, fixed)
    await close()
  })
}

test('the limits of the commented lines', async () => {
  const payload = { ...payloads.ios, extra: { carrier: 'SKT', ageLimit: 40 } }
  const { window, heard, until, close } = await webview(payload, { channel: CHANNELS.ios })
  await window.getByTestId('approve').click()
  await until('close')
  assert.equal(heard[0].name, 'error')
  assert.match(heard[0].data.message, /만 40세/)
  await close()
})

test('a card asks the app, which evaluates what the official packages evaluate', async () => {
  const card = { ...payloads.flutter, pg: 'kcp', method: 'card', price: 1000 }
  const { page, window, heard, until, close } = await webview(card, { channel: CHANNELS.flutter })
  await window.getByTestId('approve').click()
  await until('confirm')
  const data = JSON.stringify(heard[0].data)
  await page.evaluate(`BootPay.transactionConfirm(JSON.parse('${data}'))`)
  await until('close')
  assert.deepEqual(heard.map(({ name }) => name), ['confirm', 'done', 'close'])
  await close()
})

site.pages.set('/back', '<title>back</title>')
const returns = `${site.url}/back?mine=1`
for (const [where, payload, query] of [
  ['beside the payload', payloads.android, `&return_url=${encodeURIComponent(returns)}`],
  ['in it', { ...payloads.flutter, returnUrl: returns }, ''], // and not to the scheme, which it has, too
]) {
  test(`without a channel: back to the return address ${where}`, async () => {
    const { page, window, close } = await webview(payload, { query })
    await window.getByTestId('approve').click()
    await page.waitForURL(/\/back/)
    const address = new URL(page.url())
    const data = JSON.parse(address.searchParams.get('data'))
    assert.equal(address.searchParams.get('mine'), '1')
    assert.equal(data.action, 'BootpayDone')
    assert.equal(data.order_id, payload.orderId)
    assert.equal((await sandbox.data(`/receipt/${data.receipt_id}`)).status, 1)
    await close()
  })
}

test("the app's own scheme", async () => {
  const { page, window, close } = await webview(payloads.flutter, { ignore: [/bootpayflutterexample:/i] })
  const asked = page.waitForEvent('requestfailed', (request) => request.url().startsWith('bootpayflutterexample://')).catch(() => undefined)
  const seen = page.waitForRequest((request) => request.url().startsWith('bootpayflutterexample:'))
  await window.getByTestId('cancel').click()
  const url = new URL((await seen).url())
  assert.equal(JSON.parse(url.searchParams.get('data')).action, 'BootpayCancel')
  void asked
  await close()
})

test('an address that would run code is none', async () => {
  const query = `&return_url=${encodeURIComponent('javascript:document.title="run"')}`
  const { page, window, close } = await webview(payloads.ios, { query })
  await window.getByTestId('cancel').click()
  await page.locator('#bootpay-payment-window').waitFor({ state: 'detached' })
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400))) // callbacks on a phone: 300 ms
  assert.notEqual(await page.title(), 'run')
  assert.ok(page.url().startsWith(sandbox.url))
  await close()
})
