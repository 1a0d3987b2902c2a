// Payments: who confirms, what each callback gets, and in which order.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CANCEL, CONFIRM, DONE_CARD, DONE_IDENTITY, ERROR, READY, keysOf } from './keys.js'
import { CARD, openShop, stage } from './support.js'

const all = await stage()
const { sandbox } = all
const card = { ...CARD, application_id: sandbox.web_application_id }

test('without a confirm handler the script confirms by itself', async () => {
  const opened = await openShop(all)
  await opened.pay(card)
  await opened.button('approve').click()
  const data = await opened.event('done')
  await opened.event('close')
  assert.deepEqual(keysOf(data), DONE_CARD)
  assert.deepEqual([data.price, data.status, data.card_no], [12_000, 1, '94308100****4569'])
  const events = await opened.events()
  assert.deepEqual(events.map(({ name }) => name), ['done', 'close'])
  assert.deepEqual(events[1].data, {})
  assert.ok(events.every(({ isBootPay }) => isBootPay), 'this is BootPay')
  const receipt = await sandbox.data(`/receipt/${data.receipt_id}`)
  assert.deepEqual([receipt.status, receipt.price, receipt.order_id], [1, 12_000, 'order-2'])
  await opened.close()
})

// The page's sample of `done` is a card's; who pays otherwise gets the same without the card.
for (const [method, change, keys, status] of [
  ['bank', {}, DONE_IDENTITY, 1],
  ['phone', { pg: 'danal' }, DONE_IDENTITY, 1],
  ['card_rebill', { pg: 'nicepay', price: 0 }, DONE_CARD, 11],
]) {
  test(`done of ${method}`, async () => {
    const opened = await openShop(all)
    await opened.pay({ ...card, method, ...change })
    await opened.button('approve').click()
    const data = await opened.event('done')
    await opened.event('close')
    assert.deepEqual(keysOf(data), keys)
    assert.deepEqual([data.action, data.method, data.status], ['BootpayDone', method, status])
    assert.equal((await sandbox.data(`/receipt/${data.receipt_id}`)).method, method)
    assert.deepEqual(await opened.names(), ['done', 'close'])
    await opened.close()
  })
}

test('with one the merchant decides, and once', async () => {
  const opened = await openShop(all)
  await opened.pay(card, { confirm: 'wait' })
  await opened.button('approve').click()
  const asked = await opened.event('confirm')
  assert.deepEqual(keysOf(asked), CONFIRM)
  assert.equal((await sandbox.data(`/receipt/${asked.receipt_id}`)).status, 2)
  const locks = await opened.page.evaluate((data) => {
    window.BootPay.transactionConfirm(data)
    window.BootPay.transactionConfirm(data)
    return [window.BootPay.CONFIRM_LOCK, window.BootPay.PAYMENT_LOCK]
  }, asked)
  assert.deepEqual(locks, [true, true])
  await opened.event('done')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['confirm', 'done', 'close'])
  assert.deepEqual(await opened.page.evaluate(() => window.BootPay.PAYMENT_LOCK), false)
  await opened.close()
})

test('the server approves with submit', async () => {
  const opened = await openShop(all)
  await opened.pay(card, { confirm: 'wait' })
  await opened.button('approve').click()
  const asked = await opened.event('confirm')
  const submitted = await sandbox.api('POST', '/submit', { receipt_id: asked.receipt_id })
  assert.equal(submitted.body.data.status, 1)
  await opened.page.evaluate((data) => window.BootPay.transactionConfirm(data), asked)
  const { action, ...done } = await opened.event('done')
  assert.equal(action, 'BootpayDone')
  assert.deepEqual(done, submitted.body.data, 'submit answers what done gets, without its action')
  await opened.close()
})

test('a merchant who does not confirm closes the window, and nobody has paid', async () => {
  const opened = await openShop(all)
  await opened.pay(card, { confirm: 'wait' })
  await opened.button('approve').click()
  const asked = await opened.event('confirm')
  await opened.page.evaluate(() => window.BootPay.forceClose('재고가 없습니다.'))
  assert.deepEqual(await opened.event('cancel'), { action: 'BootpayCancel', message: '재고가 없습니다.' })
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['confirm', 'cancel', 'close'])
  assert.equal((await sandbox.data(`/receipt/${asked.receipt_id}`)).status, 2)
  await opened.close()
})

test('a PG without a confirm step', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...card, pg: 'payletter' }, { confirm: 'wait' })
  await opened.button('approve').click()
  await opened.event('done')
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['done', 'close'])
  await opened.close()
})

test('a card over its limit is declined after the confirmation', async () => {
  const opened = await openShop(all)
  await opened.pay(card, { confirm: 'agree' })
  await opened.button('card-9430810000000014').check()
  await opened.button('approve').click()
  assert.match(await opened.button('notice').textContent(), /카드번호/)
  await opened.button('card-9430810000000051').check()
  await opened.button('approve').click()
  const data = await opened.event('error')
  await opened.event('close')
  assert.deepEqual(keysOf(data), ERROR)
  assert.match(data.message, /한도초과/)
  assert.deepEqual(await opened.names(), ['confirm', 'error', 'close'])
  assert.equal((await sandbox.data(`/receipt/${data.receipt_id}`)).status, -2)
  await opened.close()
})

test('a virtual account: ready now, its money later', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...card, method: undefined })
  await opened.button('method-vbank').check()
  await opened.button('approve').click()
  const data = await opened.event('ready')
  assert.deepEqual(keysOf(data), READY)
  assert.deepEqual([data.status, data.purchased_at, data.params, data.method], [2, null, null, 'vbank'])
  assert.match(await opened.button('account').textContent(), new RegExp(data.account))
  assert.deepEqual(await opened.names(), ['ready'], 'the window stays')
  assert.deepEqual(await opened.window.locator('.order dt').allTextContents(), ['상품', '금액', '주문번호'])
  // It says what comes next, in the console and by a call.
  assert.equal(await opened.button('next').locator('a').getAttribute('href'), '/#payments')
  assert.match(await opened.button('next').textContent(), new RegExp(`/sandbox/deposits .*${data.receipt_id}`))
  await opened.button('done').click()
  await opened.event('close')
  assert.deepEqual(await opened.names(), ['ready', 'close'])
  await sandbox.control('POST', '/sandbox/deposits', { receipt_id: data.receipt_id })
  assert.equal((await sandbox.data(`/receipt/${data.receipt_id}`)).status, 1)
  await opened.close()
})

test('cancel, and the cross of the window', async () => {
  const opened = await openShop(all)
  for (const button of ['cancel', 'close']) {
    await opened.pay(card)
    await opened.button(button).click()
    const data = await opened.event('cancel')
    await opened.event('close')
    assert.deepEqual(keysOf(data), CANCEL)
    assert.equal(data.message, '사용자가 결제를 취소하였습니다.')
    assert.deepEqual(await opened.names(), ['cancel', 'close'])
  }
  await opened.close()
})
