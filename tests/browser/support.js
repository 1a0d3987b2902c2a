// One sandbox, one browser and one merchant's site for a test file. The merchant is another origin, as in real life.
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumOptions } from './chromium.js'
import { ERROR } from './keys.js'
import { startSandbox } from './sandbox.js'

export { startSandbox }

export const here = dirname(fileURLToPath(import.meta.url))
const screenshots = join(here, 'screenshots')
mkdirSync(screenshots, { recursive: true })

export const fixture = (name) => readFileSync(join(here, 'fixtures', name), 'utf8')

/** A site whose pages are given by path: text, or `{ text, type, headers }`. */
export async function startSite() {
  const pages = new Map([['/favicon.ico', { text: '', type: 'image/x-icon' }]])
  const server = createServer((request, response) => {
    const found = pages.get(new URL(request.url, 'http://site').pathname)
    if (found === undefined) return response.writeHead(404).end()
    const { text, type = 'text/html', headers = {} } = typeof found === 'string' ? { text: found } : found
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, ...headers }).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://localhost:${server.address().port}`, pages, stop }
}

export const launch = ({ args, ...options } = {}) => chromium.launch({ ...chromiumOptions(args), ...options })

/** Everything together; ends with the test file. */
export async function stage(options, sandboxArguments) {
  const [sandbox, site, browser] = await Promise.all([startSandbox(0, sandboxArguments), startSite(), launch(options)])
  after(async () => {
    await browser.close()
    await Promise.all([site.stop(), sandbox.stop()])
  })
  return { sandbox, site, browser, shot: (page, name) => page.screenshot({ path: join(screenshots, `${name}.png`) }) }
}

/** The merchant's page: a button that does what `pay` says. */
export const shop = (script) => `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>상점</title></head>
<body><main><h1>상점</h1><button id="pay">결제하기</button></main>
<script src="${script}"></script><script src="/pay.js"></script></body></html>`

/** Notes every callback with its argument, in the order in which they come. */
export const PAY = `
window.events = []
window.watch = (request, { confirm } = {}) => {
  const note = (name) => function (data) {
    window.events.push({ name, data, isBootPay: this === window.BootPay })
    console.debug('told:', name) // for a test that may not ask: to evaluate something counts as a click
  }
  const chain = request.error(note('error')).cancel(note('cancel')).ready(note('ready')).close(note('close')).done(note('done'))
  if (confirm) chain.confirm(function (data) { note('confirm').call(this, data); if (confirm === 'agree') this.transactionConfirm(data) })
  return chain
}
window.pay = () => {}
document.querySelector('#pay').addEventListener('click', () => window.pay())
`

/** A browser of its own. `close` fails when the browser complained about anything, or asked anybody but the two. */
export async function openContext({ sandbox, site, browser }, options, ignore = []) {
  const context = await browser.newContext(options)
  const complaints = []
  context.on('console', (message) => {
    const text = message.text()
    const isComplaint = message.type() === 'error' || /Content Security Policy/.test(text)
    if (isComplaint) complaints.push(`${text} (${message.location().url})`)
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
  const [hosts, ports] = ['hostname', 'port'].map((part) => [sandbox, site].map(({ url }) => new URL(url)[part]))
  context.on('request', (request) => {
    const { protocol, hostname, port } = new URL(request.url())
    const isKnown = protocol === 'http:' && ['127.0.0.1', 'localhost', ...hosts].includes(hostname) && ports.includes(port)
    if (!isKnown && !['data:', 'blob:', 'about:'].includes(protocol)) complaints.push(`left the machine: ${request.url()}`)
  })
  const close = async () => {
    await context.close()
    const unexpected = complaints.filter((text) => !ignore.some((pattern) => pattern.test(text)))
    if (unexpected.length) throw new Error(`the browser complained: ${unexpected.join('\n')}`)
  }
  return { context, complaints, close }
}

/** A page of the shop with our script. */
export async function openShop(all, { context: contextOptions, headers, ignore } = {}) {
  const { sandbox, site } = all
  const options = { locale: 'ko-KR', viewport: { width: 900, height: 860 }, ...contextOptions }
  const { context, complaints, close } = await openContext(all, options, ignore)
  const page = await context.newPage()
  site.pages.set('/', { text: shop(`${sandbox.url}/js/bootpay-3.3.3.min.js`), headers })
  site.pages.set('/pay.js', { text: PAY, type: 'text/javascript' })
  await page.goto(`${site.url}/`)
  const window = page.frameLocator('#bootpay-payment-iframe')
  const events = () => page.evaluate(() => window.events)
  const names = async () => (await events()).map(({ name }) => name)
  const pay = async (payload, options) => {
    await page.evaluate(([payload, options]) => {
      window.events = []
      window.pay = () => window.watch(window.BootPay.request(payload), options)
    }, [payload, options])
    await page.click('#pay')
  }
  /** Waits for a callback, by name. */
  const event = async (name) => {
    await page.waitForFunction((name) => window.events.some((event) => event.name === name), name)
    return (await events()).find((event) => event.name === name).data
  }
  const button = (name) => window.getByTestId(name)
  return { page, context, window, pay, event, events, names, button, close, complaints }
}

export const IDENTITY = {
  price: 0,
  name: '본인인증',
  pg: 'danal',
  method: 'auth',
  order_id: 'order-1',
  params: { callback1: '그대로', customvar1234: '변수명도 마음대로' },
}

/** Of a window that did not open: nothing was made, and there is no receipt to name. */
export const ERROR_UNOPENED = ERROR.filter((key) => key !== 'receipt_id')

export const CARD = { price: 12_000, name: '테스트 아이템', pg: 'kcp', method: 'card', order_id: 'order-2' }
