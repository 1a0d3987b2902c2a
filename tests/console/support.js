// A sandbox, a browser that tells of every policy that was broken, and a merchant's server that gets webhooks.
import { EventEmitter, on, once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumOptions } from '../browser/chromium.js'

export { TOKEN, startSandbox } from '../browser/sandbox.js'

const here = dirname(fileURLToPath(import.meta.url))
const screenshots = join(here, 'screenshots')
mkdirSync(screenshots, { recursive: true })

/** A merchant's server: `next()` is the next webhook that came, answered with `answers`, one after the other. */
export async function startMerchant(...answers) {
  const arrived = new EventEmitter()
  const events = on(arrived, 'webhook')
  const server = createServer(async (request, response) => {
    const pieces = await request.toArray()
    response.end(answers.length > 1 ? answers.shift() : answers[0])
    arrived.emit('webhook', Buffer.concat(pieces).toString())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const next = async () => {
    const late = new Promise((_, reject) => setTimeout(reject, 20_000, new Error('no webhook came')).unref())
    return (await Promise.race([events.next(), late])).value[0]
  }
  const stop = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${server.address().port}/webhook`, next, stop }
}

export async function startBrowser(more = []) {
  const browser = await chromium.launch(chromiumOptions(more))
  /** A console in a window of its own. `problems` has what the page must not do. */
  const open = async (url, { size: [width, height] = [1440, 900], dark = false, section = 'identities', language = 'ko' } = {}) => {
    const context = await browser.newContext({
      viewport: { width, height },
      hasTouch: width < 1000,
      colorScheme: dark ? 'dark' : 'light',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const problems = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      // A form that the sandbox refused is no problem of the page.
      if (message.type() === 'error' && !message.text().includes('status of 422')) problems.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) problems.push(`left the machine: ${request.url()}`)
    })
    await page.addInitScript((name) => localStorage.setItem('bootpay-language', localStorage.getItem('bootpay-language') ?? name), language)
    await page.goto(`${url}/#${section}`)
    await page.locator('#live[data-state=live]').waitFor()
    return { page, problems, close: () => context.close() }
  }
  return { open, close: () => browser.close() }
}

/** An identity window in a page of its own, where the person with this phone has been sent a code. */
export async function waitForCode(context, sandbox, phone) {
  const payload = { applicationId: sandbox.web_application_id, pg: 'danal', method: 'auth', name: '본인인증', price: 0, orderId: 'coded', user: { phone } }
  const page = await context.newPage()
  await page.goto(`${sandbox.url}/start/app?data=${Buffer.from(JSON.stringify(payload)).toString('base64url')}`)
  const window = page.frameLocator('#bootpay-payment-iframe')
  const button = (name) => window.getByTestId(name)
  await button('agree-all').check()
  await button('send').click()
  await button('check').waitFor()
  return { window, button }
}

export const shoot = (page, name) => page.screenshot({ path: join(screenshots, `${name}.png`) })

const axe = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8')

/** What axe-core calls serious or critical. */
export async function accessibilityFaults(page) {
  // Through the debugger: the page's own policy would let no script in.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', {
    expression: "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(violations))",
    awaitPromise: true,
  })
  await session.detach()
  return JSON.parse(result.value)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 120)} (${node.any[0]?.message ?? ''})`).join(', ')}`)
}
