// The screens and themes in which everything is looked at: two phones upright, one on its side, two desks.
export const SIZES = [[360, 640], [390, 844], [740, 360], [1280, 800], [1440, 900]]
export const THEMES = ['light', 'dark']

/** Each size in one of the themes, in turn; all of them in both with ALL_LOOKS=1. */
export const LOOKS = SIZES.flatMap((size, index) =>
  THEMES.filter((_, theme) => process.env.ALL_LOOKS === '1' || theme === index % 2).map((theme) => ({ size, theme })))
