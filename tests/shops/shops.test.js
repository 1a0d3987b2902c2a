// The example shop of each framework: what a customer does in the browser, the shop's own server checks and believes.
// Once with the shop's own page, once with the JavaScript example of Bootpay's identity page in its place, and once with
// what somebody makes up.
'use strict'

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { EventEmitter, once } = require('node:events')
const { mkdirSync, mkdtempSync, rmSync } = require('node:fs')
const http = require('node:http')
const { tmpdir } = require('node:os')
const { join, resolve } = require('node:path')
const { createInterface } = require('node:readline')
const { text } = require('node:stream/consumers')
const { after, before, describe, test } = require('node:test')

const { BUILT, SHOPS } = process.env // where the programs and the packages are; see `run`
const PYTHON = join(SHOPS, 'python/bin/python')
const NODE = join(SHOPS, 'node/examples')
const SCREENSHOTS = join(SHOPS, 'screenshots')
const ruby = (command) => `exec env GEM_HOME=${join(SHOPS, 'gems')} ${command}`

/** Each framework's shop: its folder, and how its users start it. */
const FRAMEWORKS = [
  ['Flask', 'python/examples/shop', `exec ${PYTHON} server.py`],
  ['FastAPI', 'python/examples/shop', `exec ${PYTHON} -m uvicorn --port 0 --no-proxy-headers fastapi_server:app`],
  ['Django', 'python/examples/shop', `${PYTHON} manage.py migrate -v 0 && exec ${PYTHON} manage.py runserver --noreload 0`],
  ['Express', join(NODE, 'shop'), 'exec node server.mjs'],
  ['Nest', join(NODE, 'nest'), 'exec node dist/main.js'],
  ['Next', join(NODE, 'next'), 'exec node node_modules/next/dist/bin/next start --hostname 127.0.0.1 --port 0'],
  ['Rack', 'ruby/examples/shop', ruby('ruby server.rb')],
  ['Rails', 'ruby/examples/rails', ruby('puma --bind tcp://127.0.0.1:0')],
  ['axum', '.', `exec ${join(BUILT, 'bootpay-example-axum')}`],
]

/** Starts it on a free port, and waits until it says which. */
async function startShop(folder, command, sandbox) {
  const scratch = mkdtempSync(join(tmpdir(), 'shop-'))
  const child = spawn('sh', ['-c', command], {
    cwd: resolve(__dirname, '../..', folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      SHOP_DATABASE: join(scratch, 'shop.sqlite3'),
      BOOTPAY_BASE_URL: sandbox.url,
      BOOTPAY_APPLICATION_ID: sandbox.application_id,
      BOOTPAY_PRIVATE_KEY: sandbox.private_key,
      BOOTPAY_WEB_APPLICATION_ID: sandbox.web_application_id,
    },
  })
  const ended = once(child, 'exit')
  const written = []
  const news = new EventEmitter()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => news.emit('line', written.push(line)))
  }
  const over = ended.then(() => assert.fail(`the shop has ended:\n${written.join('\n')}`))
  over.catch(() => {}) // whoever still waits hears of it
  /** Waits for a line that matches; fails when the shop ends before. */
  const says = async (pattern) => {
    const found = () => written.map((line) => line.match(pattern)).find((match) => match !== null)
    while (found() === undefined) await Promise.race([once(news, 'line'), over])
    return found()
  }
  const [url] = await says(/http:\/\/127\.0\.0\.1:\d+/)
  const stop = async () => {
    child.kill('SIGKILL') // some would wait for the browser's idle connections
    await ended
    rmSync(scratch, { recursive: true, force: true })
  }
  return { url, written, says, stop }
}

/** How far the orders of this browser are, as the shop's server sees it. */
const ordersOf = (page) => page.evaluate(async () => (await fetch('/orders')).json())

/** Clicks through the window, as a person of a birth date if one is given, and gives what the shop's page then shows. */
async function buy(page, kind, button, birth) {
  await page.evaluate(() => (document.querySelector('#result').textContent = ''))
  await page.click(`#${kind}`)
  const window = page.frameLocator('#bootpay-payment-iframe')
  if (birth !== undefined) await window.getByLabel('생년월일 8자리').fill(birth.replaceAll('-', ''))
  await window.getByTestId(button).click()
  await page.waitForFunction(() => document.querySelector('#result').textContent !== '')
  return page.textContent('#result')
}

/** What the page's script asks its server: the HTTP status beside the answer. */
async function post(page, path, fields) {
  const hears = page.waitForResponse((response) => new URL(response.url()).pathname === path)
  const said = await page.evaluate(([path, fields]) => post(path, fields), [path, fields])
  return { status: (await hears).status(), said }
}

