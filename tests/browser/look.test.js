// Every page of the window: no serious fault for people who use a screen reader or a keyboard, and a picture of it in
// screenshots/, on a phone and a desk, light and dark.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { LOOKS } from './sizes.js'
import { CARD, IDENTITY, openShop, stage } from './support.js'

const all = await stage()
const { sandbox, shot } = all
const app = { application_id: sandbox.web_application_id }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What the mark over every page of the window says to be fake. */
const MARKS = {
  identity: 'SANDBOX · 테스트 인증',
  identityInEnglish: 'SANDBOX · fake identity',
  payment: 'SANDBOX · 테스트 결제',
  paymentInEnglish: 'SANDBOX · fake payment',
  both: 'SANDBOX · 테스트 인증 · 테스트 결제',
}

/** The faults of one frame. The tester's own script is put in past the page's policy. */
async function faults(frame) {
  await frame.evaluate(axe)
  const { violations } = await frame.evaluate(() => window.axe.run(document))
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any.map(({ message }) => message)}`).join('\n  ')}`)
}

/** Those of the window's elements that nobody sees whole without scrolling. */
async function unseen(window, selectors) {
  const isSeen = (selector) => window.locator(selector).evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const corners = [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]]
    const isOnTop = ([x, y]) => {
      const found = document.elementFromPoint(x, y)
      return found !== null && (element.contains(found) || found.contains(element))
    }
    return document.querySelector('main').scrollTop === 0 && corners.every(isOnTop)
  })
  const missing = []
  for (const selector of selectors) if (!(await isSeen(selector))) missing.push(selector)
  return missing
}

for (const { size: [width, height], theme: colorScheme } of LOOKS) {
  const device = `${width}x${height}`
  const viewport = { width, height }
  test(`${device}, ${colorScheme}`, async () => {
    const opened = await openShop(all, { context: { colorScheme, viewport } })
    const { page, button } = opened
    /** One page of the window, in a frame of its own or on the whole screen. */
    const check = async (name, frame, markText) => {
      await shot(page, `${name}-${device}-${colorScheme}`)
      assert.deepEqual(await faults(frame), [], name)
      assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'nothing sticks out')
      assert.ok((await frame.locator('.primary').count()) <= 1, `${name}: one primary button`)
      assert.equal(await frame.locator('.shortcuts .primary').count(), 0, `${name}: and it is the product's`)
      if (markText === undefined) return
      const mark = frame.getByTestId('mark')
      assert.equal(await mark.textContent(), markText, name)
      await mark.click({ trial: true, timeout: 5000 }) // it is visible, and nothing lies over it
    }
    const look = (name, mark) => check(name, page.frames().find((frame) => frame.name() === 'bootpay_inner_iframe'), mark)
    const lookAtPage = (name, mark) => check(name, page.mainFrame(), mark)
    const speak = async (language) => {
      await button('language').click()
      await opened.window.locator(`html[lang=${language}]`).waitFor()
    }

    await opened.pay({ ...IDENTITY, ...app, extra: { age_limit: 19 } })
    await button('approve').waitFor()
    await look('person', MARKS.identity)
    assert.deepEqual(await unseen(opened.window, ['#agree-all', '#carrier', '#name', '[data-testid=send]', '[data-testid=approve]']), [])
    assert.deepEqual(await faults(page.mainFrame()), [], 'the page around the window')
    await button('more-personas').click()
    await button('persona-ci_absent').waitFor()
    await look('person-more', MARKS.identity)
    await button('more-personas').click()
    await button('send').click()
    await button('notice').waitFor()
    await look('person-notice', MARKS.identity)
    await button('agree-all').check()
    await button('send').click()
    await button('check').waitFor()
    await look('code', MARKS.identity)
    await button('check').click()
    await button('notice').waitFor()
    await look('code-wrong', MARKS.identity)
    await speak('en')
    await opened.window.getByText('Verify', { exact: true }).waitFor()
    await look('code-english', MARKS.identityInEnglish)
    await button('cancel').click()
    await opened.event('close')

    await opened.pay({ ...CARD, ...app, price: 59_000, method: undefined, extra: { quota: '0,3,6' } }, { confirm: 'wait' })
    await button('approve').waitFor()
    await look('pay', MARKS.payment)
    await speak('en')
    await look('pay-english', MARKS.paymentInEnglish)
    await speak('ko')
    await button('method-vbank').check()
    await button('approve').click()
    await opened.event('ready')
    await look('account', MARKS.payment)
    await button('done').click()
    await opened.event('close')

    await opened.pay({ ...CARD, ...app }, { confirm: 'wait' })
    await button('approve').click()
    await opened.event('confirm')
    await look('confirm', MARKS.payment)
    await page.evaluate(() => window.BootPay.removePaymentWindow())
    await opened.event('close')

    await opened.pay({ ...CARD, ...app, price: 0, pg: 'nicepay', method: 'card_rebill' })
    await button('approve').waitFor()
    await look('rebill', MARKS.payment)
    await button('cancel').click()
    await opened.event('close')

    await opened.pay({ ...CARD, ...app, extra: { popup: 1 } })
    await page.locator('#__bootpay-close-button').waitFor()
    await lookAtPage('popup-prompt')
    await page.getByRole('button', { name: '닫기' }).click()
    await opened.event('close')

    const link = (await sandbox.api('POST', '/request/payment', { order_id: '1', name: '상품', price: 1000 })).body.data
    await page.goto(link)
    await lookAtPage('link', MARKS.payment)
    await page.getByTestId('approve').click()
    await page.locator('[data-status="1"]').waitFor()
    await lookAtPage('finished', MARKS.payment)
    await page.setContent(`<form method="post" action="${sandbox.url}/start/js/"><input name="payload" value="{}"></form>`)
    await page.evaluate(() => document.forms[0].submit())
    await page.getByText('name: 값이 필요합니다').waitFor()
    await lookAtPage('refused', MARKS.both)
    await page.goto(`${sandbox.url}/waiting`)
    await lookAtPage('waiting', MARKS.both)
    await page.goto(`${sandbox.url}/easy/password/verify`)
    await lookAtPage('easy', MARKS.both)
    await page.goto(`${sandbox.url}/start/app`)
    await lookAtPage('app')
    await opened.close()
  })
}
