const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync',
  // Frames in the page's own process: where a click removes a frame of another process, Chromium may never say that it clicked.
  '--disable-site-isolation-trials',
]

/** How tests start Chromium, with more arguments. */
export const chromiumOptions = (more = []) =>
  ({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...more, ...ARGUMENTS] })
