import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, beforeEach, test } from 'node:test'
import { LOOKS } from '../browser/sizes.js'
import { TOKEN, accessibilityFaults, shoot, startBrowser, startMerchant, startSandbox, waitForCode } from './support.js'

const TO_CANCEL = '5df6e8034f74b4002177e0bb'
const TO_DEPOSIT = '5fffad430c20b903e88a2d17'

let sandbox
let browser

before(async () => {
  sandbox = await startSandbox()
  browser = await startBrowser()
})
beforeEach(() => sandbox.control('POST', '/sandbox/reset'))
after(async () => {
  await browser?.close()
  await sandbox?.stop()
})

/** One test with one console, which must have broken no policy at its end. */
function consoleTest(name, options, body) {
  test(name, async () => {
    const { page, problems, close } = await browser.open(sandbox.url, options)
    try {
      await body(page)
      assert.deepEqual(problems, [])
    } finally {
      await close()
    }
  })
}

const row = (page, text) => page.locator('.row', { hasText: text })
const say = (page, text) => page.locator('#toast.shown', { hasText: text }).waitFor()
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText())
const submit = (page) => page.locator('#dialog [type=submit]').click()

consoleTest('a row appears by itself, and people are masked by one switch', { section: 'identities' }, async (page) => {
  await row(page, 'order_1234').waitFor()
  await sandbox.control('POST', '/sandbox/identities', { username: '김샌드', phone: '01000007777', birth: '19901004', order_id: 'live-1' })
  const made = row(page, 'live-1')
  await made.locator('.first', { hasText: '김샌드' }).waitFor()
  assert.match(await made.textContent(), /19901004 · 만 \d+세01000007777/)
  await page.locator('[data-section=payments]').click()
  await row(page, '1526557672').locator('.open').click()
  await page.locator('#whole pre').waitFor()
  const mask = page.getByRole('switch', { name: '개인정보 가리기' })
  await mask.click()
  await page.locator('#whole .hint', { hasText: '가렸습니다' }).waitFor()
  assert.equal(await page.locator('#whole pre').count(), 0, 'nothing that may name somebody')
  await page.locator('[data-section=identities]').click()
  await made.locator('.first', { hasText: '김*드' }).waitFor()
  assert.match(await made.textContent(), /1990-\*\*-\*\*010-\*\*\*\*-7777/)
  await made.locator('.open').click()
  for (const personal of ['김샌드', '01000007777', '만 ', 'SANDBOXCI']) assert.ok(!(await page.content()).includes(personal), personal)
  await page.reload()
  assert.equal(await mask.getAttribute('aria-checked'), 'true', 'it is remembered')
  await mask.click()
  await made.locator('.open').click()
  await page.locator('#detail dd', { hasText: 'SANDBOXCI' }).waitFor()
})

consoleTest('verifications of every state are identities, and none of them is a payment', { section: 'identities' }, async (page) => {
  const heads = () => page.locator('#heads > *').allTextContents()
  assert.deepEqual(await heads(), ['상태', '이름', '생년월일 · 나이', '휴대폰', '서비스', '주문번호', '시각'])
  for (const [outcome, state] of [['unfinished', '진행 중'], ['cancelled', '취소'], ['failed', '실패']]) {
    await sandbox.control('POST', '/sandbox/windows', { outcome, order_id: `is-${outcome}`, name: '주류 구매' })
    const made = row(page, `is-${outcome}`)
    await made.locator('.badge', { hasText: state }).waitFor()
    assert.match(await made.textContent(), /주류 구매/)
  }
  await row(page, 'is-unfinished').locator('.open').click()
  const opening = page.context().waitForEvent('page')
  await page.getByRole('link', { name: '창 열기' }).click()
  const window = await opening
  await window.getByTestId('approve').click()
  await row(page, 'is-unfinished').locator('.badge', { hasText: '인증 완료' }).waitFor()
  await page.locator('#detail dd', { hasText: '홍길동' }).waitFor()
  await page.locator('[data-section=payments]').click()
  await page.locator('#sum', { hasText: /^7건$/ }).waitFor()
  assert.deepEqual(await heads(), ['상태', '상품명', '주문번호', '결제수단', '금액', '시각'])
})

consoleTest('requests are those of the server, and of browsers when asked for', { section: 'requests' }, async (page) => {
  const { url } = await sandbox.control('POST', '/sandbox/windows', {})
  const window = await page.context().newPage()
  await window.goto(url)
  await window.close()
  await fetch(`${sandbox.url}/receipt/1`)
  await row(page, '/receipt/1').waitFor()
  await page.locator('#sum', { hasText: /^1건$/ }).waitFor()
  assert.equal(await page.locator('[data-section=requests] .count').textContent(), '1')
  await page.getByLabel('브라우저 요청도 보기').check()
  for (const path of ['/window/window.css', '/window/window.js', new URL(url).pathname]) await row(page, path).waitFor()
})