/** Who is too young by the law of each purpose, by days where the law counts days, and what the shop says to them. */
const MINORS = (() => {
  const [year, month, day] = new Date(Date.now() + 9 * 3600_000).toISOString().split(/[-T]/).map(Number) // in Korea
  const soon = (years) => new Date(Date.UTC(year - years, month - 1, day + 2)).toISOString().slice(0, 10) // also past midnight
  return [
    ['주류 구매', 'youth_protection', `${year - 18}-01-01`, '청소년에게는 주류를 판매하지 않습니다.'],
    ['할부 계약', 'civil', soon(19), '만 19세 미만은 법정대리인의 동의가 있어야 계약할 수 있습니다.'],
    ['소모임 참가', 'child_welfare', soon(18), '만 18세 미만은 참가할 수 없습니다.'],
    ['회원 가입', 'guardian_consent', soon(14), '만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다.'],
  ]
})()
/** Old enough for 주류 구매 from 1 January on, whenever the birthday is. */
const TURNS_19_THIS_YEAR = `${Number(MINORS[0][2].slice(0, 4)) - 1}-12-31`

let browser
before(async () => {
  const { launch } = await import('../browser/support.js')
  browser = await launch()
  mkdirSync(SCREENSHOTS, { recursive: true })
})
after(() => browser.close())

