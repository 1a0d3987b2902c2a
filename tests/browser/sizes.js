// The screens and themes in which everything is looked at: two phones upright, one on its side, two desks.
export const SIZES = [[360, 640], [390, 844], [740, 360], [1280, 800], [1440, 900]]
export const THEMES = ['light', 'dark']