consoleTest('the project of the page is that of every call', { section: 'setup' }, async (page) => {
  const asked = []
  page.on('request', (request) => asked.push(new URL(request.url())))
  const project = sandbox.application_id
  await page.goto(`${sandbox.url}/?project=${project}#identities`)
  await page.locator('#live[data-state=live]').waitFor()
  await page.getByRole('button', { name: '본인인증 추가' }).click()
  await submit(page)
  await say(page, '완료했습니다')
  const calls = asked.filter(({ pathname }) => pathname.startsWith('/sandbox/'))
  assert.ok(calls.length >= 4, String(calls))
  for (const call of calls) assert.equal(call.searchParams.get('project'), project, call.pathname)
  await page.locator('[data-section=faults]').click()
  assert.ok((await page.locator('.empty code').textContent()).includes(`'${sandbox.url}/sandbox/faults?project=${project}'`))
  assert.ok(page.url().includes(`?project=${project}#faults`))
})

consoleTest('an identity and a payment are made, and the payment cancelled', { section: 'identities' }, async (page) => {
  await page.getByRole('button', { name: '본인인증 추가' }).click()
  await page.getByLabel('주문번호').fill('made-here')
  await submit(page)
  await row(page, 'made-here').waitFor()

  await page.locator('[data-section=payments]').click()
  await page.getByRole('button', { name: '결제 추가' }).click()
  await page.getByLabel('금액').fill('12000')
  await page.getByLabel('주문번호').fill('shop-12')
  await submit(page)
  await row(page, 'shop-12').locator('.open').click()
  await page.locator('#detail').getByRole('button', { name: '결제 취소' }).click()
  await page.getByLabel('취소할 금액').fill('900')
  await submit(page)
  await page.locator('#dialog .problem', { hasText: /code -/ }).waitFor()
  await page.getByLabel('취소할 금액').fill('5000')
  await submit(page)
  await page.locator('#detail dl', { hasText: '5,000원' }).waitFor()
  await page.locator('#detail').getByRole('button', { name: '결제 취소' }).click()
  await submit(page)
  await row(page, 'shop-12').locator('.badge', { hasText: '결제취소완료' }).waitFor()
  const [payment] = (await sandbox.control('GET', '/sandbox/payments')).filter(({ price }) => price === 12000)
  assert.equal(payment.cancelled_price, 12000)
})

consoleTest('money comes to a virtual account', { section: 'payments' }, async (page) => {
  const waiting = row(page, '1610591554856')
  await waiting.locator('.badge', { hasText: '입금 대기' }).waitFor()
  await waiting.locator('.open').click()
  await page.locator('#detail').getByRole('button', { name: '입금 처리' }).click()
  await waiting.locator('.badge', { hasText: '결제완료' }).waitFor()
  assert.equal((await sandbox.api('GET', `/receipt/${TO_DEPOSIT}`)).body.data.status, 1)
})

consoleTest('a fault is set, and gone when it has happened', { section: 'faults' }, async (page) => {
  await page.locator('.empty code', { hasText: '/sandbox/faults' }).waitFor()
  await page.getByRole('button', { name: '장애 추가' }).click()
  await page.getByLabel('종류').selectOption('delay')
  assert.match(await page.locator('#fault-what').textContent(), /정상 응답이 delay_ms 뒤에/)
  assert.equal(await page.getByLabel('HTTP 상태').isVisible(), false)
  await page.getByLabel('종류').selectOption('status')
  await page.getByLabel('HTTP 상태').fill('503')
  await page.getByLabel('경로').fill('/receipt')
  await submit(page)
  await page.locator('.card', { hasText: 'status 503 · 1회 남음' }).waitFor()
  await page.locator('.card', { hasText: '이 HTTP 상태(기본 500)와 오류 응답을 반환합니다' }).waitFor()
  assert.equal((await sandbox.api('GET', `/receipt/${TO_CANCEL}`)).status, 503)
  await page.locator('.empty').waitFor()
  await sandbox.control('POST', '/sandbox/faults', { kind: 'stall' })
  await page.getByRole('button', { name: '모두 지우기' }).click()
  await page.locator('.empty').waitFor()
  assert.deepEqual(await sandbox.control('GET', '/sandbox/faults'), [])
})

