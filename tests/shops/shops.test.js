// The example shop of each language: what a customer does in the browser, the shop's own server checks and believes.
// Once with the shop's own page, and once with the JavaScript example of Bootpay's identity page in its place.
'use strict'

const assert = require('node:assert/strict')
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

/** A sandbox, a shop that talks to it, and a browser; all end with the test. */
async function stage(t, command) {
  const { launch, startSandbox } = await import('../browser/support.js')
  const [sandbox, browser] = await Promise.all([startSandbox(), launch()])
  t.after(() => Promise.all([browser.close(), sandbox.stop()]))
  const shop = await startShop(command, sandbox)
  t.after(shop.stop)
  return { sandbox, shop, context: await browser.newContext({ locale: 'ko-KR' }) }
}

/** How far the orders of this browser are, as the shop's server sees it. */
const ordersOf = (page) => page.evaluate(async () => (await fetch('/orders')).json())

for (const [language, command] of [
  ['Python', process.env.PYTHON_SHOP],
  ['Node', process.env.NODE_SHOP],
  ['Ruby', process.env.RUBY_SHOP],
]) {
  test(`the ${language} shop verifies a person and a payment that a browser made`, async (t) => {
    const { sandbox, shop, context } = await stage(t, command)
    const page = await context.newPage()
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

    const person = JSON.parse(await buy('identity', 'approve'))
    assert.deepEqual(person, { ok: true, name: '홍*동', adult: true })
    const payment = JSON.parse(await buy('payment', 'approve'))
    assert.deepEqual(payment, { ok: true, price: 1000 })
    assert.equal(await buy('payment', 'cancel'), '사용자가 결제를 취소하였습니다.')
    assert.equal(await buy('payment', 'fail'), '카드사 거절 (sandbox: somebody pressed the button for that)')
    assert.deepEqual(Object.values(await ordersOf(page)).sort(), ['open', 'open', 'paid', 'verified'])
    assert.equal(paid.length, 1, 'the page asked its server about the payment that was made, and no other')

    // A cancel at the sandbox reaches the shop as a webhook, and the shop believes what the receipt says.
    await sandbox.control('POST', '/sandbox/settings', { feedback_url: `${shop.url}/webhook` })
    await sandbox.api('POST', '/cancel', { receipt_id: paid[0] })
    await page.waitForFunction(async () => Object.values(await (await fetch('/orders')).json()).includes('cancelled'))
    assert.deepEqual(complaints, [])
  })

  test(`the ${language} server verifies the person of the identity page's example, and nobody else`, async (t) => {
    const { sandbox, shop, context } = await stage(t, command)
    const { filledExample, runExample } = await import('../browser/example.js')

    /** The example in a page of the shop, up to a click in its window; then what its receipt is worth to the server. */
    const run = async (button) => {
      const page = await context.newPage()
      await page.goto(shop.url)
      const { application_id: applicationId, order_id: orderId } = await page.evaluate(() => post('/orders', { kind: 'identity' }))
      const filled = filledExample({ applicationId, orderId, phone: '010-0000-7777', carrier: 'KT', ageLimit: '20' })
      const { press } = await runExample(page, filled)
      const logged = await press(button)
      const hears = page.waitForResponse(`${shop.url}/identity`)
      const said = await page.evaluate((fields) => post('/identity', fields), { receipt_id: logged.receipt_id, order_id: orderId })
      const status = (await hears).status()
      const state = (await ordersOf(page))[orderId]
      const requests = await sandbox.control('GET', '/sandbox/requests')
      const asked = requests.filter(({ path }) => path === `/certificate/${logged.receipt_id}`)
      assert.equal(asked.length, 1, 'the server asked by itself')
      await page.close()
      return { logged, orderId, server: { status, said, state } }
    }

    const { logged: done, orderId, server: verified } = await run('approve')
    assert.deepEqual([done.action, done.order_id], ['BootpayDone', orderId])
    assert.ok(!JSON.stringify(done).includes('홍길동'), 'only the server learns who it is')
    assert.deepEqual(verified, { status: 200, said: { ok: true, name: '홍*동', adult: true }, state: 'verified' })
    const { certificate } = await sandbox.data(`/certificate/${done.receipt_id}`)
    assert.deepEqual([certificate.phone, certificate.carrier], ['01000007777', 'KT'], 'as the example asked')

    const refused = { status: 404, said: { ok: false, error: 'this could not be confirmed' }, state: 'open' }
    for (const [button, action, message] of [
      ['cancel', 'BootpayCancel', '사용자가 결제를 취소하였습니다.'],
      ['fail', 'BootpayError', '본인인증에 실패하였습니다. (sandbox: somebody pressed the button for that)'],
    ]) {
      const { logged, server } = await run(button)
      const { receipt_id, ...rest } = logged
      assert.match(receipt_id, /^[0-9a-f]{24}$/)
      assert.deepEqual(rest, { action, message })
      assert.deepEqual(server, refused)
    }
  })
}
