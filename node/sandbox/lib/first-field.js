"use strict";

/** The fields of a call that may begin with one of them by itself: `person("foreigner", { … })` or `person({ … })`. */
exports.beginningWith = (name, first, fields) => {
  if (first === undefined || first === null) return { ...fields };
  return typeof first === "object" ? first : { [name]: first, ...fields };
};