consoleTest('the clock moves, and back with a reset', { section: 'setup' }, async (page) => {
  const before = (await sandbox.control('GET', '/sandbox/health')).now
  await page.locator('#clock').click()
  await page.getByRole('button', { name: '하루' }).click()
  await page.locator('#clock .ahead', { hasText: '+1d' }).waitFor()
  assert.ok((await sandbox.control('GET', '/sandbox/health')).now - before >= 86_400)
  await page.locator('.bar').getByRole('button', { name: '초기 상태로 되돌리기' }).click()
  await submit(page)
  await page.locator('#clock .ahead').waitFor({ state: 'detached' })
})

test('a webhook is logged and sent again', async (t) => {
  const merchant = await startMerchant('no', 'OK')
  t.after(merchant.stop)
  const { page, problems, close } = await browser.open(sandbox.url, { section: 'setup' })
  t.after(close)
  await page.getByLabel('웹훅 받을 주소').fill(merchant.url)
  await page.getByRole('button', { name: '저장' }).click()
  await say(page, '저장했습니다')
  await page.locator('[data-section=webhooks]').click()
  await page.locator('.empty').waitFor()
  await sandbox.api('POST', '/cancel', { receipt_id: TO_CANCEL })
  assert.equal(new URLSearchParams(await merchant.next()).get('retry_count'), '0')
  const webhook = row(page, merchant.url)
  await webhook.locator('.badge', { hasText: '대기' }).waitFor()
  await webhook.locator('.open').click()
  await page.locator('.attempts pre', { hasText: 'no' }).waitFor()
  await shoot(page, 'webhook')
  await page.getByRole('button', { name: '다시 보내기' }).click()
  await merchant.next()
  await webhook.locator('.badge', { hasText: 'OK' }).waitFor()
  await page.locator('.attempts li').nth(1).waitFor()
  await page.locator('#whole pre', { hasText: '"private_key": "[private key]"' }).waitFor()
  assert.ok(!(await page.content()).includes(sandbox.private_key))
  assert.deepEqual(problems, [])
})

consoleTest('a request is copied as a curl line that does the same again', { section: 'requests' }, async (page) => {
  const json = { 'Content-Type': 'application/json' }
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const keys = { application_id: sandbox.application_id, private_key: sandbox.private_key }
  const hostile = JSON.stringify({ receipt_id: TO_CANCEL, reason: "it's $HOME `id` \"!\" \\ 한글\n<script>", price: 1200 })
  const calls = [
    ['POST', '/request/token', json, JSON.stringify(keys)],
    ['POST', '/request/token.json', form, new URLSearchParams({ ...keys, note: "a'b" }).toString()],
    ['POST', `/request/token?${new URLSearchParams(keys)}`, {}, ''],
    ['POST', '/cancel', { ...json, Authorization: TOKEN, 'X-Request-Id': "o'neill" }, hostile],
    ['GET', `/receipt/${TO_CANCEL}`, { Authorization: TOKEN }, ''],
    ['DELETE', '/subscribe/billing/5b025b33e13f33310ce560fb', { Authorization: '' }, ''],
    ['POST', '/request/token', { 'Content-Type': 'text/plain' }, new URLSearchParams(keys).toString()],
    ['POST', '/request/token', form, new URLSearchParams(keys).toString().replace('private_key', 'private%5Fkey')],
    ['GET', '/receipt/none?a[1-3]={b,c}', {}, ''],
    ['X`false`|exit&', '/receipt/none', {}, ''],
    // What a terminal obeys, in a body that any page may send, and in a header (as UTF-8, which fetch takes as Latin-1).
    ['POST', '/event', { 'Content-Type': 'text/plain' }, '{"a":"\x03\n\ttouch pwned\r\x1b[201~\x7f\u009b\b !! \\ \' 한글"}'],
    ['POST', '/event', form, 'a=\x03%0A&b=\x1b'],
    ['GET', '/receipt/none', { 'X-Request-Id': 'a\u00c2\u009bb' }, ''],
  ]
  await page.locator('#browsers').check()
  for (const [method, path, headers, body] of calls) {
    // The word of the copy before must be gone, or this one is not waited for.
    await page.locator('#toast.shown').waitFor({ state: 'detached' })
    const before = (await sandbox.control('GET', '/sandbox/requests')).length
    const init = { method, headers }
    if (body !== '') init.body = body
    await fetch(sandbox.url + path, init)
    await page.locator(`.row[aria-posinset="1"][aria-setsize="${before + 1}"] .open`).click()
    await page.locator('#detail').getByRole('button', { name: 'curl로 복사' }).click()
    await page.locator('#toast.shown').waitFor()
    const line = await clipboard(page)
    assert.doesNotMatch(line, /(?![\n\t])\p{Cc}/u)
    assert.ok(!line.includes(TOKEN) && !line.includes(sandbox.private_key) && !line.includes(encodeURIComponent(sandbox.private_key)), line)
    const env = { PATH: process.env.PATH, TOKEN, BOOTPAY_PRIVATE_KEY: sandbox.private_key }
    execFileSync('bash', ['-c', line.replace(/^curl/, 'curl -s --noproxy "*" -o /dev/null')], { env })
    const [first, second] = (await sandbox.control('GET', '/sandbox/requests')).slice(before)
    for (const header of ['content-type', 'authorization', 'x-request-id']) assert.equal(second.headers[header], first.headers[header], `${header}: ${line}`)
    assert.deepEqual([second.method, sorted(second)], [first.method, sorted(first)], line)
    await page.keyboard.press('Escape')
  }
})