// Two at once: each has a server, a sandbox and pages of its own.
describe('the example shops', { concurrency: 2 }, () => {
  for (const [framework, folder, command] of FRAMEWORKS) {
    describe(framework, { concurrency: 1 }, () => {
      let sandbox
      let shop
      before(async () => {
        const { startSandbox } = await import('../browser/support.js')
        sandbox = await startSandbox()
        shop = await startShop(folder, command, sandbox)
      })
      after(() => Promise.all([shop?.stop(), sandbox?.stop()]))

      /** The shop's page in a browser of its own, with its own session. */
      async function visit(t, viewport = { width: 900, height: 860 }) {
        const context = await browser.newContext({ locale: 'ko-KR', viewport })
        t.after(() => context.close())
        const page = await context.newPage()
        return page
      }

      test('verifies a person and a payment that a browser made', async (t) => {
        const page = await visit(t)
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

        const person = JSON.parse(await buy(page, 'identity', 'approve'))
        assert.deepEqual(person, { ok: true, name: '홍*동', purpose: '주류 구매' })
        const payment = JSON.parse(await buy(page, 'payment', 'approve'))
        assert.deepEqual(payment, { ok: true, price: 1000 })
        assert.equal(await buy(page, 'payment', 'cancel'), '사용자가 결제를 취소하였습니다.')
        assert.equal(await buy(page, 'payment', 'fail'), '카드사 거절 (sandbox: somebody pressed the button for that)')
        assert.deepEqual(Object.values(await ordersOf(page)).sort(), ['open', 'open', 'paid', 'verified'])
        assert.equal(paid.length, 1, 'the page asked its server about the payment that was made, and no other')

        // A cancel at the sandbox reaches the shop as a webhook, and the shop believes what the receipt says.
        await sandbox.control('POST', '/sandbox/settings', { feedback_url: `${shop.url}/webhook` })
        t.after(() => sandbox.control('POST', '/sandbox/settings', { feedback_url: null }))
        await sandbox.api('POST', '/cancel', { receipt_id: paid[0] })
        await page.waitForFunction(async () => Object.values(await (await fetch('/orders')).json()).includes('cancelled'))
        assert.deepEqual(complaints, [])
      })

      test('asks the law of the purpose, and tells a minor why not', async (t) => {
        const page = await visit(t, { width: 360, height: 640 })
        await page.goto(shop.url)
        for (const [purpose, law, birth, sentence] of MINORS) {
          await page.selectOption('#purpose', purpose)
          const answered = page.waitForResponse(`${shop.url}/identity`)
          const shown = await buy(page, 'identity', 'approve', birth)
          const answer = await answered
          assert.deepEqual([answer.status(), await answer.json()], [403, { ok: false, reason: 'minor', law, error: sentence }])
          assert.equal(shown, sentence)
        }
        assert.deepEqual(await ordersOf(page), {}, 'nobody was saved')
        await page.screenshot({ path: join(SCREENSHOTS, `${framework}-minor.png`) })

        await page.selectOption('#purpose', '주류 구매')
        assert.deepEqual(JSON.parse(await buy(page, 'identity', 'approve', TURNS_19_THIS_YEAR)).ok, true)
        assert.deepEqual(Object.values(await ordersOf(page)), ['verified'])
      })

      test('believes no identity that somebody made up, and each of them once', async (t) => {
        const [page, stranger] = [await visit(t), await visit(t)]
        await Promise.all([page.goto(shop.url), stranger.goto(shop.url)])
        const begin = async (from, purpose = '주류 구매') => {
          const { token, request } = (await post(from, '/identity/begin', { purpose })).said
          return { token, order_id: request.order_id }
        }
        const make = async (what, fields) => (await sandbox.control('POST', `/sandbox/${what}`, fields)).receipt_id
        const refused = async (from, receipt_id, token) => {
          const { status, said } = await post(from, '/identity', { receipt_id, token })
          assert.equal(said.ok, false)
          assert.match(said.error, /[가-힣]/, 'whoever asked is told in Korean')
          assert.ok(!JSON.stringify(said).includes('홍길동'))
          return [status, said.reason]
        }

        const [mine, theirs] = [await begin(page), await begin(stranger)]
        assert.match(mine.order_id, /^identity-[0-9a-f]{32}$/)
        assert.equal((await post(page, '/identity/begin', { purpose: '아무거나' })).status, 400)
        const [own, stolen] = [await make('identities', { order_id: mine.order_id }), await make('identities', { order_id: theirs.order_id })]
        const old = await begin(page)
        const late = await make('identities', { order_id: old.order_id, verified_ago: 3600 })
        const paid = await make('payments', { order_id: mine.order_id, price: 0, status: 1, pg: 'danal' })
        for (const [why, receipt, token, from, expected] of [
          ["somebody else's receipt", stolen, mine.token, page, [403, 'other_order']],
          ["somebody else's receipt with their token", stolen, theirs.token, page, [403, 'other_session']],
          ['one of the own that is old', late, old.token, page, [410, 'expired']],
          ['one of another verification', own, old.token, page, [403, 'other_order']],
          ['a payment', paid, mine.token, page, [400, 'not_identity']],
          ['a part of a path', '../receipt/1', mine.token, page, [400, 'not_identity']],
          ['no receipt at all', '0'.repeat(24), mine.token, page, [409, 'not_finished']],
          ['a token that was changed', own, `Z${mine.token.slice(1)}`, page, [400, 'bad_token']],
        ]) {
          assert.deepEqual(await refused(from, receipt, token), expected, why)
        }
        assert.deepEqual([await ordersOf(page), await ordersOf(stranger)], [{}, {}])

        // Twice at once: a double click, or somebody who tries.
        const confirm = (fields) => Promise.all([1, 2].map(() => post('/identity', fields))) // the page's post
        const both = await page.evaluate(confirm, { receipt_id: own, token: mine.token })
        assert.deepEqual(both.map(({ ok, reason }) => ok || reason).sort(), [true, 'used'])
        assert.deepEqual(await refused(page, own, mine.token), [409, 'used'])
        assert.deepEqual(await ordersOf(page), { [mine.order_id]: 'verified' }, 'saved once')
        const log = shop.written.join('\n')
        for (const secret of [sandbox.private_key, '홍길동', mine.token]) assert.ok(!log.includes(secret), log)
      })

      test("verifies the person of the identity page's example, and nobody else", async (t) => {
        const { filledExample, runExample } = await import('../browser/example.js')

        /** The example in a page of the shop, up to a click in its window; then what its receipt is worth to the server. */
        const run = async (button) => {
          const page = await visit(t)
          await page.goto(shop.url)
          const { said: begun } = await post(page, '/identity/begin', { purpose: '주류 구매' })
          const { application_id: applicationId, order_id: orderId } = begun.request
          const filled = filledExample({ applicationId, orderId, phone: '010-0000-7777', carrier: 'KT', ageLimit: '20' })
          const { press } = await runExample(page, filled)
          const logged = await press(button)
          const server = await post(page, '/identity', { receipt_id: logged.receipt_id, token: begun.token })
          server.state = (await ordersOf(page))[orderId]
          const requests = await sandbox.control('GET', '/sandbox/requests')
          const asked = requests.filter(({ path }) => path === `/certificate/${logged.receipt_id}`)
          assert.equal(asked.length, 1, 'the server asked by itself')
          return { logged, orderId, server }
        }

        const { logged: done, orderId, server: verified } = await run('approve')
        assert.deepEqual([done.action, done.order_id], ['BootpayDone', orderId])
        assert.ok(!JSON.stringify(done).includes('홍길동'), 'only the server learns who it is')
        const said = { ok: true, name: '홍*동', purpose: '주류 구매' }
        assert.deepEqual(verified, { status: 200, said, state: 'verified' })
        const { certificate } = await sandbox.data(`/certificate/${done.receipt_id}`)
        assert.deepEqual([certificate.phone, certificate.carrier], ['01000007777', 'KT'], 'as the example asked')

        for (const [button, action, message] of [
          ['cancel', 'BootpayCancel', '사용자가 결제를 취소하였습니다.'],
          ['fail', 'BootpayError', '본인인증에 실패하였습니다. (sandbox: somebody pressed the button for that)'],
        ]) {
          const { logged, server } = await run(button)
          const { receipt_id, ...rest } = logged
          assert.match(receipt_id, /^[0-9a-f]{24}$/)
          assert.deepEqual(rest, { action, message })
          assert.deepEqual([server.status, server.said.reason, server.state], [409, 'not_finished', undefined])
        }
      })

      test('believes neither a payment nor a webhook that somebody made up', async (t) => {
        const [page, stranger] = [await visit(t), await visit(t)]
        await Promise.all([page.goto(shop.url), stranger.goto(shop.url)])
        const make = async (what, fields) => (await sandbox.control('POST', `/sandbox/${what}`, fields)).receipt_id
        const bought = (await post(page, '/orders', {})).said.order_id
        const status = async (from, path, receipt_id, order_id) =>
          (await post(from, path, { receipt_id, order_id })).status

        // A receipt is worth something to the session, the order and the price that it is of.
        const pay = (fields) => make('payments', { price: 1000, status: 1, pg: 'kcp', order_id: bought, ...fields })
        assert.equal(await status(stranger, '/payment', await pay(), bought), 404, "somebody else's order")
        assert.equal(await status(page, '/payment', await pay({ price: 100 }), bought), 409, 'paid too little')
        assert.equal(await status(page, '/payment', await pay({ status: 2 }), bought), 409, 'not paid')
        assert.equal(await status(page, '/payment', await pay({ order_id: "somebody's" }), bought), 409, 'paid for another')

        // Another site's page, with this browser's cookie and without the shop's token.
        const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
        const forged = await page.request.post(`${shop.url}/orders`, { headers, data: {} })
        assert.ok([403, 422].includes(forged.status()), `another site's page: ${forged.status()}`)
        assert.deepEqual(Object.keys(await ordersOf(page)), [bought])

        // A webhook is a hint: the receipt decides.
        const deliver = async (receipt_id, fields = {}, headers = {}) => {
          // http, because fetch would make one header of two
          const request = http.request(`${shop.url}/webhook`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
          })
          request.end(JSON.stringify({ receipt_id, order_id: bought, price: 1000, status: 1, ...fields }))
          const [answer] = await once(request, 'response')
          return [answer.statusCode, await text(answer)]
        }
        const state = async () => (await ordersOf(page))[bought]
        assert.equal((await deliver(await pay({ status: 2 })))[0], 409, 'the receipt is not paid')
        const receipt = await pay()
        for (const forwarded of ['6.6.6.6', ['127.0.0.1', '6.6.6.6']]) {
          const [status] = await deliver(receipt, {}, { 'x-forwarded-for': forwarded })
          assert.equal(status, 403, `a proxy brought it from elsewhere: ${forwarded}`)
        }
        const form = new URLSearchParams({ receipt_id: receipt, order_id: bought, price: 1000, status: 1, private_key: 'x' })
        const keyless = await fetch(`${shop.url}/webhook`, { method: 'POST', body: form })
        assert.equal(keyless.status, 403, 'a form with another key')
        assert.deepEqual(await deliver(await pay({ price: 100 }), { price: 100 }), [200, 'OK'], 'genuine, and pays for nothing')
        assert.equal(await state(), 'open')

        // And each receipt is acted on once, in whichever order the news comes.
        for (let time = 0; time < 2; time++) assert.deepEqual(await deliver(receipt), [200, 'OK'])
        assert.equal(await state(), 'paid')
        const second = await pay()
        assert.equal(await status(page, '/payment', second, bought), 409, 'paid again')
        for (let time = 0; time < 2; time++) assert.deepEqual(await deliver(second), [200, 'OK'])
        await sandbox.api('POST', '/cancel', { receipt_id: second })
        assert.deepEqual(await deliver(second, { status: 20 }), [200, 'OK'])
        assert.equal(await state(), 'paid', "the second payment's cancel is not the first's")

        // The log says what somebody has to look at, once, and neither a key nor anybody's name.
        const last = await pay({ price: 1 })
        assert.deepEqual(await deliver(last, { price: 1 }), [200, 'OK'])
        await shop.says(new RegExp(`receipt ${last} `))
        const ofTheSecond = shop.written.filter((line) => line.includes(`receipt ${second} `))
        assert.equal(ofTheSecond.length, 2, 'one for the payment, one for its cancel')
        const log = shop.written.join('\n')
        assert.ok(!log.includes(sandbox.private_key) && !log.includes('홍길동'))
      })
    })
  }
})
