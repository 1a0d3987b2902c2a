// The example shop of each language: what a customer does in the browser, the shop's own server checks and believes.
'use strict'

const assert = require('node:assert')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { createInterface } = require('node:readline')
const { test } = require('node:test')

async function startShop(command, sandbox) {
  const child = spawn('sh', ['-c', `exec ${command}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: '0',
      BOOTPAY_BASE_URL: sandbox.url,
      BOOTPAY_APPLICATION_ID: sandbox.application_id,
      BOOTPAY_PRIVATE_KEY: sandbox.private_key,
      BOOTPAY_WEB_APPLICATION_ID: sandbox.web_application_id,
    },
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
  }
  return { url: line.replace(/^listening on /, ''), stop }
}

for (const [language, command] of [
  ['Python', process.env.PYTHON_SHOP],
  ['Node', process.env.NODE_SHOP],
  ['Ruby', process.env.RUBY_SHOP],
]) {
  test(`the ${language} shop verifies a person and a payment that a browser made`, async (t) => {
    const { launch, startSandbox } = await import('../browser/support.js')
    const [sandbox, browser] = await Promise.all([startSandbox(), launch()])
    t.after(() => Promise.all([browser.close(), sandbox.stop()]))
    const shop = await startShop(command, sandbox)
    t.after(shop.stop)
    const page = await browser.newPage({ locale: 'ko-KR' })
    const complaints = []
    page.on('console', (message) => {
      const isIcon = message.location().url.endsWith('/favicon.ico') // which no shop has
      if (message.type() === 'error' && !isIcon) complaints.push(message.text())
    })
    const paid = [] // receipts, as the page gave them to its server
    page.on('request', (request) => {
      if (request.url() === `${shop.url}/payment`) paid.push(request.postDataJSON().receipt_id)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(shop.url)

    /** Clicks through the window and gives what the shop's page then shows. */
    const buy = async (kind, button) => {
      await page.evaluate(() => (document.querySelector('#result').textContent = ''))
      await page.click(`#${kind}`)
      await page.frameLocator('#bootpay-payment-iframe').getByTestId(button).click()
      await page.waitForFunction(() => document.querySelector('#result').textContent !== '')
      return page.textContent('#result')
    }
    const orders = () => page.evaluate(async () => (await fetch('/orders')).json())

    const person = JSON.parse(await buy('identity', 'approve'))
    assert.deepEqual(person, { ok: true, name: '홍*동', adult: true })
    const payment = JSON.parse(await buy('payment', 'approve'))
    assert.deepEqual(Object.keys(payment), ['ok', 'price'])
    assert.equal(payment.ok, true)
    assert.match(await buy('payment', 'cancel'), /취소/)
    assert.match(await buy('payment', 'fail'), /./)
    assert.deepEqual(Object.values(await orders()).sort(), ['open', 'open', 'paid', 'verified'])

    // A cancel at the sandbox reaches the shop as a webhook, and the shop believes what the receipt says.
    await sandbox.control('POST', '/sandbox/settings', { feedback_url: `${shop.url}/webhook` })
    await sandbox.api('POST', '/cancel', { receipt_id: paid[0] })
    await page.waitForFunction(async () => Object.values(await (await fetch('/orders')).json()).includes('cancelled'))
    assert.deepEqual(complaints, [])
  })
}
