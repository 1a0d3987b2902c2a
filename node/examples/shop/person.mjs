// What a shop shows, or asks, of a person; the rest of a certificate is nobody's business.

/** 홍길동 as 홍*동. */
export function masked(name) {
  const letters = [...name];
  const isShown = (at) => at === 0 || (at > 1 && at === letters.length - 1);
  return letters.map((letter, at) => (isShown(at) ? letter : "*")).join("");
}

/** Is 19 or older today in Korea (만 나이). `birth` is YYYY-MM-DD or YYYYMMDD; `null` if it is neither. */
export function isAdult(birth, now = new Date()) {
  const born = /^\d{8}$/.exec(birth?.replaceAll("-", ""));
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul" }).format(now).replaceAll("-", "");
  return born && Number(today) - Number(born[0]) >= 19_0000;
}
