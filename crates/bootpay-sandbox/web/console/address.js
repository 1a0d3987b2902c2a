// Which project of the sandbox this page is about: its own address says it (`/?project=…`), and whatever it asks for
// carries that on. Without it, the first project is meant.

const project = new URLSearchParams(location.search).get('project')

/** A control path for `fetch`, with the project. */
export const addressed = (path) => (project === null ? path : `${path}?${new URLSearchParams({ project })}`)

/** The same as a word for a shell, of a sandbox at `url`. */
export const shellAddress = (url, path) => (project === null ? `${url}${path}` : `'${url}${addressed(path)}'`)
