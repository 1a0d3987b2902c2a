// The identity page's JavaScript example, unmodified, and every way in which a verification can go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EXAMPLE, filledExample, runExample } from './example.js'
import { CANCEL, DONE_IDENTITY, ERROR, keysOf } from './keys.js'
import { ERROR_UNOPENED, IDENTITY, openContext, openShop, shop, stage } from './support.js'

const all = await stage()
const { sandbox, site, shot } = all
const app = { application_id: sandbox.web_application_id }

/** A page with nothing but the script and the example, which runs at once; what it logs. */
async function example(script) {
  const { context, close } = await openContext(all)
  const page = await context.newPage()
  site.pages.set('/example', shop(`${sandbox.url}/js/bootpay-3.3.3.min.js`).replace('<script src="/pay.js"></script>', ''))
  await page.goto(`${site.url}/example`)
  return { ...(await runExample(page, script)), close }
}

const merchant = { applicationId: sandbox.web_application_id, phone: '010-0000-7777', carrier: 'KT', ageLimit: '20' }
const filled = filledExample(merchant)

for (const [name, script] of [['as it stands', EXAMPLE], ['with its placeholders filled', filled]]) {
  test(`the page's example ${name}: success, cancel, error`, async () => {
    for (const [button, action, keys] of [
      ['approve', 'BootpayDone', [...DONE_IDENTITY, 'params'].sort()],
      ['cancel', 'BootpayCancel', CANCEL],
      ['fail', 'BootpayError', ERROR],
    ]) {
      const { press, close } = await example(script)
      const data = await press(button)
      assert.equal(data.action, action)
      assert.deepEqual(keysOf(data), keys)
      const receipt = await sandbox.data(`/receipt/${data.receipt_id}`)
      assert.equal(receipt.status, button === 'approve' ? 1 : -1)
      if (button === 'approve') {
        assert.equal(receipt.order_id, '고유order_id_1234')
        assert.equal(data.params.customvar1234, '변수명도 마음대로')
        const { certificate } = await sandbox.data(`/certificate/${data.receipt_id}`)
        assert.equal(certificate.username, '홍길동')
        assert.equal(certificate.carrier, script === filled ? 'KT' : 'SKT')
        if (script === filled) assert.equal(certificate.phone, '01000007777')
      }
      await close()
    }
  })
}

test('the carriers: six, or the one that the page fixes', async () => {
  const opened = await openShop(all)
  for (const [extra, carriers] of [
    [undefined, ['SKT', 'KT', 'LGT', 'SKT_MVNO', 'KT_MVNO', 'LGT_MVNO']],
    [{ carrier: 'LGT' }, ['LGT']],
  ]) {
    await opened.pay({ ...IDENTITY, ...app, extra })
    const options = opened.window.getByLabel('통신사', { exact: true }).locator('option')
    await options.first().waitFor({ state: 'attached' })
    assert.deepEqual(await options.evaluateAll((all) => all.map(({ value }) => value)), carriers)
    await opened.button('cancel').click()
    await opened.event('close')
  }
  await opened.close()
})

test('a control route decides, and the open window tells its page', async () => {
  const opened = await openShop(all)
  const card = { price: 12_000, name: '상품', pg: 'kcp', method: 'card' }
  for (const [order_id, payload, decision, body, event] of [
    ['decided-1', IDENTITY, 'approve', { persona: 'foreigner' }, 'done'],
    ['decided-2', IDENTITY, 'cancel', {}, 'cancel'],
    ['decided-3', IDENTITY, 'fail', { message: '한도초과' }, 'error'],
    // The script confirms by itself.
    ['decided-4', card, 'approve', { card: '9000200012341000' }, 'done'],
  ]) {
    await opened.pay({ ...payload, ...app, order_id })
    await opened.button('approve').waitFor()
    const { receipt_id, state } = await sandbox.control('POST', '/sandbox/windows', { order_id })
    assert.equal(state, 'waiting')
    await sandbox.control('POST', `/sandbox/windows/${receipt_id}/${decision}`, body)
    const told = await opened.event(event)
    assert.equal(told.receipt_id, receipt_id)
    if (decision === 'fail') assert.equal(told.message, '한도초과')
    await opened.event('close')
  }
  await opened.close()
})

test('a person types everything, waits for the code, and is verified', async () => {
  const opened = await openShop(all)
  const { window, button } = opened
  await opened.pay({ ...IDENTITY, ...app })
  await window.getByLabel('통신사', { exact: true }).selectOption('LGT_MVNO')
  await window.getByLabel('이름').fill('이몽룡')
  await window.getByLabel('생년월일 8자리').fill('20010203')
  await window.getByLabel('외국인').check()
  await window.getByLabel('휴대폰 번호').fill('010-0000-1111')
  await button('send').click()
  assert.match(await button('notice').textContent(), /동의/)
  await button('agree-all').check()
  await button('send').click()
  await button('check').waitFor()
  assert.equal(await button('phone').textContent(), '010-****-1111')

  const [{ code }] = await sandbox.control('GET', '/sandbox/codes')
  assert.ok(!(await window.locator('body').textContent()).includes(code), 'the window does not show the code')
  await window.getByLabel('인증번호', { exact: true }).fill(code === '000000' ? '000001' : '000000')
  await button('check').click()
  assert.match(await button('notice').textContent(), /일치하지 않습니다/)
  await window.locator('#code:focus').waitFor() // the page that says so has been loaded anew, and focuses when it is ready

  await sandbox.control('POST', '/sandbox/clock', { advance_s: 180 })
  await window.getByLabel('인증번호', { exact: true }).fill(code)
  await button('check').click()
  await window.getByText('유효시간이 지났습니다').waitFor()
  await button('resend').click()
  await button('notice').waitFor({ state: 'detached' })
  const [{ code: second }] = await sandbox.control('GET', '/sandbox/codes')
  await window.getByLabel('인증번호', { exact: true }).fill(second)
  await window.getByLabel('인증번호', { exact: true }).press('Enter')
  const { receipt_id, ...done } = await opened.event('done')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])
  const { certificate } = await sandbox.data(`/certificate/${receipt_id}`)
  assert.deepEqual(
    [certificate.username, certificate.birth, certificate.foreigner, certificate.carrier, certificate.phone],
    ['이몽룡', '2001-02-03', true, 'LGT_MVNO', '01000001111'],
  )
  assert.ok(!JSON.stringify(done).includes('이몽룡'), 'no personal data in the browser')
  await opened.close()
})

