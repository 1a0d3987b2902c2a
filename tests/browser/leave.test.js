// BootpayFormSubmit: the whole page goes elsewhere, as to a bank. The sandbox's window never asks for it, so the test
// says it in the window's place.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CARD, openShop, stage } from './support.js'

const all = await stage()
const { sandbox, site } = all
const card = { ...CARD, application_id: sandbox.web_application_id }

/** The window's own frame tells its page something. */
async function tell(opened, message) {
  await opened.pay(card)
  await opened.button('approve').waitFor()
  const frame = opened.page.frames().find((frame) => frame.url().startsWith(`${sandbox.url}/window/`))
  await frame.evaluate((message) => window.parent.postMessage(JSON.stringify(message), '*'), { action: 'BootpayFormSubmit', ...message })
}

test('the page is sent on, with the fields as a form', async () => {
  const opened = await openShop(all)
  site.pages.set('/bank', { text: '<!doctype html><title>은행</title>' })
  const sent = opened.page.waitForRequest(`${site.url}/bank`)
  await tell(opened, { url: `${site.url}/bank`, params: { 'a<b': '"값"', n: 1 }, charset: 'utf-8' })
  const request = await sent
  assert.deepEqual([request.method(), request.isNavigationRequest(), request.frame() === opened.page.mainFrame()], ['POST', true, true])
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request.postData())), { 'a<b': '"값"', n: '1' })
  await opened.page.waitForURL(`${site.url}/bank`)
  await opened.close()
})

test('/continue says that there is nothing to continue', async () => {
  const opened = await openShop(all, { ignore: [/status of 404/] })
  await tell(opened, { url: '/continue', params: {} })
  await opened.page.waitForURL(`${sandbox.url}/continue`)
  assert.match(await opened.page.getByRole('status').textContent(), /이어서 진행할 결제가 없습니다/)
  await opened.close()
})

test('never to an address that would run code in the page', async () => {
  const opened = await openShop(all, { ignore: [/BootpayFormSubmit: not a web address/] })
  const thrown = opened.page.waitForEvent('pageerror')
  await tell(opened, { url: 'javascript:document.title="taken"', params: {} })
  assert.match(String(await thrown), /BootpayFormSubmit: not a web address/)
  assert.deepEqual([opened.page.url(), await opened.page.title()], [`${site.url}/`, '상점'])
  await opened.close()
})
