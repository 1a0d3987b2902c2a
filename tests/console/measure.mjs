// How smooth the console is with 10,000 payments: node tests/console/measure.mjs
// Prints, in milliseconds, the time between two frames while the rows come in, while somebody scrolls through all of them,
// while they change, and while somebody types into the filter; and what the page's thread had to work, which says the
// same on a machine that is busy with other things.
import { startBrowser, startSandbox } from './support.js'

const COUNT = 10_000
const sandbox = await startSandbox()
const browser = await startBrowser()

/** Runs in the page: notes the time of each frame until `stop()`. */
function watchFrames() {
  const times = []
  let isWatching = true
  const note = (time) => {
    times.push(time)
    if (isWatching) requestAnimationFrame(note)
  }
  requestAnimationFrame(note)
  window.stop = () => {
    isWatching = false
    return times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b)
  }
}

const { page } = await browser.open(sandbox.url, { section: 'payments' })
const session = await page.context().newCDPSession(page)
await session.send('Performance.enable', { timeDomain: 'threadTicks' })

/** How long the page's thread has worked. */
async function worked() {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000
}

const table = []
async function measure(name, work) {
  const before = await worked()
  await page.evaluate(watchFrames)
  await work()
  const frames = await page.evaluate(() => window.stop())
  const work_ms = (await worked()) - before
  const at = (part) => Number(frames[Math.min(frames.length - 1, Math.floor(frames.length * part))].toFixed(1))
  table.push({
    what: name,
    frames: frames.length,
    median: at(0.5),
    '95 %': at(0.95),
    work: Math.round(work_ms),
    'work a frame': Number((work_ms / frames.length).toFixed(1)),
    'rows in the page': await page.locator('.row').count(),
  })
}

const sum = (text) => page.locator('#sum', { hasText: text }).waitFor()
await measure('10,000 rows come in', async () => {
  await sandbox.control('POST', '/sandbox/payments', { count: COUNT, price: 1000 })
  await sum(/^10,007건$/)
})
const scroll = (rowsAFrame) => page.evaluate(async (rowsAFrame) => {
  const scroller = document.querySelector('.scroller')
  scroller.scrollTop = 0
  for (let step = 0; step < 300; step += 1) {
    scroller.scrollTop += 48 * rowsAFrame
    await new Promise(requestAnimationFrame)
  }
}, rowsAFrame)
await measure('scroll by 4 rows a frame', () => scroll(4))
await measure('drag through all, 33 rows a frame', () => scroll(33))
await measure('100 more, one after the other', async () => {
  for (let number = 0; number < 100; number += 1) await sandbox.control('POST', '/sandbox/payments', { price: 1000 })
  await sum(/^10,107건$/)
})
await measure('type into the filter', async () => {
  await page.locator('#filter').pressSequentially('1526557672', { delay: 30 })
  await sum(/중 1건$/)
})
console.table(table)
await browser.close()
await sandbox.stop()
