export { sandbox, strict } from "./jest.js";
