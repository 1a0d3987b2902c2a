// Under a name that was allowed at the start, as from a phone or another container: neither page is of loopback, so
// neither is a secure context, and every address has to be the one under which the browser knows the sandbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CARD, IDENTITY, openShop, stage } from './support.js'

const started = await stage({ args: ['--host-resolver-rules=MAP *.test 127.0.0.1'] }, ['--allow-host', 'sandbox.test'])
const { sandbox } = started
const all = {
  ...started,
  sandbox: { ...sandbox, url: sandbox.url.replace('127.0.0.1', 'sandbox.test') },
  site: { ...started.site, url: started.site.url.replace('localhost', 'shop.test') },
}
const app = { application_id: sandbox.web_application_id }

test('a person is verified', async () => {
  const opened = await openShop(all)
  await opened.pay({ ...IDENTITY, ...app })
  await opened.button('approve').click()
  const { receipt_id } = await opened.event('done')
  const { certificate } = await sandbox.data(`/certificate/${receipt_id}`)
  assert.equal(certificate.username, '홍길동')
  await opened.close()
})

test('a payment is confirmed by its page, also through a popup', async () => {
  for (const extra of [undefined, { popup: 1, quick_popup: 1 }]) {
    const opened = await openShop(all)
    if (extra) {
      const popup = opened.context.waitForEvent('page')
      await opened.pay({ ...CARD, ...app, extra }, { confirm: 'agree' })
      await (await popup).getByTestId('approve').click()
    } else {
      await opened.pay({ ...CARD, ...app }, { confirm: 'agree' })
      await opened.button('approve').click()
    }
    const { receipt_id } = await opened.event('done')
    assert.equal((await sandbox.data(`/receipt/${receipt_id}`)).status, 1)
    await opened.close()
  }
})