consoleTest('of a request whose body was not kept, the curl line says so', { section: 'requests' }, async (page) => {
  await page.locator('#browsers').check()
  await fetch(`${sandbox.url}/window/none`, { method: 'POST', body: new URLSearchParams({ name: '홍길동' }) })
  await row(page, '/window/none').locator('.open').click()
  await page.locator('#detail').getByRole('button', { name: 'curl로 복사' }).click()
  await page.locator('#toast.shown').waitFor()
  const [comment, ...line] = (await clipboard(page)).split('\n')
  assert.equal(comment, '# without its body, which was not kept: [typed in a window]')
  assert.equal(line[0], 'curl \\')
  assert.ok(!line.join('').includes('--data'), line.join('\n'))
})

consoleTest('a body with NULs is left out, because no argument can have it', { section: 'requests' }, async (page) => {
  await page.locator('#browsers').check()
  await fetch(`${sandbox.url}/event`, { method: 'POST', body: 'a\0b' })
  await row(page, '/event').locator('.open').click()
  await page.locator('#detail').getByRole('button', { name: 'curl로 복사' }).click()
  await page.locator('#toast.shown').waitFor()
  const [comment, ...line] = (await clipboard(page)).split('\n')
  assert.match(comment, /^# without its body, .*NUL/)
  assert.ok(!line.join('').includes('--data'), line.join('\n'))
})

/** Path and body with the pairs of forms in one order. */
function sorted({ path, body, headers }) {
  const [route, query = ''] = path.split('?')
  const pairs = (text) => [...new URLSearchParams(text)].map(String).sort()
  return [route, pairs(query), body.includes('private_key=') || headers['content-type']?.includes('form') ? pairs(body) : body]
}

consoleTest('a request shows its body and no secret', { section: 'requests' }, async (page) => {
  const keys = { application_id: sandbox.application_id, private_key: sandbox.private_key }
  await sandbox.api('POST', '/request/token', keys)
  await row(page, '/request/token').locator('.open').click()
  await page.locator('#whole pre', { hasText: '$BOOTPAY_PRIVATE_KEY' }).waitFor()
  await page.locator('#whole pre', { hasText: 'authorization: $TOKEN' }).waitFor()
  const text = await page.locator('#detail').textContent()
  assert.ok(!text.includes(sandbox.private_key) && !text.includes(TOKEN))
})

/** Scrolls from the first row to the last: the most rows that the page held, and where it showed a hole. */
const scrollThrough = (page) => page.evaluate(async () => {
  const scroller = document.querySelector('.scroller')
  const { left, top, bottom } = scroller.getBoundingClientRect()
  const isRow = (y) => document.elementFromPoint(left + 40, y)?.closest('.row')
  // The list draws in the frame after a scroll.
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  const holes = []
  let most = 0
  for (let step = 0; step <= 40; step += 1) {
    scroller.scrollTop = ((scroller.scrollHeight - scroller.clientHeight) / 40) * step
    await drawn()
    most = Math.max(most, scroller.querySelectorAll('.row').length)
    if (![top + 2, (top + bottom) / 2, bottom - 2].every(isRow)) holes.push(step)
  }
  return { most, holes }
})

/** All rows can be reached, and the page never holds more than a screen needs. */
async function assertWindowed(page, count) {
  const { most, holes } = await scrollThrough(page)
  assert.ok(most < 60, `${most} rows in the page`)
  assert.deepEqual(holes, [])
  const last = page.locator('.row').last()
  assert.equal(await last.getAttribute('aria-posinset'), String(count))
  assert.equal(await last.getAttribute('aria-setsize'), String(count))
}

consoleTest('ten thousand rows scroll and filter', { section: 'payments' }, async (page) => {
  await sandbox.control('POST', '/sandbox/payments', { count: 9992, price: 1000, name: '많은 결제' })
  await sandbox.control('POST', '/sandbox/payments', { price: 777, name: '바늘', order_id: 'needle' })
  await row(page, 'needle').waitFor()
  await page.locator('#sum', { hasText: /^10,000건$/ }).waitFor()
  await assertWindowed(page, 10_000)
  assert.ok(await row(page, '1526557672').isVisible(), 'the oldest of all, at the end')
  await page.locator('#filter').fill('바늘')
  await page.locator('#sum', { hasText: '10,000건 중 1건' }).waitFor()
  assert.equal(await page.locator('.row').count(), 1)
  await page.locator('#filter').fill('no such thing')
  await page.getByRole('button', { name: '검색어 지우기' }).click()
  await page.locator('#sum', { hasText: /^10,000건$/ }).waitFor()
  // New rows above leave in place what somebody is looking at.
  await page.locator('.scroller').evaluate((scroller) => (scroller.scrollTop = 48 * 5000))
  const looked = () => page.locator('.scroller').evaluate((scroller) => {
    const top = scroller.getBoundingClientRect().top
    return [...scroller.querySelectorAll('.row')].find((node) => node.getBoundingClientRect().bottom > top + 1).dataset.id
  })
  await page.waitForFunction(() => document.querySelector('.row').getAttribute('aria-posinset') > 4000)
  const before = await looked()
  await sandbox.control('POST', '/sandbox/payments', { count: 100, price: 2000 })
  await page.locator('#sum', { hasText: /^10,100건$/ }).waitFor()
  assert.equal(await looked(), before)
  await shoot(page, 'many')
})

/** Runs in the page before its scripts: of its events only the first one gets through, until `release` is called. */
function holdEventsBack() {
  window.EventSource = class extends window.EventSource {
    set onmessage(handle) {
      const held = []
      super.onmessage = (event) => {
        window.firstBatch ??= JSON.parse(event.data)
        if (held.push(event) === 1) handle(event)
      }
      window.release = () => {
        super.onmessage = handle
        for (const event of held.slice(1)) handle(event)
      }
    }
  }
}

consoleTest('the first of many rows are there before the last have come', { section: 'payments' }, async (page) => {
  await sandbox.control('POST', '/sandbox/payments', { count: 9993, price: 1000 })
  await page.addInitScript(holdEventsBack)
  await page.reload()
  await page.locator('.row').first().waitFor()
  const { more, payments } = await page.evaluate(() => window.firstBatch)
  assert.equal(more, true)
  assert.ok(payments.length < 10_000)
  assert.equal(await page.locator('#sum').textContent(), `${payments.length.toLocaleString('ko-KR')}건`)
  await row(page, payments.at(-1).order_id).waitFor()
  await page.evaluate(() => window.release())
  await page.locator('#sum', { hasText: /^10,000건$/ }).waitFor()
})

consoleTest('ten thousand requests, and the one before them is forgotten', { section: 'requests' }, async (page) => {
  await sandbox.control('POST', '/sandbox/settings', { journal_limit: 10_000 })
  await fetch(`${sandbox.url}/receipt/1`)
  // Numbers go on from those of the tests before.
  const first = Number(await page.locator('.row').getAttribute('data-id'))
  for (let number = 2; number <= 10_001; ) {
    const together = Array.from({ length: Math.min(100, 10_002 - number) }, () => fetch(`${sandbox.url}/receipt/${number++}`))
    for (const answer of await Promise.all(together)) await answer.arrayBuffer()
  }
  await page.locator(`#row-${first + 10_000}`).waitFor()
  await page.locator('#sum', { hasText: /^10,000건$/ }).waitFor()
  await assertWindowed(page, 10_000)
  assert.equal(await page.locator('.row').last().getAttribute('data-id'), String(first + 1))
  await page.locator('#filter').fill('/receipt/7777')
  await page.locator('#sum', { hasText: '10,000건 중 1건' }).waitFor()
  await row(page, '/receipt/7777').waitFor()
})

consoleTest('after scrolling, another section is shown and nothing is drawn for the one before', { section: 'payments' }, async (page) => {
  await sandbox.control('POST', '/sandbox/payments', { count: 300, price: 1000 })
  await page.locator('#sum', { hasText: '307건' }).waitFor()
  // The list draws in the frame after a scroll, and once more when it is taken out of the page.
  const drawn = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  for (const section of ['faults', 'setup', 'identities', 'requests']) {
    await page.locator('.scroller').evaluate((scroller) => (scroller.scrollTop = 48 * 150))
    await page.locator('.row[aria-posinset="150"]').waitFor()
    await page.locator('.scroller').evaluate((scroller) => (scroller.scrollTop = 48 * 200))
    await page.locator(`[data-section=${section}]`).click()
    await drawn()
    await page.locator('[data-section=payments]').click()
    await page.locator('#sum', { hasText: '307건' }).waitFor()
  }
})

consoleTest('receipts of windows that made room for others go from the list', { section: 'payments' }, async (page) => {
  const start = async (order) => {
    const payload = { application_id: sandbox.web_application_id, name: '상품', price: 1000, pg: 'kcp', method: 'card', order_id: order, params: Array(10_000).fill({ a: 0 }) }
    const answer = await fetch(`${sandbox.url}/start/js/`, { method: 'POST', body: new URLSearchParams({ payload: JSON.stringify(payload) }), redirect: 'manual' })
    assert.equal(answer.status, 303)
  }
  await start('the-first')
  await row(page, 'the-first').waitFor()
  for (let number = 0; number < 5; number += 1) await start(`another-${number}`)
  await row(page, 'the-first').waitFor({ state: 'detached' })
  await row(page, 'another-4').waitFor()
})

consoleTest('the keyboard is enough', { section: 'payments' }, async (page) => {
  await sandbox.control('POST', '/sandbox/payments', { count: 200, price: 1000 })
  await page.locator('#sum', { hasText: '207건' }).waitFor()
  const focused = () => page.evaluate(() => document.activeElement.closest('.row')?.getAttribute('aria-posinset'))
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'filter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  assert.equal(await focused(), '1')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(), '2')
  await page.keyboard.press('End')
  assert.equal(await focused(), '207')
  await page.keyboard.press('Home')
  assert.equal(await focused(), '1')
  await page.keyboard.press('Enter')
  await page.locator('#detail h2').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(await focused(), '1')
})

consoleTest('hostile names are text', { section: 'payments' }, async (page) => {
  const names = ['<script>document.title="x"</script><img src=x onerror=alert(1)>', '\u202Eevil\u202C', '👩‍👩‍👧‍👦💳', '긴'.repeat(10_000), '{0} $& "\'`']
  for (const [index, name] of names.entries()) await sandbox.control('POST', '/sandbox/payments', { price: 1000, name, order_id: `hostile-${index}` })
  for (const [index, name] of names.entries()) {
    const shown = row(page, `hostile-${index}`)
    await shown.waitFor()
    assert.equal(await shown.locator('.first').textContent(), [...name].slice(0, name.length > 300 ? 100 : undefined).join(''))
    assert.equal((await shown.boundingBox()).height, 48)
  }
  await row(page, 'hostile-3').locator('.open').click()
  await page.locator('#whole pre', { hasText: '긴'.repeat(10_000) }).waitFor()
  await shoot(page, 'hostile')
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  assert.equal(wide, false)
  assert.equal(await page.title(), 'Bootpay Sandbox')
  assert.equal(await page.locator('#main script, #main img, #detail script, #detail img').count(), 0)
  await sandbox.control('POST', '/sandbox/identities', { username: names[0], carrier: names[1], order_id: names[0] })
  await page.locator('[data-section=identities]').click()
  await row(page, '<script>').locator('.first', { hasText: names[0] }).waitFor()
})

consoleTest('the lines to copy are the ones that connect', { section: 'setup' }, async (page) => {
  await page.getByRole('button', { name: '모두 복사' }).click()
  await say(page, '복사했습니다')
  const lines = [
    `export BOOTPAY_BASE_URL=${sandbox.url}`,
    `export BOOTPAY_APPLICATION_ID=${sandbox.application_id}`,
    `export BOOTPAY_PRIVATE_KEY=${sandbox.private_key}`,
    `export BOOTPAY_WEB_APPLICATION_ID=${sandbox.web_application_id}`,
  ]
  assert.equal(await clipboard(page), lines.join('\n'))
})

test('under an allowed name, which is no secure context, it is live, drives and copies', async () => {
  const named = await startSandbox(0, ['--allow-host', 'sandbox.test'])
  const elsewhere = await startBrowser(['--host-resolver-rules=MAP sandbox.test 127.0.0.1'])
  try {
    const url = named.url.replace('127.0.0.1', 'sandbox.test')
    const { page, problems } = await elsewhere.open(url, { section: 'setup' })
    await page.getByRole('button', { name: '모두 복사' }).click()
    await say(page, '복사했습니다')
    await named.control('POST', '/sandbox/faults', { kind: 'status' })
    await page.locator('[data-section=faults]').click()
    await page.getByRole('button', { name: '모두 지우기' }).click()
    await page.locator('#main li').waitFor({ state: 'detached' })
    assert.deepEqual(await named.control('GET', '/sandbox/faults'), [])
    assert.deepEqual(problems, [])
    // Only a page of loopback may read the clipboard.
    await page.goto(named.url)
    const [first] = (await clipboard(page)).split('\n')
    assert.equal(first, `export BOOTPAY_BASE_URL=${url}`)
  } finally {
    await elsewhere.close()
    await named.stop()
  }
})

consoleTest('the code of an open identity window is shown, copied, and gone when it was used', { section: 'setup' }, async (page) => {
  const codes = page.locator('#codes')
  await codes.locator('.hint', { hasText: '열린 창이 없습니다' }).waitFor()
  const person = await waitForCode(page.context(), sandbox, '010-4033-4678')
  const [sent] = await sandbox.control('GET', '/sandbox/codes')
  const line = codes.locator('li')
  await line.waitFor()
  assert.match(sent.code, /^[0-9]{6}$/)
  assert.equal(await line.locator('strong').textContent(), sent.code)
  assert.equal(await line.locator('.hint').textContent(), 'coded')
  assert.ok(!/010-?4033-?4678/.test(await page.content()), 'nobody is named')
  await line.getByRole('button', { name: '복사' }).click()
  await say(page, '복사했습니다')
  assert.equal(await clipboard(page), sent.code)
  assert.deepEqual(await accessibilityFaults(page), [])
  await shoot(page, 'code')
  // asked again and again, and the button stays under the fingers; the second answer comes after the first was drawn
  await line.getByRole('button', { name: '복사' }).focus()
  for (let answers = 0; answers < 2; answers += 1) await page.waitForResponse((response) => response.url().endsWith('/sandbox/codes'))
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '복사')

  await person.button('resend').click()
  await person.window.locator('#code:focus').waitFor() // the window has been loaded anew
  await line.locator('strong', { hasNotText: sent.code }).waitFor()
  const [{ code }] = await sandbox.control('GET', '/sandbox/codes')
  assert.deepEqual(await line.locator('strong').allTextContents(), [code], 'the one before is worth nothing')
  await person.window.locator('#code').fill(code)
  await person.button('check').click()
  await codes.locator('.hint', { hasText: '열린 창이 없습니다' }).waitFor()
  await page.locator('[data-section=identities]').click()
  await row(page, 'coded').locator('.wide', { hasText: '01040334678' }).waitFor()
})

