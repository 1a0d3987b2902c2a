// verify.mjs URL…: on each page of the quick start somebody is verified, and the page says what its server found out.
import assert from 'node:assert/strict'
import { launch } from '../browser/support.js'

const browser = await launch()
try {
  for (const url of process.argv.slice(2)) {
    const page = await browser.newPage()
    await page.goto(url)
    await page.getByRole('button').click()
    await page.frameLocator('#bootpay-payment-iframe').getByTestId('approve').click()
    await page.locator('output', { hasText: '홍길동' }).waitFor()
    assert.equal(await page.locator('output').textContent(), '홍길동님, 확인되었습니다')
  }
} finally {
  await browser.close()
}
