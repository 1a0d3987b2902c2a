// The official script, npm bootpay-js 3.3.6, as its users bundle it, against the sandbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { CANCEL, DONE_CARD, DONE_IDENTITY, keysOf } from './keys.js'
import { CARD, IDENTITY, here, openContext, openShop, stage } from './support.js'

const all = await stage()
const { sandbox, site } = all
const app = { application_id: sandbox.web_application_id }
const bundle = await build({
  stdin: { contents: `require('bootpay-js')`, resolveDir: here },
  bundle: true,
  write: false,
  platform: 'browser',
  define: { global: 'window' },
  logLevel: 'error',
})

/** The shop with the official script in place of ours. */
async function officialShop() {
  const opened = await openShop(all)
  site.pages.set('/official.js', { text: bundle.outputFiles[0].text, type: 'text/javascript' })
  site.pages.set('/official', (await (await fetch(`${site.url}/`)).text()).replace(/src="[^"]*bootpay-[^"]*"/, 'src="/official.js"'))
  await opened.page.goto(`${site.url}/official`)
  await opened.page.evaluate((url) => {
    for (const kind of ['restUrl', 'clientUrl', 'analyticsUrl']) window.BootPay.urls[kind].production = url
  }, sandbox.url)
  assert.equal(await opened.page.evaluate(() => window.BootPay.version), '3.3.4', 'the official one')
  return opened
}

test('identity', async () => {
  const opened = await officialShop()
  await opened.pay({ ...IDENTITY, ...app })
  await opened.button('more-personas').click()
  await opened.button('persona-budget_carrier').click()
  await opened.window.locator('[data-testid=persona-budget_carrier][aria-pressed=true]').waitFor()
  await opened.button('approve').click()
  const data = await opened.event('done')
  await opened.event('close')
  assert.deepEqual(keysOf(data), [...DONE_IDENTITY, 'params'].sort())
  assert.deepEqual(await opened.names(), ['done', 'close'])
  const { certificate } = await sandbox.data(`/certificate/${data.receipt_id}`)
  assert.deepEqual([certificate.username, certificate.carrier], ['성춘향', 'KT_MVNO'])
  await opened.close()
})

test('a card, confirmed by the script and by the merchant', async () => {
  const opened = await officialShop()
  for (const confirm of [undefined, 'agree']) {
    await opened.pay({ ...CARD, ...app }, { confirm })
    await opened.button('approve').click()
    const data = await opened.event('done')
    await opened.event('close')
    assert.deepEqual(keysOf(data), DONE_CARD)
    assert.deepEqual(await opened.names(), confirm ? ['confirm', 'done', 'close'] : ['done', 'close'])
    assert.equal((await sandbox.data(`/receipt/${data.receipt_id}`)).status, 1)
  }
  await opened.close()
})

test('cancel, a link, and a popup', async () => {
  const opened = await officialShop()
  await opened.pay({ ...CARD, ...app })
  await opened.button('cancel').click()
  assert.deepEqual(keysOf(await opened.event('cancel')), CANCEL)
  await opened.event('close')

  const link = (await sandbox.api('POST', '/request/payment', { order_id: 'link-1', name: '상품', price: 1000, pg: 'kcp', method: 'card' })).body.data
  await opened.page.evaluate((link) => {
    window.events = []
    window.watch(window.BootPay.startPaymentByUrl(link))
  }, link)
  await opened.button('approve').click()
  assert.equal((await opened.event('done')).order_id, 'link-1')
  await opened.event('close')

  // Last: the official script keeps the popup of one payment in mind for a link that comes later.
  const appears = opened.context.waitForEvent('page')
  await opened.pay({ ...CARD, ...app, extra: { popup: 1, quick_popup: 1 } })
  const popup = await appears
  await popup.getByTestId('approve').click()
  await opened.event('done')
  await opened.close()
})

test('on a page of the sandbox itself, setMode is enough', async () => {
  // The page has a script of its own; we bring another. Its policy keeps the browser from asking for an icon, too.
  const { context, close } = await openContext(all, { bypassCSP: true }, [/favicon\.ico/])
  const page = await context.newPage()
  await page.goto(`${sandbox.url}/start/app`)
  await page.addScriptTag({ content: bundle.outputFiles[0].text })
  const done = page.evaluate((payload) => new Promise((resolve) => {
    window.BootPay.setMode('sandbox')
    window.BootPay.request(payload).done(resolve).error(resolve)
  }), { ...IDENTITY, ...app })
  await page.frameLocator('#bootpay-payment-iframe').getByTestId('approve').click()
  assert.equal((await done).action, 'BootpayDone')
  await close()
})

test('its other calls', async () => {
  const opened = await officialShop()
  const answers = await opened.page.evaluate(async (application_id) => {
    window.BootPay.setApplicationId(application_id)
    await window.BootPay.startTrace({ item_name: '상품' })
    await window.BootPay.startLoginSession({ id: 'm-1' })
    const noted = await new Promise((resolve) => {
      window.BootPay.notify({ application_id, order_id: 'o-1', name: '상품', price: 1000 }, resolve, resolve)
    })
    return { noted, user: JSON.parse(localStorage.getItem('user')) }
  }, sandbox.web_application_id)
  assert.deepEqual(answers.noted, { order_id: 'o-1' })
  assert.match(answers.user.id, /^[0-9a-f]{24}$/)
  await opened.close()
})