consoleTest('language and theme are remembered', { section: 'payments' }, async (page) => {
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Payments' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.locator('#theme').click()
  await page.locator('#theme').click()
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
  await page.reload()
  await page.getByRole('heading', { name: 'Payments' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
})

consoleTest('the theme follows the machine until somebody chooses one', { section: 'payments' }, async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const auto = {}
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    auto[colorScheme] = await ground()
  }
  const [light, dark] = Object.values(auto).map((color) => color.match(/\d+/g).slice(0, 3).map(Number))
  assert.ok(light.every((part, index) => part > 200 && dark[index] < 50), JSON.stringify(auto))
  // Against the machine, each time.
  for (const [chosen, machine] of [['light', 'dark'], ['dark', 'light']]) {
    await page.emulateMedia({ colorScheme: machine })
    await page.locator('#theme').click()
    assert.equal(await ground(), auto[chosen], `${chosen} on a ${machine} machine`)
  }
  await page.locator('#theme').click()
  assert.equal(await ground(), auto.light, 'as the machine again')
})

test('a sandbox that went away is said, and the next one is shown instead', async () => {
  const first = await startSandbox()
  const { page, close } = await browser.open(first.url, { section: 'payments' })
  await first.control('POST', '/sandbox/payments', { price: 1000, order_id: 'of-the-first' })
  await row(page, 'of-the-first').waitFor()
  await first.stop()
  await page.locator('#live[data-state=lost]').waitFor()
  const second = await startSandbox(new URL(first.url).port)
  await page.locator('#live[data-state=live]').waitFor()
  await row(page, 'of-the-first').waitFor({ state: 'detached' })
  await second.control('POST', '/sandbox/payments', { price: 1000, order_id: 'of-the-second' })
  await row(page, 'of-the-second').waitFor()
  await close()
  await second.stop()
})

