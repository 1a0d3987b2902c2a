// The reference has the theme of the console, and shows in its list where one is.
import { kept } from './dom.js'

const theme = kept.get('theme') ?? 'auto'
if (theme !== 'auto') document.documentElement.dataset.theme = theme
document.querySelector('[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' })