test('what is wrong is said until it is mended', async () => {
  const opened = await openShop(all)
  const { window, button } = opened
  await opened.pay({ ...IDENTITY, ...app })
  await button('send').click()
  await button('notice').waitFor()
  await button('terms').click()
  const terms = window.locator('[data-term]')
  for (const term of (await terms.all()).slice(1)) await term.check()
  assert.equal(await button('notice').count(), 1, 'one is missing')
  await terms.first().check()
  await button('notice').waitFor({ state: 'detached' })
  assert.equal(await button('agree-all').isChecked(), true)
  assert.equal(await window.locator('[aria-invalid], [aria-describedby]').count(), 0)

  await window.getByLabel('휴대폰 번호').fill('02-123')
  await button('send').click()
  await button('notice').waitFor()
  await window.getByLabel('이름').fill('이몽룡')
  assert.equal(await button('notice').count(), 1, 'that was another field')
  await window.getByLabel('휴대폰 번호').fill('010-0000-1111')
  await button('notice').waitFor({ state: 'detached' })
  await button('send').click()
  await button('check').waitFor()
  await opened.close()
})

test('the window of an identity is about a service, and its people have ages', async () => {
  const opened = await openShop(all)
  const { window, button } = opened
  await opened.pay({ ...IDENTITY, ...app })
  assert.deepEqual(await window.locator('.order dt').allTextContents(), ['서비스', '주문번호'])
  assert.match(await button('persona-age_13').textContent(), /심청만 13세내일 14세/)
  await button('more-personas').click()
  assert.deepEqual(await window.locator('.more h3').allTextContents(), ['나이 경계', '인증 결과의 차이', '동일인 확인'])
  const marked = await window.locator('.edge').evaluateAll((all) => all.map(({ dataset }) => dataset.testid.replace('persona-', '')).sort())
  assert.deepEqual(marked, ['age_13', 'age_14', 'age_17', 'age_18', 'age_19', 'born_on_29_february', 'turns_19_this_year'])
  await opened.close()
})

test('who is too young is refused', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...IDENTITY, ...app, extra: { age_limit: 19 } })
  await opened.button('persona-age_13').click()
  await opened.window.locator('[data-testid=persona-age_13][aria-pressed=true]').waitFor()
  await shot(opened.page, 'identity-minor')
  await opened.button('approve').click()
  assert.match((await opened.event('error')).message, /^만 19세 이상/)
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['error', 'close'])
  await opened.close()
})

test('a persona whose certificate differs from the form', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...IDENTITY, ...app })
  await opened.button('more-personas').click()
  await opened.button('persona-nothing_enabled').click()
  const pressed = opened.window.locator('[data-testid=persona-nothing_enabled][aria-pressed=true]')
  await pressed.waitFor() // the rest of the people is still in sight
  assert.equal(await opened.window.locator('#phone').inputValue(), '01000007777')
  await opened.button('approve').click()
  const { receipt_id } = await opened.event('done')
  await opened.event('close')
  const { certificate } = await sandbox.data(`/certificate/${receipt_id}`)
  assert.deepEqual(Object.keys(certificate).sort(), ['birth', 'di', 'gender', 'unique', 'username'])
  await opened.close()
})

test('with the keyboard only', async () => {
  const opened = await openShop(all)
  const { page, window, button } = opened
  await opened.pay({ ...IDENTITY, ...app })
  await window.locator('h1:focus').waitFor()
  const press = async (key, times = 1) => {
    for (let time = 0; time < times; time += 1) await page.keyboard.press(key)
  }
  const focused = () => window.locator(':focus').evaluate((element) => element.dataset.testid ?? element.id ?? element.tagName)
  for (let steps = 0; (await focused()) !== 'agree-all'; steps += 1) {
    assert.ok(steps < 10, 'the terms are near the beginning')
    await press('Tab')
  }
  await press('Space')
  for (let steps = 0; (await focused()) !== 'send'; steps += 1) {
    assert.ok(steps < 30)
    await press('Tab')
  }
  await press('Enter')
  await window.locator('#code:focus').waitFor()
  const [{ code }] = await sandbox.control('GET', '/sandbox/codes')
  await page.keyboard.type(code)
  await press('Enter')
  await opened.event('done')
  await opened.event('close')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pay', 'the focus is where it was')
  await opened.close()
})

test('an application id of a server, and one of nobody', async () => {
  const opened = await openShop(all)
  for (const [application_id, text] of [[sandbox.application_id, /web application id/], ['5'.repeat(24), /only the sandbox's own/]]) {
    await opened.pay({ ...IDENTITY, application_id })
    const data = await opened.event('error')
    assert.deepEqual(keysOf(data), ERROR_UNOPENED)
    assert.match(data.message, text)
    await opened.event('close')
  }
  await opened.close()
})