/** Something of everything, so that the pictures show a sandbox in use. */
async function fill(merchant) {
  for (const [username, order] of [['성춘향', 'join-1041'], ['이몽룡', 'join-1042'], ['변학도', 'join-1043']]) await sandbox.control('POST', '/sandbox/identities', { username, order_id: order, carrier: 'KT' })
  const sold = [
    ['겨울 이불 세트', 89_000, 'card', 1],
    ['핸드드립 원두 1kg', 32_000, 'card', 1],
    ['정기 구독 11월', 12_900, 'card', 20],
    ['도자기 머그 2개', 41_000, 'vbank', 2],
    ['공연 예매', 132_000, 'card', -2],
  ]
  for (const [index, [name, price, method, status]] of sold.entries()) await sandbox.control('POST', '/sandbox/payments', { name, price, method, status, pg: 'kcp', order_id: `order-20${index}` })
  await sandbox.api('GET', `/receipt/${TO_CANCEL}`)
  await sandbox.api('GET', '/certificate/612e09260d681b0021e61ab9?x=1')
  await sandbox.api('GET', '/receipt/ffffffffffffffffffffffff')
  await sandbox.control('POST', '/sandbox/settings', { feedback_url: merchant.url })
  await sandbox.api('POST', '/cancel', { receipt_id: TO_CANCEL, price: 1200 })
  await merchant.next()
  await sandbox.api('POST', '/webhook', { receipt_id: TO_CANCEL, webhook_url: 'https://shop.example/hook' })
  await sandbox.control('POST', '/sandbox/faults', { kind: 'status', status: 503, path: '/receipt', times: 2 })
  await sandbox.control('POST', '/sandbox/faults', { kind: 'delay', delay_ms: 3000 })
}

