// The identity page's JavaScript example: its placeholders, and a page that runs it and keeps what it logs.
import assert from 'node:assert/strict'
import { fixture } from './support.js'

/** As the page shows it. */
export const EXAMPLE = fixture('identity-page.js')

/** What a merchant writes in place of each placeholder. */
const PLACEHOLDERS = {
  applicationId: '[ WEB SDK용 Application ID ]',
  orderId: '고유order_id_1234',
  phone: '[ 인증 번호 고정할 전화번호 ]',
  carrier: '[ SKT, KT, LGT ] 고정할 통신사명',
  ageLimit: '[ 제한할 최소 나이 ex) 20 -> 20살 이상만 인증이 가능 ]',
}

/** The example with these of its placeholders filled, and nothing else changed. */
export function filledExample(values) {
  return Object.entries(values).reduce((script, [name, value]) => {
    const around = script.split(PLACEHOLDERS[name])
    assert.equal(around.length, 2, `${name} stands once in the example`)
    return around.join(value)
  }, EXAMPLE)
}

/** Runs it in a page that has loaded the script. `press` clicks in the window, and gives what the example then logs. */
export async function runExample(page, script) {
  const logged = []
  // A browser asks for an icon that a page without one does not have.
  const isWord = (message) => !message.location().url.endsWith('/favicon.ico')
  page.on('console', (message) => isWord(message) && logged.push(message.args()[0]?.jsonValue()))
  page.on('pageerror', (error) => logged.push(error))
  await page.addScriptTag({ content: script })
  const window = page.frameLocator('#bootpay-payment-iframe')
  const press = async (button) => {
    const says = page.waitForEvent('console', isWord)
    await window.getByTestId(button).click()
    await says
    await page.locator('#bootpay-payment-window').waitFor({ state: 'detached' })
    assert.equal(logged.length, 1)
    return logged[0]
  }
  return { window, press }
}
