// The API reference at /docs: one comes there from the console, and reads it in both languages, on a phone and on a desk.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openContext, stage } from './support.js'

const all = await stage()
const { sandbox, shot } = all
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

for (const [device, viewport, colorScheme] of [['phone', { width: 360, height: 640 }, 'dark'], ['desk', { width: 1280, height: 800 }, 'light']]) {
  test(`the reference on a ${device}`, async () => {
    const { context, close } = await openContext(all, { viewport, colorScheme, locale: 'en-US' })
    const page = await context.newPage()
    const look = async (name) => {
      await shot(page, `docs-${name}-${device}`)
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => window.axe.run(document))
      const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
      assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`), [], name)
      const main = page.locator('main')
      assert.ok(await main.evaluate((main) => main.scrollWidth <= main.clientWidth && document.documentElement.scrollWidth <= innerWidth), `${name} sticks out`)
    }
    await page.goto(`${sandbox.url}/`)
    await page.click('#docs')
    await page.waitForURL(`${sandbox.url}/docs/ko`)
    await look('index')
    await page.getByRole('link', { name: '결제 취소', exact: true }).click()
    await page.getByRole('heading', { name: '결제 취소' }).waitFor()
    const isShown = () => page.evaluate(() => {
      const top = document.querySelector('#결제-취소').getBoundingClientRect().top
      return top >= 0 && top < innerHeight
    })
    assert.ok(await isShown(), 'the link leads to the heading')
    await look('payment')
    await page.click('.tools a')
    await page.waitForURL(`${sandbox.url}/docs/en/payment`)
    await page.getByRole('heading', { name: 'Cancel a payment' }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
    await look('payment-english')
    // It has the theme that was chosen in the console.
    const ground = () => page.evaluate(() => getComputedStyle(document.querySelector('main')).backgroundColor)
    const before = await ground()
    await page.evaluate((theme) => localStorage.setItem('bootpay-theme', theme), colorScheme === 'dark' ? 'light' : 'dark')
    await page.reload()
    await page.locator('html[data-theme]').waitFor()
    assert.notEqual(await ground(), before)
    // Whoever names no language is asked by the browser's.
    await page.goto(`${sandbox.url}/docs`)
    assert.equal(await page.title(), 'API reference · Bootpay Sandbox')
    await close()
  })
}