/** What opens the form of a section. */
const ASKS = { identities: '.bar .primary', payments: '.bar .primary', billing_keys: '.bar .primary', faults: '.bar .primary', setup: '.bar .danger' }
/** What is seen of the newest one when it is open. */
const WHOLE = { identities: '변학도', payments: '"receipt_id"', requests: '$TOKEN', webhooks: '[private key]' }

for (const { size, theme } of LOOKS) {
  const dark = theme === 'dark'
  const look = `${size.join('x')}-${theme}`
  test(`nothing serious for axe: ${look}`, async (t) => {
    const merchant = await startMerchant('OK')
    t.after(merchant.stop)
    await fill(merchant)
    const { page, problems, close } = await browser.open(sandbox.url, { size, dark, language: dark ? 'en' : 'ko' })
    t.after(close)
    const check = async (name) => {
      assert.deepEqual(await accessibilityFaults(page), [], name)
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name}: nothing sticks out`)
      await shoot(page, `${name}-${look}`)
    }
    const dialog = async (name, opener, prepare = () => {}) => {
      await opener.click()
      await page.locator('#dialog[open]').waitFor()
      await prepare()
      await check(name)
      await page.keyboard.press('Escape')
      await page.locator('#dialog[open]').waitFor({ state: 'detached' })
    }
    for (const section of ['identities', 'payments', 'billing_keys', 'requests', 'webhooks', 'faults', 'setup']) {
      await page.locator(`[data-section=${section}]`).click()
      await page.locator('.row, .card').first().waitFor()
      await check(section)
      if (ASKS[section]) await dialog(`${section}-dialog`, page.locator(ASKS[section]))
      if (section === 'faults' || section === 'setup') continue
      await page.locator('.row .open').first().click()
      await page.locator('#detail h2').waitFor()
      await check(`${section}-detail`)
      if (WHOLE[section]) {
        await page.locator('#detail').locator('dd, pre', { hasText: WHOLE[section] }).first().waitFor()
        await check(`${section}-whole`)
      }
      await page.keyboard.press('Escape')
    }
    await page.locator('[data-section=identities]').click()
    await page.locator('#mask').click()
    await row(page, '변*도').waitFor()
    await check('identities-masked')
    await page.locator('#mask').click()
    await page.locator('[data-section=payments]').click()
    await row(page, 'order-200').locator('.open').click()
    // With an amount that is refused, so that the form says something.
    await dialog('cancel-dialog', page.locator('#detail [data-name=cancel]'), async () => {
      await page.locator('#field-price').fill('900')
      await submit(page)
      await page.locator('#dialog .problem', { hasText: /./ }).waitFor()
    })
    await page.keyboard.press('Escape')
    await dialog('clock-dialog', page.locator('#clock'))
    await sandbox.control('POST', '/sandbox/reset')
    await page.locator('[data-section=requests]').click()
    await page.locator('.empty').waitFor()
    await check('empty')
    assert.deepEqual(problems, [])
  })
}
