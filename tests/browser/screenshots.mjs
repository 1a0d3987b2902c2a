// Pictures of the window and of the console, to be looked at: node tests/browser/screenshots.mjs [--from-source] [NAME…]
// They go to build/screenshots/NAME-WIDTHxHEIGHT-THEME.png. With --from-source, styles and scripts are those of the
// checkout, without a build. A NAME is that of a picture below; without one, all are taken.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SIZES, THEMES } from './sizes.js'
import { CARD, IDENTITY, PAY, here, launch, shop, startSandbox, startSite } from './support.js'

const root = join(here, '../..')
const folder = join(root, 'build/screenshots')
const web = join(root, 'crates/bootpay-sandbox/web')
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const isFromSource = process.argv.includes('--from-source')

mkdirSync(folder, { recursive: true })
const sandbox = await startSandbox()
const site = await startSite()
const browser = await launch()
const app = { application_id: sandbox.web_application_id }
site.pages.set('/', shop(`${sandbox.url}/js/bootpay-3.3.3.min.js`))
site.pages.set('/pay.js', { text: PAY, type: 'text/javascript' })

/** Every document of the page is there, and was drawn. */
async function painted(page) {
  for (const frame of page.frames()) {
    await frame.waitForLoadState('load')
    await frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
}

/** A window in the merchant's page. */
async function pay(page, payload) {
  await page.goto(`${site.url}/`)
  await page.evaluate((payload) => {
    window.events = []
    window.pay = () => window.watch(window.BootPay.request(payload), { confirm: 'wait' })
  }, { ...payload, ...app })
  await page.click('#pay')
  const frame = page.frameLocator('#bootpay-payment-iframe')
  await frame.getByTestId('mark').waitFor()
  await painted(page)
  return { frame, press: (name) => frame.getByTestId(name).click() }
}

const LONG = { name: '주류 구매를 위한 성인 인증', order_id: '4f1c9f0e2b7a4d5e8c3b6a7d9e0f1a2b' }
const IDENTITY_LONG = { ...IDENTITY, ...LONG, extra: { age_limit: 19 } }

async function toCode(page) {
  const window = await pay(page, IDENTITY)
  await window.frame.getByTestId('agree-all').check()
  await window.press('send')
  await window.frame.getByTestId('check').waitFor()
  return window
}

async function openConsole(page, section) {
  await page.goto(`${sandbox.url}/#${section}`)
  await page.locator('#live[data-state=live]').waitFor()
  await page.locator('.row, .card, .empty:not([hidden])').first().waitFor()
}

const inConsole = (section, more = async () => {}) => async (page) => {
  await openConsole(page, section)
  await more(page)
}
const firstRow = async (page) => {
  await page.locator('.row .open').first().click()
  await page.locator('#detail h2').waitFor()
}

/** Each leaves the page as it should be seen. */
const WINDOWS = {
  identity: (page) => pay(page, IDENTITY_LONG),
  'identity-english': async (page) => {
    const { frame, press } = await pay(page, IDENTITY)
    await press('language')
    await frame.locator('html[lang=en]').waitFor()
  },
  'identity-people': async (page) => (await pay(page, IDENTITY)).press('more-personas'),
  'identity-terms': async (page) => (await pay(page, IDENTITY)).press('terms'),
  'identity-consent': async (page) => {
    const { frame, press } = await pay(page, IDENTITY)
    await press('send')
    await frame.getByTestId('notice').waitFor()
  },
  'identity-wrong': async (page) => {
    const { frame, press } = await pay(page, IDENTITY)
    await frame.getByTestId('agree-all').check()
    await frame.locator('#phone').fill('02-123')
    await press('send')
    await frame.getByTestId('notice').waitFor()
  },
  code: toCode,
  'code-wrong': async (page) => {
    const { frame, press } = await toCode(page)
    await press('check')
    await frame.getByTestId('notice').waitFor()
  },
  done: async (page) => {
    const { url } = await sandbox.control('POST', '/sandbox/windows', {})
    await page.goto(url)
    await page.getByTestId('approve').click()
    await page.locator('.outcome').waitFor()
  },
  'too-young': async (page) => {
    const { url } = await sandbox.control('POST', '/sandbox/windows', { outcome: 'failed' })
    await page.goto(url)
  },
  payment: (page) => pay(page, { ...CARD, price: 59_000, method: undefined, extra: { quota: '0,3,6' } }),
  'payment-refused': async (page) => {
    const { frame, press } = await pay(page, CARD)
    await frame.getByTestId('card-9430810000000014').check()
    await press('approve')
    await frame.getByTestId('notice').waitFor()
  },
  account: async (page) => {
    const { frame, press } = await pay(page, { ...CARD, method: 'vbank' })
    await press('approve')
    await frame.getByTestId('account').waitFor()
  },
  confirm: async (page) => {
    const { frame, press } = await pay(page, CARD)
    await press('approve')
    await frame.locator('.outcome').waitFor()
  },
}
const CONSOLE = {
  'console-identities': inConsole('identities'),
  'console-identity': inConsole('identities', firstRow),
  'console-identities-masked': inConsole('identities', (page) => page.locator('#mask').click()),
  'console-payments': inConsole('payments'),
  'console-payment': inConsole('payments', firstRow),
  'console-billing-keys': inConsole('billing_keys'),
  'console-requests': inConsole('requests'),
  'console-requests-all': inConsole('requests', (page) => page.locator('#browsers').check()),
  'console-webhooks': inConsole('webhooks'),
  'console-webhook': inConsole('webhooks', firstRow),
  'console-faults': inConsole('faults'),
  'console-fault-form': inConsole('faults', (page) => page.locator('.bar .primary').click()),
  'console-connect': inConsole('setup'),
  'console-clock': inConsole('payments', (page) => page.locator('#clock').click()),
  'console-english': inConsole('identities', (page) => page.locator('#language').click()),
}
const EMPTY = { 'console-empty': inConsole('requests') }

/** Something of everything, as in a sandbox that is in use. */
async function fill() {
  for (const [persona, order_id, name] of [['adult', 'join-1041', '회원 가입'], ['age_13', 'join-1042', '회원 가입'], ['foreigner', 'join-1043', '회원 가입'], ['turns_19_this_year', 'order-77', '주류 구매']]) await sandbox.control('POST', '/sandbox/identities', { persona, order_id, name })
  for (const [outcome, order_id] of [['failed', 'join-1044'], ['cancelled', 'join-1045'], ['unfinished', 'join-1046']]) await sandbox.control('POST', '/sandbox/windows', { outcome, order_id, name: '회원 가입' })
  const sold = [['겨울 이불 세트', 89_000, 'card', 1], ['핸드드립 원두 1kg', 32_000, 'card', 1], ['정기 구독 11월', 12_900, 'card', 20], ['도자기 머그 2개', 41_000, 'vbank', 2], ['공연 예매', 132_000, 'card', -2]]
  for (const [index, [name, price, method, status]] of sold.entries()) await sandbox.control('POST', '/sandbox/payments', { name, price, method, status, pg: 'kcp', order_id: `order-20${index}` })
  await sandbox.api('GET', '/certificate/612e09260d681b0021e61ab9?x=1')
  await sandbox.api('GET', '/receipt/ffffffffffffffffffffffff')
  await sandbox.control('POST', '/sandbox/settings', { feedback_url: `${site.url}/webhook`.replace('localhost', '127.0.0.1') })
  await sandbox.api('POST', '/cancel', { receipt_id: '5df6e8034f74b4002177e0bb', price: 1200 })
  await sandbox.control('POST', '/sandbox/faults', { kind: 'status', status: 503, path: '/receipt', times: 2 })
  await sandbox.control('POST', '/sandbox/faults', { kind: 'reset_after', path: '/cancel' })
}

async function take(pictures) {
  for (const [name, prepare] of Object.entries(pictures)) {
    if (names.length > 0 && !names.includes(name)) continue
    for (const [width, height] of SIZES) {
      for (const colorScheme of THEMES) {
        const context = await browser.newContext({ locale: 'ko-KR', viewport: { width, height }, colorScheme })
        if (isFromSource) {
          await context.route(/\/(console|window)\/[a-z]+\.(css|js)$/, (route) => {
            const file = new URL(route.request().url()).pathname.replace(/^\/window\//, '/')
            return existsSync(web + file) ? route.fulfill({ path: web + file }) : route.continue()
          })
        }
        const page = await context.newPage()
        page.setDefaultTimeout(20_000)
        await prepare(page)
        await painted(page)
        await page.screenshot({ path: join(folder, `${name}-${width}x${height}-${colorScheme}.png`), animations: 'disabled' })
        await context.close()
      }
    }
  }
}

try {
  await take(EMPTY)
  await take(WINDOWS)
  await sandbox.control('POST', '/sandbox/reset')
  await fill()
  await take(CONSOLE)
} finally {
  await browser.close()
  await Promise.all([site.stop(), sandbox.stop()])
}
console.log(`the pictures are in ${folder}`)
