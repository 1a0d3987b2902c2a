// What a customer is verified for, the law that has a say in it, and what a minor is told.

import { refusal } from "./refusals.mjs";

const PURPOSES = {
  "주류 구매": { law: "youth_protection", sentence: "청소년에게는 주류를 판매하지 않습니다." },
  "할부 계약": { law: "civil", sentence: "만 19세 미만은 법정대리인의 동의가 있어야 계약할 수 있습니다." },
  "소모임 참가": { law: "child_welfare", sentence: "만 18세 미만은 참가할 수 없습니다." },
  "회원 가입": { law: "guardian_consent", sentence: "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다." },
};

/** The purpose that a page has sent, if it is one of the shop's. */
export function purposeOf(wish) {
  const purpose = wish?.purpose;
  if (typeof purpose === "string" && Object.hasOwn(PURPOSES, purpose)) return purpose;
  throw refusal(400, "no such purpose");
}

export const lawOf = (purpose) => PURPOSES[purpose].law;

/** What somebody is told who is too young. */
export function minor(purpose) {
  const { law, sentence } = PURPOSES[purpose];
  return refusal(403, sentence, { reason: "minor", law });
}
